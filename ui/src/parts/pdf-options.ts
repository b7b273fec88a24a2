/** What a PDF may leave to its reader: the maps of East Asian encodings, and the fonts that every reader has. */
const FILES = import.meta.glob<string>(
  ["../../node_modules/pdfjs-dist/cmaps/*.bcmap", "../../node_modules/pdfjs-dist/standard_fonts/*.{pfb,ttf}"],
  { query: "?url&inline", import: "default" },
);
const byName = new Map(Object.entries(FILES).map(([path, load]) => [path.split("/").at(-1)!, load]));

/** Reads them from this program, each as a module of its own: the web view may fetch nothing. */
class PdfFiles {
  async fetch({ filename }: { filename: string }): Promise<Uint8Array<ArrayBuffer>> {
    const load = byName.get(filename);
    if (load === undefined) throw new Error(`${filename} is not part of this program`);
    const [, encoded = ""] = (await load()).split(",");
    return Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0));
  }
}

/** Nothing in a PDF is run, and it is drawn with no file but those of this program. */
export const PDF_OPTIONS = {
  BinaryDataFactory: PdfFiles,
  isEvalSupported: false,
  useWasm: false,
  useWorkerFetch: false,
  useSystemFonts: false,
  disableFontFace: true,
  enableXfa: false,
  stopAtErrors: false,
  verbosity: 0,
};
