import { useEffect, useEffectEvent, useRef, useState } from "react";
import type { Clinic } from "../ipc/clinic";
import { asProblem } from "../ipc/clinic";
import { useClinic } from "../ipc/use-clinic";
import type { Problem } from "../ipc/views";
import { CROP, clear, drawSquare, openBitmap } from "./picture";
import classes from "./Picture.module.css";

interface Props {
  /** Identifies the picture; it is read again when this changes. */
  of: string;
  read: (clinic: Clinic) => Promise<Uint8Array<ArrayBuffer>>;
  /** Width and height in CSS pixels. */
  size: number;
  /** The accessible name; none where the picture's name is next to it. */
  label?: string;
  onDrawn?: () => void;
  /** Called with the clinic's problem, or with null if the bytes are no picture. */
  onFailed?: (problem: Problem | null) => void;
}

/**
 * A square picture, drawn on a canvas: it has no URL from which it could be loaded again. Its bytes are overwritten
 * once it is drawn, and the canvas is cleared on unmount, as at a lock.
 */
export function Picture({ of, read, size, label, onDrawn, onFailed }: Props) {
  const clinic = useClinic();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [isDrawn, setDrawn] = useState(false);
  const load = useEffectEvent(async (isShown: () => boolean) => {
    const bytes = await read(clinic);
    try {
      if (!isShown()) return;
      const bitmap = await openBitmap(bytes).catch(() => null);
      if (isShown() && canvas.current !== null && bitmap !== null) {
        drawSquare(canvas.current, bitmap, CROP, Math.round(size * (window.devicePixelRatio || 1)));
        setDrawn(true);
        onDrawn?.();
      } else if (isShown()) onFailed?.(null);
      bitmap?.close();
    } finally {
      bytes.fill(0);
    }
  });
  const failed = useEffectEvent((thrown: unknown) => onFailed?.(asProblem(thrown)));
  useEffect(() => {
    let shows = true;
    load(() => shows).catch((thrown: unknown) => shows && failed(thrown));
    return () => {
      shows = false;
    };
  }, [of]);
  useEffect(() => {
    const target = canvas.current;
    return () => clear(target);
  }, []);
  return (
    <canvas
      ref={canvas}
      className={classes.picture}
      style={{ width: size, height: size }}
      data-drawn={isDrawn || undefined}
      {...(label === undefined ? { "aria-hidden": true } : { role: "img", "aria-label": label })}
    />
  );
}
