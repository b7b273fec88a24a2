import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { FollowUpList } from "../../../nav/navigation";
import * as R from "../../../test/records";
import { expectAccessible, showApp } from "../../../test/show";

const LIST: FollowUpList = { part: "overdue", dietitianId: null, row: 0 };

describe("the follow-ups", () => {
  it("are a view of the patients, in three parts that say how many they have", async () => {
    showApp({ at: { page: "patients" } });
    const user = userEvent.setup();
    await user.click(await screen.findByText("Follow-ups"));
    expect(await screen.findByRole("tab", { name: "Overdue 2" })).toHaveAttribute("aria-selected", "true");
    const table = screen.getByRole("table", { name: "Overdue" });
    expect(await within(table).findByText("12 days overdue")).toBeVisible();
    expect(within(table).getByText("1 day overdue")).toBeVisible();
    await expectAccessible();
    await user.click(screen.getByRole("tab", { name: "This week 1" }));
    expect(await screen.findByText("today")).toBeVisible();
    await user.click(screen.getByRole("tab", { name: "No next appointment 2" }));
    expect(await screen.findAllByRole("button", { name: "Book" })).toHaveLength(2);
    await user.click(screen.getByText("All patients"));
    expect(await screen.findByText("14 patients, sorted by family name")).toBeVisible();
  });

  it("take a call by C, a digit and Enter", async () => {
    const { clinic } = showApp({ at: { page: "patients", followUps: LIST } });
    const user = userEvent.setup();
    const name = R.NAMES[0]!.name;
    (await screen.findByRole("button", { name })).focus();
    await user.keyboard("c");
    const dialog = await screen.findByRole("dialog", { name: `Call to ${name}` });
    expect(within(dialog).getByText(R.phoneOf(0))).toBeVisible();
    expect(within(dialog).getByRole("button", { name: "Save call" })).toBeDisabled();
    await waitFor(() => expect(within(dialog).getByRole("radio", { name: "1 Reached" })).toHaveFocus());
    await user.keyboard("2");
    expect(within(dialog).getByRole("radio", { name: "2 No answer" })).toBeChecked();
    await expectAccessible();
    await user.keyboard("{Enter}");
    expect(await screen.findByText(`The call to ${name} is saved.`)).toBeVisible();
    expect(clinic.calls.filter((call) => call === "recordCall")).toHaveLength(1);
    expect(screen.queryByRole("dialog", { name: `Call to ${name}` })).not.toBeInTheDocument();
  });

  it("keep a call on the screen that the clinic refuses", async () => {
    const { clinic } = showApp({ at: { page: "patients", followUps: LIST } });
    const user = userEvent.setup();
    const [call] = await screen.findAllByRole("button", { name: "Call" });
    await user.click(call!);
    const dialog = await screen.findByRole("dialog");
    await user.type(within(dialog).getByLabelText("Note for the clinic"), "2 asks for a letter");
    await user.click(within(dialog).getByRole("radio", { name: "1 Reached" }));
    clinic.refuse("recordCall", R.refusal("diskFull"));
    await user.click(within(dialog).getByRole("button", { name: "Save call" }));
    expect(await within(dialog).findByRole("alert")).toBeVisible();
    expect(within(dialog).getByLabelText("Note for the clinic")).toHaveValue("2 asks for a letter");
    await user.click(within(dialog).getByRole("button", { name: "Save call" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
  });

  it("book in the diary, and come back to where they were left", async () => {
    showApp({ at: { page: "patients", followUps: { ...LIST, part: "thisWeek" } } });
    const user = userEvent.setup();
    await user.click(await screen.findByRole("button", { name: "Book" }));
    expect(await screen.findByText(/^Booking for Ama Adjei/)).toBeVisible();
    await user.click(screen.getByLabelText("Back"));
    expect(await screen.findByRole("tab", { name: "This week 1" })).toHaveAttribute("aria-selected", "true");
  });

  it("say that nobody is due", async () => {
    showApp({ at: { page: "patients", followUps: LIST }, empty: true });
    expect(await screen.findByText("No one is overdue")).toBeVisible();
  });

  it("are not offered to who may not read charts", async () => {
    showApp({ at: { page: "patients" }, rights: ["patients.read", "appointments.read", "appointments.write"] });
    await screen.findByText("14 patients, sorted by family name");
    expect(screen.queryByText("Follow-ups")).not.toBeInTheDocument();
  });
});
