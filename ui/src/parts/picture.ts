/** A picture that is decoded, until it is closed. */
export type Bitmap = ImageBitmap;

/**
 * A square of a picture: its magnification over the largest square, and its position in the spare room, from 0 to 1.
 */
export interface Crop {
  zoom: number;
  x: number;
  y: number;
}

/** The largest square: centred, but in a portrait picture nearer to the top, where faces are. */
export const CROP: Crop = { zoom: 1, x: 0.5, y: 1 / 3 };
export const ZOOM_MAX = 4;

/** Decodes a picture, turned as its camera says. Rejects what is none. */
export const openBitmap = (bytes: Uint8Array<ArrayBuffer>): Promise<Bitmap> => createImageBitmap(new Blob([bytes]));

/** Where a crop lies in a picture, in dots of that picture; `length` is its width and its height. */
export function squareOf({ width, height }: { width: number; height: number }, { zoom, x, y }: Crop) {
  const length = Math.min(width, height) / zoom;
  return { left: (width - length) * x, top: (height - length) * y, length };
}

/** Draws a square of a picture over a canvas of so many dots. */
export function drawSquare(canvas: HTMLCanvasElement, bitmap: Bitmap, crop: Crop, dots: number): void {
  const { left, top, length } = squareOf(bitmap, crop);
  canvas.width = canvas.height = dots;
  const context = canvas.getContext("2d");
  if (context === null) return;
  // a photo has no transparent dots
  context.fillStyle = "#fff";
  context.fillRect(0, 0, dots, dots);
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, left, top, length, length, 0, 0, dots, dots);
}

/** Encodes a canvas as a JPEG, without the metadata that a camera wrote into the file. */
export async function jpegOf(canvas: HTMLCanvasElement): Promise<Uint8Array<ArrayBuffer>> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.88));
  if (blob === null) throw new Error("the canvas has no picture");
  return new Uint8Array(await blob.arrayBuffer());
}

/** Empties a canvas, so that no pixels stay in memory. */
export function clear(canvas: HTMLCanvasElement | null): void {
  if (canvas !== null) canvas.width = canvas.height = 0;
}
