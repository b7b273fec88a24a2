import { screen, waitFor, within } from "@testing-library/react";
import userEvent, { type UserEvent } from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { areas } from "../../words";
import * as R from "../../test/records";
import { expectAccessible, showApp } from "../../test/show";

const at = { page: "note", id: "n1" } as const;

it("voids a signed note for good, with a reason", async () => {
  const { clinic } = showApp({ at });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "More about this note" }));
  await user.click(await screen.findByRole("menuitem", { name: "Mark as void…", hidden: true }));
  const dialog = within(await screen.findByRole("dialog"));
  expect(dialog.getByText(/This can’t be undone\.$/)).toBeVisible();
  expect(dialog.getByRole("button", { name: "Mark as void" })).toBeDisabled();
  await user.type(dialog.getByLabelText("Reason"), " Written for another patient ");
  await user.click(dialog.getByRole("button", { name: "Mark as void" }));
  expect(await screen.findByText("Void since 20 Nov 2026, Abena Mensah: Written for another patient")).toBeVisible();
  expect(clinic.calls).toContain("voidNote");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  // what was signed stays readable, and nothing more is added to it
  expect(screen.getByText(/^Weight 74\.5 kg, down 1\.6 kg/)).toBeVisible();
  expect(screen.getByText("Signed by Abena Mensah, 14 Aug 2026, 09:32")).toBeVisible();
  expect(screen.queryByRole("button", { name: "Add addendum" })).toBeNull();
  expect(screen.queryByRole("button", { name: "More about this note" })).toBeNull();
  await expectAccessible();
});

it("shows why a note was not voided, and what was typed stays", async () => {
  const { clinic } = showApp({ at });
  clinic.refuse("voidNote", R.refusal("noteVoid"));
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "More about this note" }));
  await user.click(await screen.findByRole("menuitem", { name: "Mark as void…", hidden: true }));
  const dialog = within(await screen.findByRole("dialog"));
  await user.type(dialog.getByLabelText("Reason"), "Wrong chart");
  await user.click(dialog.getByRole("button", { name: "Mark as void" }));
  expect(await dialog.findByText("This note is void.")).toBeVisible();
  expect(dialog.getByLabelText("Reason")).toHaveValue("Wrong chart");
});

it("lists a void of who may not, and the note is not void", async () => {
  const { clinic } = showApp({ at });
  const { note } = clinic;
  const of = { id: "vo1", reason: "Wrong chart", by: "Bright Osei", at: R.at("11:05"), valid: true };
  clinic.note = async (id) => ({ ...(await note(id)), refusedVoids: [of] });
  const refused = /^Bright Osei asked on 20 Nov 2026 to make this note void, and may not: Wrong chart\./;
  expect(await screen.findByText(refused)).toBeVisible();
  expect(screen.queryByText(/^Void since/)).toBeNull();
  expect(screen.getByRole("button", { name: "Add addendum" })).toBeVisible();
  await expectAccessible();
});

it("offers it where the user may, and warns of a bad signature", async () => {
  const { clinic } = showApp({ at });
  const { note } = clinic;
  const of = { id: "vo1", reason: "Wrong chart", by: "Bright Osei", at: R.at("11:05"), valid: false };
  clinic.note = async (id) => ({ ...(await note(id)), state: "void", void: of, mayVoid: false });
  expect(await screen.findByText("Void since 20 Nov 2026, Bright Osei: Wrong chart")).toBeVisible();
  expect(screen.getByText(areas.notes.en.voidSignatureBroken)).toBeVisible();
  expect(screen.queryByRole("button", { name: "More about this note" })).toBeNull();
});

