import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { expectAccessible, showApp } from "../../test/show";

const at = { page: "settings", section: "clinic" } as const;

async function panel() {
  const heading = await screen.findByRole("heading", { name: "Settings of the clinic" });
  return within(heading.closest("section")!);
}

it("chooses a number with Enter, and says which ones it takes", async () => {
  const { clinic } = showApp({ at });
  const user = userEvent.setup();
  const chosen: unknown[] = [];
  const { choosePreference } = clinic;
  clinic.choosePreference = async (edit) => (chosen.push(edit), choosePreference(edit));
  const rows = await panel();
  const lock = await rows.findByLabelText("Lock after");
  expect(rows.getByText("Default: 10")).toBeVisible();
  await user.clear(lock);
  await user.type(lock, "soon{Enter}");
  expect(await rows.findByText("A whole number from 1 to 240.")).toBeVisible();
  await user.clear(lock);
  await user.type(lock, "5{Enter}");
  expect(await screen.findByText("“Lock after” saved")).toBeVisible();
  expect(chosen.at(-1)).toEqual({ of: "lockMinutes", seen: "", value: "5" });
  await expectAccessible();
});

it("chooses the paper, and shows what is usual", async () => {
  const { clinic } = showApp({ at });
  const user = userEvent.setup();
  const rows = await panel();
  expect(await rows.findByText("Default: A4")).toBeVisible();
  await user.click(rows.getByRole("combobox", { name: "Paper" }));
  await user.click(await screen.findByRole("option", { name: "US Letter", hidden: true }));
  expect(await rows.findByDisplayValue("US Letter")).toBeVisible();
  expect(clinic.calls).toContain("choosePreference");
});
