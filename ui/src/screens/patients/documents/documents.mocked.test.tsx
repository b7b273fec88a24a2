import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { documentBytesMax } from "../../../ipc/bindings";
import type { DocumentParts } from "../../../ipc/clinic";
import * as R from "../../../test/records";
import { expectAccessible, showApp } from "../../../test/show";
import { pieces } from "../parts/documents/use-adding";

const DOCUMENTS = { page: "patient", id: "p1", tab: "documents" } as const;
interface Drawn {
  pages: number[];
  widths: number[];
  ended: number;
  bytes: Uint8Array | null;
}
const drawn = vi.hoisted((): Drawn => ({ pages: [], widths: [], ended: 0, bytes: null }));

// the simulated browser draws no pixels: drawing is tested in the real window
vi.mock("../../../parts/drawing", () => {
  const open = async (bytes: Uint8Array) => {
    drawn.bytes = bytes;
    return {
      pages: 2,
      draw: (_canvas: unknown, page: number, width: number) => {
        drawn.pages.push(page);
        drawn.widths.push(width);
        return { done: Promise.resolve(), cancel: () => undefined };
      },
      close: () => (drawn.ended += 1),
    };
  };
  return { openPdf: open, openPicture: open };
});

const file = (text: string, name = "letter.pdf") => new File([text], name);

async function choose(chosen: File, label = "Add document") {
  const inputs = await screen.findAllByLabelText(label);
  const input = inputs.find((one) => one.matches("input[type=file]"));
  if (input === undefined) throw new Error(`no field for ${label}`);
  fireEvent.change(input, { target: { files: [chosen] } });
}

async function add(user: ReturnType<typeof userEvent.setup>, chosen: File, name: string) {
  await choose(chosen);
  const dialog = within(await screen.findByRole("dialog"));
  expect(screen.getByRole("dialog")).toHaveTextContent("Mary Okafor · 12 Mar 1992 · File 000482");
  await user.clear(dialog.getByLabelText("Name"));
  await user.type(dialog.getByLabelText("Name"), name);
  await user.selectOptions(dialog.getByLabelText("Type"), "Letter");
  await user.click(dialog.getByRole("button", { name: "Add" }));
}

const list = async () => within(await screen.findByRole("list", { name: "Documents" }));

