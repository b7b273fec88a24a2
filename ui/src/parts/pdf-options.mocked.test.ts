import { afterAll, expect, it } from "vitest";
import { PDF_OPTIONS } from "./pdf-options";

/** A page with one text, as programs write it that put no font into their files. */
function pdf(fonts: string[], text: string): Uint8Array {
  const content = `BT /F 24 Tf 20 50 Td ${text} Tj ET`;
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 100] /Resources << /Font << /F 5 0 R >> >> /Contents 4 0 R >>",
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    ...fonts,
  ];
  let file = "%PDF-1.4\n";
  const entries = objects.map((object, index) => {
    const offset = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, "0")} 00000 n \n`;
  });
  const size = objects.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${entries.join("")}`;
  const end = `trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF`;
  return new TextEncoder().encode(file + table + end);
}

const JAPANESE = [
  "<< /Type /Font /Subtype /Type0 /BaseFont /HeiseiMin-W3 /Encoding /90ms-RKSJ-H /DescendantFonts [6 0 R] >>",
  "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /HeiseiMin-W3 /FontDescriptor 7 0 R " +
    "/CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >> >>",
  "<< /Type /FontDescriptor /FontName /HeiseiMin-W3 /Flags 6 /ItalicAngle 0 /Ascent 850 /Descent -150 " +
    "/CapHeight 700 /StemV 80 /FontBBox [-120 -260 1000 920] >>",
];
const LATIN = ["<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"];

afterAll(() => void Reflect.deleteProperty(globalThis, "pdfjsWorker"));

it.each([
  ["a Japanese encoding", JAPANESE, "<8E52936391BE9859>", "山田太郎"],
  ["a font that every reader has", LATIN, "(Mary Okafor)", "Mary Okafor"],
])("a name is read in %s that is not in the file", async (_, fonts, text, name) => {
  const pdfjs = await import("pdfjs-dist/legacy/build/pdf.mjs");
  // the worker runs in the same thread, as there is none in the simulated browser
  // @ts-expect-error it has no types
  const worker: unknown = await import("pdfjs-dist/legacy/build/pdf.worker.min.mjs");
  Object.assign(globalThis, { pdfjsWorker: worker });
  const task = pdfjs.getDocument({ data: pdf(fonts, text), ...PDF_OPTIONS });
  const page = await (await task.promise).getPage(1);
  const { items } = await page.getTextContent();
  expect(items.map((item) => ("str" in item ? item.str : "")).join("")).toBe(name);
  await task.destroy();
});

it.each(["LiberationSans-Regular.ttf", "FoxitSymbol.pfb", "UniGB-UCS2-H.bcmap", "Adobe-Korea1-UCS2.bcmap"])(
  "%s is part of the program",
  async (filename) => {
    const bytes = await new PDF_OPTIONS.BinaryDataFactory().fetch({ filename });
    expect(bytes.length).toBeGreaterThan(1000);
  },
);

it("takes no other file", async () => {
  await expect(new PDF_OPTIONS.BinaryDataFactory().fetch({ filename: "../secret" })).rejects.toThrow();
});
