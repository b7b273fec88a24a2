import { ActionIcon, Text } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconZoomIn, IconZoomOut } from "@tabler/icons-react";
import { type PointerEvent, type RefObject, useEffect, useRef } from "react";
import { type Bitmap, clear, type Crop, drawSquare, ZOOM_MAX } from "../../../parts/picture";
import { useWords } from "../../../words/speech";
import classes from "./Photo.module.css";

/** Width and height of the stored photo: several times the size on any page. */
export const DOTS = 256;

interface Props {
  canvas: RefObject<HTMLCanvasElement | null>;
  bitmap: Bitmap;
  crop: Crop;
  move: (x: number, y: number) => void;
  zoom: (steps: 1 | -1) => void;
  drag: (x: number, y: number) => void;
}

/** The square that will be stored: arrows or the mouse move it, + and - make it larger and smaller. */
export function CropField({ canvas, bitmap, crop, move, zoom, drag }: Props) {
  const { photos } = useWords();
  const from = useRef<{ x: number; y: number } | null>(null);
  useEffect(() => {
    if (canvas.current !== null) drawSquare(canvas.current, bitmap, crop, DOTS);
  }, [canvas, bitmap, crop]);
  useEffect(() => {
    const target = canvas.current;
    return () => clear(target);
  }, [canvas]);
  useHotkeys([
    ["ArrowLeft", () => move(-1, 0)],
    ["ArrowRight", () => move(1, 0)],
    ["ArrowUp", () => move(0, -1)],
    ["ArrowDown", () => move(0, 1)],
    ["[plus]", () => zoom(1)],
    ["shift+[plus]", () => zoom(1)],
    ["-", () => zoom(-1)],
  ]);
  const follow = (event: PointerEvent) => {
    if (from.current === null) return;
    const width = event.currentTarget.clientWidth || 1;
    drag((event.clientX - from.current.x) / width, (event.clientY - from.current.y) / width);
    from.current = { x: event.clientX, y: event.clientY };
  };
  return (
    <div className={classes.crop}>
      <div
        className={classes.square}
        role="img"
        aria-label={photos.preview}
        onPointerDown={(event) => {
          from.current = { x: event.clientX, y: event.clientY };
          event.currentTarget.setPointerCapture?.(event.pointerId);
        }}
        onPointerMove={follow}
        onPointerUp={() => (from.current = null)}>
        <canvas ref={canvas} />
      </div>
      <div className={classes.beneath}>
        <ActionIcon aria-label={photos.smaller} disabled={crop.zoom <= 1} onClick={() => zoom(-1)}>
          <IconZoomOut size={18} aria-hidden />
        </ActionIcon>
        <ActionIcon aria-label={photos.larger} disabled={crop.zoom >= ZOOM_MAX} onClick={() => zoom(1)}>
          <IconZoomIn size={18} aria-hidden />
        </ActionIcon>
        <Text size="xs" c="dimmed">
          {photos.help}
        </Text>
      </div>
    </div>
  );
}