describe("the documents of a patient", () => {
  it("are added in parts, listed, and drawn page by page by keys", async () => {
    const { clinic } = showApp({ at: DOCUMENTS });
    const user = userEvent.setup();
    expect(await screen.findByText("No documents yet")).toBeVisible();
    const sent: [DocumentParts, string][] = [];
    const store = clinic.storeDocument.bind(clinic);
    clinic.storeDocument = async (parts, bytes) => (sent.push([parts, R.textOf(bytes)]), store(parts, bytes));
    await add(user, file("%PDF-1.4 and twelve"), "Letter of Dr Osei");
    const row = (await list()).getByRole("button", { name: /^Letter of Dr Osei/ });
    expect(row).toHaveTextContent("Letter · 20 Nov 2026 · 19 B");
    // four parts at once, then the last one
    expect(sent.map(([{ first }, bytes]) => [first, bytes])).toEqual([
      [0, "%PDF-1.4 and twe"],
      [4, "lve"],
    ]);
    expect(await screen.findByText("Page 1 of 2")).toBeVisible();
    await expectAccessible();
    await user.keyboard("{ArrowRight}{ArrowRight}");
    expect(screen.getByText("Page 2 of 2")).toBeVisible();
    await user.keyboard("{ArrowLeft}");
    expect(screen.getByText("Page 1 of 2")).toBeVisible();
    const before = drawn.widths.at(-1)!;
    await user.keyboard("+");
    await waitFor(() => expect(drawn.widths.at(-1)).toBeGreaterThan(before));
    expect(drawn.pages).toContain(2);
  });

  it("go on where they were interrupted, with the same file alone", async () => {
    const { clinic } = showApp({ at: DOCUMENTS });
    const user = userEvent.setup();
    const store = clinic.storeDocument.bind(clinic);
    let calls = 0;
    clinic.storeDocument = async (parts, bytes) => {
      calls += 1;
      if (calls === 2) throw R.refusal("diskFull");
      return store(parts, bytes);
    };
    await add(user, file("0123456789abcdefghij", "scan.bin"), "Scan");
    expect(await screen.findByText(/disk/i)).toBeVisible();
    await user.click((await list()).getByRole("button", { name: /^Scan/ }));
    expect(screen.getAllByText(/16 B of 20 B are saved/).length).toBeGreaterThan(0);
    await choose(file("another file"), "Choose the file again");
    expect(await screen.findByText(/another file than the one that was begun/)).toBeVisible();
    await choose(file("0123456789abcdefghij"), "Choose the file again");
    expect(await screen.findByText("No preview for this kind. Save a copy to open it.")).toBeVisible();
    expect(calls).toBe(3);
    await choose(file("0123456789abcdefghij", "other.bin"));
    await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Add" }));
    expect(await screen.findByText(/among the documents already/)).toBeVisible();
  });

  it("go on while the list is read again", async () => {
    const { clinic } = showApp({ at: DOCUMENTS });
    const user = userEvent.setup();
    const store = clinic.storeDocument.bind(clinic);
    let calls = 0;
    clinic.storeDocument = async (parts, bytes) => {
      calls += 1;
      if (calls === 2) throw R.refusal("diskFull");
      await store(parts, bytes);
      if (calls !== 3) return;
      act(() => clinic.emit({ kind: "changed", topics: ["patients"], patientIds: ["p1"] }));
      await screen.findAllByText(/32 B of 40 B are saved/);
    };
    await add(user, file("0123456789".repeat(4), "scan.bin"), "Scan");
    await user.click(await (await list()).findByRole("button", { name: /^Scan.*16\sB of 40\sB are saved/ }));
    await choose(file("0123456789".repeat(4)), "Choose the file again");
    expect(await screen.findByText("No preview for this kind. Save a copy to open it.")).toBeVisible();
    expect(calls).toBe(4);
  });

  it("say so when they are damaged, and take no file for what is missing", async () => {
    const { clinic } = showApp({ at: DOCUMENTS });
    const listed = clinic.documents.bind(clinic);
    clinic.documents = async (of, patient) =>
      (await listed(of, patient)).map((document) => ({ ...document, here: 16, damaged: true }));
    const user = userEvent.setup();
    await add(user, file("0123456789abcdefghij", "scan.bin"), "Scan");
    const row = (await list()).getByRole("button", { name: /^Scan/ });
    expect(row).toHaveTextContent("16 B of 20 B are saved · damaged");
    await user.click(row);
    expect(await screen.findByText(/another program changed parts of it or took them out/)).toBeVisible();
    expect(screen.queryByText(/comes with the next syncs/)).toBeNull();
    expect(screen.queryByRole("button", { name: "Choose the file again" })).toBeNull();
  });

  it("have their copies refused where these cannot be written", async () => {
    const { clinic } = showApp({ at: DOCUMENTS });
    const user = userEvent.setup();
    await add(user, file("%PDF-1.4 and twelve"), "Letter");
    await user.click((await list()).getByRole("button", { name: "More: Letter" }));
    await user.click(await screen.findByRole("menuitem", { name: "Save a copy", hidden: true }));
    const dialog = within(await screen.findByRole("dialog"));
    for (const [code, words] of [
      ["diskFull", /There is no room for the copy there/],
      ["invalid", /Nothing can be written there/],
    ] as const) {
      clinic.refuse("saveDocument", { ...R.refusal(code), field: "path", reason: "impossible" });
      await user.click(dialog.getByRole("button", { name: "Save a copy" }));
      expect(await dialog.findByText(words)).toBeVisible();
    }
  });

  it("wait while they are paused", async () => {
    const { clinic } = showApp({ at: DOCUMENTS });
    const user = userEvent.setup();
    const store = clinic.storeDocument.bind(clinic);
    let goOn = () => undefined as void;
    let calls = 0;
    clinic.storeDocument = async (parts, bytes) => {
      calls += 1;
      if (calls === 1) await new Promise<void>((resolve) => (goOn = resolve));
      return store(parts, bytes);
    };
    await add(user, file("0123456789abcdefghij", "scan.bin"), "Scan");
    await user.click(await screen.findByRole("button", { name: "Pause" }));
    goOn();
    expect(await screen.findByText("16 B of 20 B")).toBeVisible();
    expect(calls).toBe(1);
    await user.click(screen.getByRole("button", { name: "Go on" }));
    await waitFor(() => expect(calls).toBe(2));
    expect((await list()).getByRole("button", { name: /^Scan/ })).toHaveTextContent("20 B");
  });

  it("are refused in a sentence when they are empty or too large", async () => {
    const { clinic } = showApp({ at: DOCUMENTS });
    await choose(file(""));
    expect(await screen.findByText(/says that it has nothing in it/)).toBeVisible();
    const large = file("x");
    Object.defineProperty(large, "size", { value: documentBytesMax + 1 });
    await choose(large);
    expect(await screen.findByText(/larger than 50 MB/)).toBeVisible();
    // the limit in the sentence is in the unit in which sizes are listed
    expect(documentBytesMax).toBe(50e6);
    expect(clinic.calls).not.toContain("measureDocument");
  });

  it("are renamed, removed and put back, and saved with a warning", async () => {
    const { clinic } = showApp({ at: DOCUMENTS });
    const user = userEvent.setup();
    await add(user, file("%PDF-1.4 and twelve"), "Letter");
    await user.click((await list()).getByRole("button", { name: "More: Letter" }));
    await user.click(await screen.findByRole("menuitem", { name: "Save a copy", hidden: true }));
    const dialog = within(await screen.findByRole("dialog"));
    expect(dialog.getByText(/The copy will not be encrypted/)).toBeVisible();
    await user.click(dialog.getByRole("button", { name: "Save a copy" }));
    expect(await dialog.findByText("Saved as /home/abena/Letter.")).toBeVisible();
    await user.click(dialog.getAllByRole("button", { name: "Close" }).at(-1)!);
    const ended = drawn.ended;
    await user.click((await list()).getByRole("button", { name: "More: Letter" }));
    await user.click(await screen.findByRole("menuitem", { name: "Remove", hidden: true }));
    expect(await screen.findByText("No documents yet")).toBeVisible();
    // what was shown is overwritten
    await waitFor(() => expect(drawn.ended).toBeGreaterThan(ended));
    expect(drawn.bytes?.every((byte) => byte === 0)).toBe(true);
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    expect((await list()).getByRole("button", { name: /^Letter/ })).toBeVisible();
    expect(clinic.calls).toContain("restoreDocument");
  });

  it("have the day that they bear, which is edited in place", async () => {
    const { clinic } = showApp({ at: DOCUMENTS });
    const user = userEvent.setup();
    await add(user, file("%PDF-1.4 and twelve"), "Letter");
    expect((await list()).getByText(/^Letter · \d+ \w+ \d+ · /)).not.toHaveTextContent("added");
    await user.click((await list()).getByRole("button", { name: "More: Letter" }));
    await user.click(await screen.findByRole("menuitem", { name: "Name, type and date", hidden: true }));
    await user.type(await screen.findByLabelText("Dated"), "2026-03-03{Enter}");
    expect(await (await list()).findByText(/^Letter · 3 Mar 2026 · added /)).toBeVisible();
    expect(clinic.calls).toContain("editDocument");
    await expectAccessible();
  });

  it("are only read without the right to write them", async () => {
    showApp({ at: DOCUMENTS, rights: ["patients.read", "chart.read"] });
    expect(await screen.findByText("No documents yet")).toBeVisible();
    expect(screen.queryByText("Add document")).toBeNull();
  });

  it("of the front desk stand under Contact", async () => {
    showApp({ at: { page: "patient", id: "p1", tab: "contact" } });
    const panel = within(await screen.findByRole("region", { name: "Office documents" }));
    expect(panel.getByRole("button", { name: "Add office document" })).toBeVisible();
    expect(await panel.findByText("No cards or forms yet")).toBeVisible();
  });
});

it("cuts missing parts into pieces of a few that follow each other", () => {
  expect(pieces([])).toEqual([]);
  expect(pieces([0, 1, 2, 3, 4, 7, 8])).toEqual([[0, 1, 2, 3], [4], [7, 8]]);
});
