import { useEffect, useRef, useState } from "react";
import { CROP, type Bitmap, type Crop, openBitmap, squareOf, ZOOM_MAX } from "../../../parts/picture";

/** The largest file that is read; a camera's picture has a few megabytes. */
export const FILE_BYTES_MAX = 50 * 1024 * 1024;
/** The part of the spare room by which one key moves the crop. */
const STEP = 0.1;
const ZOOM_STEP = 1.25;

export type Refused = "empty" | "tooLarge" | "unreadable" | "noPicture";

/** A picture that is not stored yet, and its crop. */
export function useChosen() {
  const [bitmap, setBitmap] = useState<Bitmap | null>(null);
  const [crop, setCrop] = useState<Crop>(CROP);
  const [refused, setRefused] = useState<Refused | null>(null);
  const own = useRef<Bitmap | null>(null);
  const isShown = useRef(true);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
      own.current?.close();
    };
  }, []);
  const choose = async (file: File | null) => {
    if (file === null) return;
    const opened = await open(file);
    const isBitmap = typeof opened !== "string";
    if (!isShown.current) return isBitmap ? opened.close() : undefined;
    own.current?.close();
    own.current = isBitmap ? opened : null;
    setBitmap(own.current);
    setRefused(isBitmap ? null : opened);
    setCrop(CROP);
  };
  const move = (x: number, y: number) =>
    setCrop((now) => ({ ...now, x: within(now.x + x * STEP), y: within(now.y + y * STEP) }));
  const zoom = (steps: 1 | -1) =>
    setCrop((now) => ({ ...now, zoom: Math.min(ZOOM_MAX, Math.max(1, now.zoom * ZOOM_STEP ** steps)) }));
  /** Moves the picture with the mouse, by a part of the width that is shown. */
  const drag = (x: number, y: number) =>
    setCrop((now) => {
      if (bitmap === null) return now;
      const { length } = squareOf(bitmap, now);
      const by = (part: number, of: number) => (of > length ? (part * length) / (of - length) : 0);
      return { ...now, x: within(now.x - by(x, bitmap.width)), y: within(now.y - by(y, bitmap.height)) };
    });
  return { bitmap, crop, refused, choose, move, zoom, drag };
}

const within = (part: number): number => Math.min(1, Math.max(0, part));

async function open(file: File): Promise<Bitmap | Refused> {
  if (file.size > FILE_BYTES_MAX) return "tooLarge";
  let bytes;
  try {
    bytes = new Uint8Array(await file.arrayBuffer());
  } catch {
    return "unreadable";
  }
  if (bytes.length === 0) return "empty";
  try {
    return await openBitmap(bytes);
  } catch {
    return "noPicture";
  } finally {
    bytes.fill(0);
  }
}
