import type { PDFDocumentLoadingTask } from "pdfjs-dist";
import { PDF_OPTIONS } from "./pdf-options";

/** Something with pages that are drawn by the program itself: nothing in a file is ever run. */
export interface Drawing {
  pages: number;
  /** Draws a page, counted from 1, so many CSS pixels wide. */
  draw: (canvas: HTMLCanvasElement, page: number, width: number) => { done: Promise<void>; cancel: () => void };
  close: () => void;
}

/** Dots of a canvas: larger ones are refused by web views. */
const DOTS_MAX = 16e6;

/** Sizes a canvas for a page. Returns by how much a page's own unit is to be scaled. */
function fit(canvas: HTMLCanvasElement, width: number, page: { width: number; height: number }): number {
  const css = width / page.width;
  const dense = css * (window.devicePixelRatio || 1);
  const scale = Math.min(dense, Math.sqrt(DOTS_MAX / (page.width * page.height)));
  canvas.width = Math.max(1, Math.round(page.width * scale));
  canvas.height = Math.max(1, Math.round(page.height * scale));
  canvas.style.width = `${Math.round(page.width * css)}px`;
  return scale;
}

/** Opens a picture of one of the types that the clinic detects by their first bytes. */
export async function openPicture(bytes: Uint8Array<ArrayBuffer>, mediaType: string): Promise<Drawing> {
  const bitmap = await createImageBitmap(new Blob([bytes], { type: mediaType }));
  return {
    pages: 1,
    draw: (canvas, _page, width) => {
      // do not enlarge a small picture
      fit(canvas, Math.min(width, bitmap.width * Math.max(1, width / 600)), bitmap);
      canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      return { done: Promise.resolve(), cancel: () => undefined };
    },
    close: () => bitmap.close(),
  };
}

/** Opens a PDF. Its library is loaded with the first one, and its worker is a file of this program. */
export async function openPdf(bytes: Uint8Array<ArrayBuffer>): Promise<Drawing> {
  const [pdfjs, worker] = await Promise.all([
    import("pdfjs-dist/legacy/build/pdf.mjs"),
    import("pdfjs-dist/legacy/build/pdf.worker.min.mjs?url"),
  ]);
  pdfjs.GlobalWorkerOptions.workerSrc = worker.default;
  const task: PDFDocumentLoadingTask = pdfjs.getDocument({
    // the library transfers the buffer to its worker: pass a copy
    data: bytes.slice(),
    ...PDF_OPTIONS,
  });
  const pdf = await task.promise;
  return {
    pages: pdf.numPages,
    draw: (canvas, number, width) => {
      let cancel = () => undefined as void;
      let isOver = false;
      const done = (async () => {
        const page = await pdf.getPage(number);
        if (isOver) return;
        const scale = fit(canvas, width, page.getViewport({ scale: 1 }));
        const render = page.render({ canvas, viewport: page.getViewport({ scale }) });
        cancel = () => render.cancel();
        await render.promise;
      })();
      return { done, cancel: () => ((isOver = true), cancel()) };
    },
    close: () => void task.destroy(),
  };
}
