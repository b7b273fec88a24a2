import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { type Crop, squareOf } from "../../../parts/picture";
import * as R from "../../../test/records";
import { expectAccessible, showApp } from "../../../test/show";

const PAGE = { page: "patient", id: "p1", tab: "overview" } as const;
interface Drawn {
  opened: string[];
  crops: Crop[];
  ended: number;
  cleared: number;
}
const drawn = vi.hoisted((): Drawn => ({ opened: [], crops: [], ended: 0, cleared: 0 }));

// the simulated browser draws no pixels: drawing is tested in the real window
vi.mock("../../../parts/picture", async (original) => ({
  ...(await original<typeof import("../../../parts/picture")>()),
  openBitmap: async (bytes: Uint8Array) => {
    const text = R.textOf(bytes);
    if (!text.startsWith("picture")) throw new Error("not decoded");
    drawn.opened.push(text);
    return { width: 400, height: 300, close: () => (drawn.ended += 1) };
  },
  drawSquare: (_canvas: unknown, _bitmap: unknown, crop: Crop) => drawn.crops.push(crop),
  jpegOf: async () => new TextEncoder().encode(`picture ${JSON.stringify(drawn.crops.at(-1))}`),
  clear: () => (drawn.cleared += 1),
}));

beforeEach(() => Object.assign(drawn, { opened: [], crops: [], ended: 0, cleared: 0 }));

const picture = (text: string) => new File([text], "face.png");

async function openDialog(user: ReturnType<typeof userEvent.setup>) {
  await user.click(await screen.findByRole("button", { name: "More" }));
  await user.click(await screen.findByText("Photo…"));
  return within(await screen.findByRole("dialog", { name: "Photo" }));
}

function choose(file: File) {
  const field = document.querySelector("input[type=file][aria-label='Choose a picture']");
  if (field === null) throw new Error("no field for a picture");
  fireEvent.change(field, { target: { files: [file] } });
}

describe("the photo of a patient", () => {
  it("is chosen, cropped and stored by keys, removed and put back", async () => {
    const { clinic } = showApp({ at: PAGE });
    const user = userEvent.setup();
    const dialog = await openDialog(user);
    expect(await dialog.findByText("No photo yet")).toBeVisible();
    expect(screen.getByRole("dialog")).toHaveTextContent("Mary Okafor · 12 Mar 1992 · File 000482");
    await waitFor(() => expect(dialog.getByRole("button", { name: "Choose a picture" })).toHaveFocus());
    expect(dialog.queryByRole("button", { name: "Remove photo" })).toBeNull();
    choose(picture("picture of Mary"));
    const save = await dialog.findByRole("button", { name: "Save photo" });
    await waitFor(() => expect(save).toHaveFocus());
    await expectAccessible();
    const before = drawn.crops.at(-1)!;
    await user.keyboard("{ArrowRight}{ArrowDown}++");
    const after = drawn.crops.at(-1)!;
    expect([after.x > before.x, after.y > before.y, after.zoom]).toEqual([true, true, 1.25 ** 2]);
    await user.keyboard("-{Enter}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    const stored = await clinic.photoContent("p1");
    expect(R.textOf(stored)).toContain(`"zoom":1.25`);
    // the header draws what was stored
    await waitFor(() => expect(drawn.opened.at(-1)).toContain("picture {"));
    expect(document.querySelector("header canvas[data-drawn]")).not.toBeNull();

    const again = await openDialog(user);
    expect(await again.findByRole("img", { name: "Photo of Mary Okafor" })).toBeInTheDocument();
    expect(again.getByText(/by Abena Mensah/)).toBeVisible();
    await user.click(again.getByRole("button", { name: "Remove photo" }));
    expect(await screen.findByText("Photo removed")).toBeVisible();
    await waitFor(() => expect(document.querySelector("header canvas")).toBeNull());
    await user.click(screen.getByRole("button", { name: "Undo" }));
    await waitFor(() => expect(document.querySelector("header canvas[data-drawn]")).not.toBeNull());
  });

  it("leaves nothing in memory when the clinic locks", async () => {
    const { clinic } = showApp({ at: PAGE });
    await screen.findByRole("button", { name: "More" });
    const given: Uint8Array[] = [];
    const read = clinic.photoContent.bind(clinic);
    clinic.photoContent = async (patient) => {
      const bytes = await read(patient);
      given.push(bytes);
      return bytes;
    };
    await clinic.setPhoto("p1", null, new TextEncoder().encode("picture of Mary"));
    await waitFor(() => expect(document.querySelector("header canvas[data-drawn]")).not.toBeNull());
    // the bytes are overwritten once they are drawn, and the decoded picture is closed
    expect(given.map((bytes) => [...bytes].some((byte) => byte !== 0))).toEqual([false]);
    expect(drawn.ended).toBe(1);
    const user = userEvent.setup();
    await user.keyboard("{Control>}l{/Control}");
    expect(await screen.findByLabelText("Password")).toBeVisible();
    expect(document.querySelector("canvas")).toBeNull();
    expect(drawn.cleared).toBeGreaterThan(0);
  });

  it("refuses in a sentence what is no picture, and stores nothing", async () => {
    const { clinic } = showApp({ at: PAGE });
    const user = userEvent.setup();
    const dialog = await openDialog(user);
    await dialog.findByText("No photo yet");
    const large = picture("picture");
    Object.defineProperty(large, "size", { value: 60 * 1024 * 1024 });
    const gone = picture("picture");
    gone.arrayBuffer = () => Promise.reject(new Error("vanished"));
    for (const [file, sentence] of [
      [picture("letter"), "This is no picture that can be shown."],
      [picture(""), "This file is empty."],
      [large, "This file is larger than 50 MB."],
      [gone, "This file cannot be read."],
    ] as const) {
      choose(file);
      await waitFor(() => expect(dialog.getByRole("alert")).toHaveTextContent(sentence));
      expect(dialog.queryByRole("button", { name: "Save photo" })).toBeNull();
    }
    expect(await clinic.photo("p1")).toBeNull();
    choose(picture("picture of Mary"));
    await dialog.findByRole("button", { name: "Save photo" });
    expect(dialog.queryByRole("alert")).toBeNull();
  });

  it("shows the initials where the stored photo is none", async () => {
    const { clinic } = showApp({ at: PAGE });
    const user = userEvent.setup();
    await screen.findByRole("button", { name: "More" });
    await clinic.setPhoto("p1", null, new TextEncoder().encode("letter"));
    const dialog = await openDialog(user);
    expect(await dialog.findByRole("alert")).toHaveTextContent("This is no picture that can be shown.");
    expect(document.querySelector("header canvas[data-drawn]")).toBeNull();
  });

  it("is cropped to a square that stays inside", () => {
    const wide = { width: 400, height: 300 };
    expect(squareOf(wide, { zoom: 1, x: 0.5, y: 0.5 })).toEqual({ left: 50, top: 0, length: 300 });
    expect(squareOf(wide, { zoom: 3, x: 1, y: 1 })).toEqual({ left: 300, top: 200, length: 100 });
  });
});