it("leaves its reason to the next try, unless it is cancelled", async () => {
  showApp({ at });
  const user = userEvent.setup();
  const ask = async () => {
    await user.click(await screen.findByRole("button", { name: "More about this note" }));
    await user.click(await screen.findByRole("menuitem", { name: "Mark as void…", hidden: true }));
    return within(await screen.findByRole("dialog"));
  };
  await user.type((await ask()).getByLabelText("Reason"), "Wrong chart{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  const again = await ask();
  expect(again.getByLabelText("Reason")).toHaveValue("Wrong chart");
  await user.click(again.getByRole("button", { name: "Cancel" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect((await ask()).getByLabelText("Reason")).toHaveValue("");
});

it("records an addendum by Ctrl Enter, which presses nothing behind it", async () => {
  const { clinic } = showApp({ at });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Add addendum" }));
  const dialog = within(await screen.findByRole("dialog"));
  await user.type(dialog.getByLabelText("Reason"), "Told later");
  await user.type(dialog.getByLabelText(areas.notes.en.addendumText), "Quagga{Control>}{Enter}{/Control}");
  await waitFor(() => expect(clinic.calls).toContain("addAddendum"));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(clinic.calls).not.toContain("endVisit");
});

describe("an addendum to a note that another computer made void meanwhile", () => {
  const words = areas.notes.en;
  const open = async () => {
    const { clinic } = showApp({ at: { page: "patients" } });
    // with a clipboard that can be read
    const user = userEvent.setup();
    const add = async () => {
      await user.click(await screen.findByRole("button", { name: "Today" }));
      await user.click(await screen.findByRole("button", { name: /^Addendum not added/ }));
      return within(await screen.findByRole("dialog"));
    };
    const { today } = clinic;
    const form = { form: "addendum", noteId: "n1" } as const;
    const need = { kind: "leftForm", id: "v1", form, title: null, patient: null, by: null, at: R.at("10:05") } as const;
    clinic.today = async (day) => ({ ...(await today(day)), needs: [need] });
    return { clinic, user, add };
  };
  const type = async (user: UserEvent, dialog: { getByLabelText: (label: string) => HTMLElement }) => {
    await user.type(dialog.getByLabelText(words.reason), "Told later");
    await user.type(dialog.getByLabelText(words.addendumText), "Quagga");
  };

  it("says so once it is refused, and the text is there to be copied", async () => {
    const { clinic } = showApp({ at });
    const user = userEvent.setup();
    await user.click(await screen.findByRole("button", { name: words.addAddendum }));
    const dialog = within(await screen.findByRole("dialog"));
    await type(user, dialog);
    await clinic.voidNote("n1", "Wrong chart");
    clinic.refuse("addAddendum", R.refusal("noteVoid"));
    await user.click(dialog.getByRole("button", { name: words.addAddendum }));
    expect(await dialog.findByText(words.voidTakesNone)).toBeVisible();
    expect(await screen.findByText(/^Void since 20 Nov 2026/)).toBeVisible();
    expect(dialog.queryByRole("button", { name: words.addAddendum })).toBeNull();
    expect(dialog.getByLabelText(words.addendumText)).toHaveValue("Quagga");
    await expectAccessible();
    await user.click(dialog.getByRole("button", { name: words.copyText }));
    expect(await dialog.findByText(words.copied)).toBeVisible();
    expect(await navigator.clipboard.readText()).toBe("Quagga");
    vi.spyOn(navigator.clipboard, "writeText").mockRejectedValueOnce(new Error("no"));
    await user.click(dialog.getByRole("button", { name: words.copyText }));
    expect(await dialog.findByText(words.notCopied)).toBeVisible();
  });

  it("is offered again with its text until its author discards it", async () => {
    const { clinic, user, add } = await open();
    const text = JSON.stringify({ reason: "Told later", text: "Quagga" });
    await clinic.saveFormDraft({ of: { form: "addendum", noteId: "n1" }, about: null, text });
    await clinic.voidNote("n1", "Wrong chart");
    const dialog = await add();
    expect(dialog.getByText(words.voidTakesNone)).toBeVisible();
    expect(dialog.getByLabelText(words.addendumText)).toHaveValue("Quagga");
    expect(screen.getByText(/^Void since 20 Nov 2026/)).toBeVisible();
    await user.click(dialog.getByRole("button", { name: words.discardText }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(clinic.calls).toContain("discardFormDraft");
  });
});
