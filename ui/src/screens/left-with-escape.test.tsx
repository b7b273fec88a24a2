import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { FormOf } from "../ipc/views";
import type { Route } from "../nav/navigation";
import type { Fake } from "../test/fake-clinic";
import * as R from "../test/records";
import { expectAccessible, showApp } from "../test/show";
import { areas } from "../words";

const { unfinished, goOn, discard } = areas.drafts.en;
const open = (at: Route) => ({ user: userEvent.setup(), ...showApp({ at }) });
type User = ReturnType<typeof userEvent.setup>;
const button = (name: string) => screen.findByRole("button", { name });

/** Goes to another page and back, where the form is offered and not open. */
async function awayAndBack(user: User, text: string) {
  await user.click(screen.getByRole("button", { name: "Patients" }));
  await waitFor(() => expect(screen.queryByText(text)).toBeNull());
  await user.click(screen.getByRole("button", { name: areas.frame.en.back }));
  expect(await screen.findByText(text)).toBeVisible();
  expect(screen.queryByRole("dialog")).toBeNull();
}
const none = async (clinic: Fake, of: FormOf) => waitFor(async () => expect(await clinic.formDraft(of)).toBeNull());

describe("a sale that was left with Escape", () => {
  const of = { form: "entry", list: "packages", patientId: "p3", id: null } as const;
  const leave = async () => {
    const opened = open({ page: "patient", id: "p3", tab: "documents" });
    await opened.user.click(await button("Sell package"));
    const dialog = within(await screen.findByRole("dialog"));
    await opened.user.type(dialog.getByLabelText("Sessions"), "12{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await awayAndBack(opened.user, unfinished.sale);
    return opened;
  };
  it("is offered, and goes on", async () => {
    const { user } = await leave();
    await expectAccessible();
    await user.click(await button(goOn));
    expect(within(await screen.findByRole("dialog")).getByLabelText("Sessions")).toHaveValue("12");
    expect(screen.queryByText(unfinished.sale)).toBeNull();
  });
  it("is discarded", async () => {
    const { user, clinic } = await leave();
    await user.click(await button(discard));
    await waitFor(() => expect(screen.queryByText(unfinished.sale)).toBeNull());
    await none(clinic, of);
  });
  it("is none where nothing was typed", async () => {
    const { user, clinic } = open({ page: "patient", id: "p3", tab: "documents" });
    await user.click(await button("Sell package"));
    await screen.findByRole("dialog");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await none(clinic, of);
    expect(screen.queryByText(unfinished.sale)).toBeNull();
  });
});

it("a reading that was left with Escape is offered, and goes on", async () => {
  const { user, clinic } = open({ page: "patient", id: "p1", tab: "measurements" });
  const { addReading, value } = areas.patients.en;
  await user.click(await button(addReading));
  await user.type(await screen.findByLabelText(value), "7{Escape}");
  await waitFor(() => expect(screen.queryByRole("form", { name: addReading })).toBeNull());
  await awayAndBack(user, unfinished.reading);
  expect(screen.queryByRole("form", { name: addReading })).toBeNull();
  await user.click(await button(goOn));
  const typed = await screen.findByLabelText(value);
  expect(typed).toHaveValue("7");
  // emptied, it is none any more
  await user.clear(typed);
  await user.type(typed, "{Escape}");
  await none(clinic, { form: "reading", patientId: "p1" });
  await waitFor(() => expect(screen.queryByText(unfinished.reading)).toBeNull());
});

it("an addendum that was left with Escape is offered, and goes on", async () => {
  const { user, clinic } = open({ page: "today" });
  const { visit } = clinic;
  clinic.visit = async (id) => ({ ...(await visit(id)), note: await clinic.note(R.SIGNED_NOTE.id) });
  await user.click((await screen.findAllByRole("button", { name: "Continue" }))[0]!);
  const { addAddendum, addendumText } = areas.notes.en;
  await user.click(await button(addAddendum));
  const dialog = async () => within(await screen.findByRole("dialog"));
  await user.type((await dialog()).getByLabelText(addendumText), "Quagga{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  await awayAndBack(user, unfinished.addendum);
  await user.click(await button(goOn));
  expect((await dialog()).getByLabelText(addendumText)).toHaveValue("Quagga");
});
