import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Right } from "../../../ipc/views";
import * as R from "../../../test/records";
import { expectAccessible, showApp } from "../../../test/show";

const [LONGEST, MONDAYS, LATEST] = [R.NAMES[9]!.name, R.NAMES[13]!.name, R.NAMES[5]!.name];
/** An appointment of this afternoon. */
const COMING = R.appointments(R.DAY).find(
  ({ startsAt, status }) => startsAt > R.at("13:00") && status === "scheduled",
)!;

const showList = async (rights?: Right[]) => {
  const { clinic } = showApp({ at: { page: "waiting" }, ...(rights && { rights }) });
  const user = userEvent.setup();
  await screen.findByText(LONGEST);
  return { clinic, user };
};
describe("the waiting list", () => {
  it("is reached from the diary by L, with how many wait in its button", async () => {
    showApp({ at: { page: "diary", day: R.DAY } });
    const user = userEvent.setup();
    expect(await screen.findByRole("button", { name: "Waiting list: 3" })).toBeVisible();
    await user.keyboard("l");
    expect(await screen.findByRole("heading", { name: "Waiting list" })).toBeVisible();
    expect(await screen.findByRole("tab", { name: "Waiting 3" })).toBeVisible();
  });
  it("is printed for the front desk", async () => {
    const { clinic, user } = await showList();
    const asked: unknown[] = [];
    const { makePrint } = clinic;
    clinic.makePrint = async (form) => (asked.push(form.of), makePrint(form));
    await user.click(screen.getByRole("button", { name: "Print" }));
    expect(await screen.findByRole("dialog", { name: "Print: Waiting list" })).toBeVisible();
    await waitFor(() => expect(asked).toEqual([{ print: "waitingList" }]));
  });
  it("says what each wants, since when, and their number", async () => {
    await showList();
    expect(screen.getByText("Mon · from 16:00")).toBeVisible();
    expect(screen.getByText("9 Nov")).toBeVisible();
    expect(screen.getAllByText("+33 1 99 00 12 34")[0]).toBeVisible();
    await expectAccessible();
  });
  it("says what to do where nobody waits", async () => {
    showApp({ at: { page: "waiting" }, empty: true });
    expect(await screen.findByText("Nobody is waiting")).toBeVisible();
    expect(screen.getByText("Add someone when no time fits.")).toBeVisible();
  });
  it("takes a patient with wishes", async () => {
    const { clinic, user } = await showList();
    await user.click(screen.getByRole("button", { name: "Add to the list" }));
    const dialog = within(await screen.findByRole("dialog"));
    await user.type(dialog.getByRole("textbox", { name: "Patient" }), "Chinwe");
    await dialog.findByText("Chinwe Eze");
    await user.keyboard("{Enter}");
    await user.click(dialog.getByText("Tue"));
    await user.type(dialog.getByLabelText("From (time)"), "09:30");
    await user.click(dialog.getByRole("button", { name: "Add to the list" }));
    expect(await screen.findByText("Chinwe Eze is on the waiting list.")).toBeVisible();
    expect(await screen.findByText("Tue · from 09:30")).toBeVisible();
    expect(clinic.calls).toContain("addWaiting");
  });
  it("takes off with a reason, and puts back by Undo", async () => {
    const { user } = await showList();
    await user.click(screen.getByRole("button", { name: `Offer a time to ${LATEST}` }));
    await user.click(await screen.findByRole("button", { name: "No longer wanted…" }));
    await user.type(await screen.findByRole("textbox", { name: /Reason/ }), "Moved away");
    await user.click(screen.getByRole("button", { name: "Take off the list" }));
    expect(await screen.findByText(`${LATEST} is off the waiting list.`)).toBeVisible();
    expect(await screen.findByRole("tab", { name: "Ended 1" })).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Undo" }));
    expect(await screen.findByRole("tab", { name: "Waiting 3" })).toBeVisible();
  });
  it("offers nothing to one who only reads", async () => {
    await showList(["appointments.read", "patients.read"]);
    expect(screen.queryByRole("button", { name: `Offer a time to ${LONGEST}` })).toBeNull();
    expect(screen.queryByRole("button", { name: "Add to the list" })).toBeNull();
  });
});

describe("a time that frees", () => {
  const showFreed = async () => {
    const { clinic } = showApp({ at: { page: "conflicts", id: null } });
    const user = userEvent.setup();
    await screen.findByRole("heading", { name: "Conflicts" });
    await clinic.setAppointmentStatus(COMING.id, COMING.seen, "cancelled", null);
    await user.keyboard("gd");
    await screen.findByText("2 people fit.");
    return { clinic, user };
  };
  it("is offered in one line of the diary, to those whom it suits", async () => {
    const { user } = await showFreed();
    await user.click(screen.getByRole("button", { name: "See who fits" }));
    const dialog = within(await screen.findByRole("dialog"));
    expect(await dialog.findByRole("listitem", { name: LONGEST })).toBeVisible();
    expect(dialog.queryByRole("listitem", { name: MONDAYS })).toBeNull();
    await expectAccessible();
  });
  it("is called about and booked with two keys each", async () => {
    const { clinic, user } = await showFreed();
    await user.click(screen.getByRole("button", { name: "See who fits" }));
    const dialog = within(await screen.findByRole("dialog"));
    const first = await dialog.findByRole("listitem", { name: LONGEST });
    within(first).getByRole("button", { name: LONGEST }).focus();
    await user.keyboard("c2");
    expect(await screen.findByText(`The call to ${LONGEST} is saved.`)).toBeVisible();
    expect(await dialog.findByText(/1 call, .*no answer/)).toBeVisible();
    await user.keyboard("{ArrowDown}b");
    await waitFor(() => expect(document.activeElement).toHaveTextContent(`Book ${LATEST}`));
    await user.keyboard("{Enter}");
    await waitFor(() => expect(screen.queryByRole("button", { name: "See who fits" })).toBeNull());
    expect(clinic.calls).toContain("bookWaiting");
    expect((await clinic.waitingList({ part: "current", offset: 0, limit: 100 })).total).toBe(2);
  });
  it("is dismissed, and offered again by Undo", async () => {
    const { user } = await showFreed();
    await user.click(screen.getByRole("button", { name: "Dismiss" }));
    await waitFor(() => expect(screen.queryByRole("button", { name: "See who fits" })).toBeNull());
    await user.click(screen.getByRole("button", { name: "Undo" }));
    expect(await screen.findByText("2 people fit.")).toBeVisible();
  });
  it("is offered to one from their row", async () => {
    const { clinic, user } = await showFreed();
    await user.keyboard("l");
    await user.click(await screen.findByRole("button", { name: `Offer a time to ${LONGEST}` }));
    const dialog = within(await screen.findByRole("dialog"));
    await user.click(await dialog.findByRole("button", { name: /^Book/ }));
    await waitFor(() => expect(clinic.calls).toContain("bookWaiting"));
    expect(await screen.findByRole("tab", { name: "Waiting 2" })).toBeVisible();
  });
});
