import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { DAY } from "../test/records";
import { showApp } from "../test/show";

const diary = { page: "diary", day: DAY } as const;
const dialogs = () => screen.queryAllByRole("dialog");
const openBooking = async () => {
  const user = userEvent.setup();
  await screen.findByText("Bright Osei");
  const button = screen.getByRole("button", { name: "Book" });
  await user.click(button);
  await screen.findByRole("dialog", { name: "Book an appointment" });
  return { user, button };
};

describe("keys of the page under a dialog", () => {
  it("press nothing behind it, and lead nowhere", async () => {
    const { clinic } = showApp({ at: diary });
    const { user } = await openBooking();
    await waitFor(() => expect(screen.getByLabelText("Patient")).toHaveFocus());
    await user.keyboard("{Control>}{Enter}{/Control}");
    await user.keyboard("{Control>}n{/Control}{F6}{Control>}k{/Control}");
    expect(dialogs()).toHaveLength(1);
    expect(screen.getByLabelText("Patient")).toHaveFocus();
    const title = screen.getAllByRole("heading", { level: 1, hidden: true })[0]!.textContent;
    screen.getByLabelText("Patient").blur();
    await user.keyboard("wrgpn?");
    expect(dialogs()).toHaveLength(1);
    expect(screen.getAllByRole("heading", { level: 1, hidden: true })[0]).toHaveTextContent(title);
    expect(clinic.calls).not.toContain("bookAppointment");
  });
  it("press what sends its form, not the button of the page", async () => {
    const { clinic } = showApp({ at: { page: "alerts" } });
    const user = userEvent.setup();
    await screen.findByRole("button", { name: "Raise alert" });
    await user.keyboard("{Control>}{Enter}{/Control}");
    const dialog = within(await screen.findByRole("dialog", { name: "Raise alert" }));
    await user.type(dialog.getByLabelText("What"), "Gate does not shut");
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(clinic.calls).toContain("raiseAlert"));
    expect(clinic.calls.filter((call) => call === "raiseAlert")).toHaveLength(1);
  });
});

describe("the palette", () => {
  const strike = (key: string, init = {}) => fireEvent.keyDown(document.activeElement!, { key, ...init });
  it("has the focus before the next letter, and none is a key of the page", async () => {
    showApp({ at: diary });
    await screen.findByText("Bright Osei");
    strike("k", { ctrlKey: true });
    expect(screen.getByRole("textbox", { name: "Find a patient or action" })).toHaveFocus();
    strike("k", { ctrlKey: true });
    expect(dialogs()).toHaveLength(0);
  });
  it("opens by Ctrl Enter what it found, and presses nothing there", async () => {
    const { clinic } = showApp();
    const user = userEvent.setup();
    await screen.findByText("Appointments today");
    await user.keyboard("{Control>}k{/Control}eze");
    await screen.findByText("5 May 1987 · File 000488");
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(await screen.findByRole("heading", { level: 1, name: "Chinwe Eze" })).toBeVisible();
    expect(clinic.calls).not.toContain("startVisit");
  });
});

describe("the focus", () => {
  it("goes back to what opened a dialog", async () => {
    showApp({ at: diary });
    const { user, button } = await openBooking();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(button).toHaveFocus());
  });
  it("goes back to the button of the menu that opened a dialog", async () => {
    showApp({ at: { page: "settings" } });
    const user = userEvent.setup();
    const more = await screen.findByRole("button", { name: "More: Bright Osei" });
    more.focus();
    await user.keyboard("{Enter}");
    await user.click(await screen.findByRole("menuitem", { name: "Reset password", hidden: true }));
    await waitFor(() => expect(screen.getByRole("dialog")).toContainElement(document.activeElement as HTMLElement));
    await user.keyboard("{Escape}");
    await waitFor(() => expect(more).toHaveFocus());
  });
  it("goes back to what had it before the palette", async () => {
    showApp({ at: diary });
    await screen.findByText("Bright Osei");
    const button = screen.getByRole("button", { name: "Book" });
    button.focus();
    await userEvent.keyboard("{Control>}k{/Control}{Escape}");
    await waitFor(() => expect(button).toHaveFocus());
  });
  it("stays in a dialog whose focused button is gone", async () => {
    showApp({ at: diary });
    const user = userEvent.setup();
    await user.click(await screen.findByText("Fatou Diallo"));
    const dialog = within(await screen.findByRole("dialog"));
    await user.click(dialog.getByRole("button", { name: "Move to…" }));
    const day = dialog.getByLabelText("Day");
    await waitFor(() => expect(day).toHaveFocus());
    // a month that nobody asked for would cover the rest of the form
    const month = () => document.querySelector("[data-dates-dropdown]");
    expect(month()).toBeNull();
    await user.click(day);
    await waitFor(() => expect(month()).not.toBeNull());
  });
  it("goes to the page where a click left what had it", async () => {
    showApp({ at: diary });
    const { user } = await openBooking();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.getByRole("button", { name: "Book" })).toHaveFocus());
    (document.activeElement as HTMLElement).blur();
    await user.keyboard("n");
    await screen.findByRole("dialog", { name: "Book an appointment" });
    await waitFor(() => expect(screen.getByLabelText("Patient")).toHaveFocus());
    await user.keyboard("{Escape}");
    await waitFor(() => expect(dialogs()).toHaveLength(0));
    await waitFor(() => expect(screen.getByRole("main")).toHaveFocus());
  });
  it("goes to the page after a palette that a key opened without it", async () => {
    showApp({ at: diary });
    await screen.findByText("Bright Osei");
    (document.activeElement as HTMLElement).blur();
    await userEvent.keyboard("{Control>}k{/Control}{Escape}");
    await waitFor(() => expect(screen.getByRole("main")).toHaveFocus());
  });
});
