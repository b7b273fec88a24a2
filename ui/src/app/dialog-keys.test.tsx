import { screen, waitFor, within } from "@testing-library/react";
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
