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

it("chooses letters for new file numbers, and names those that it takes", async () => {
  showApp({ at });
  const user = userEvent.setup();
  const rows = await panel();
  const letters = await rows.findByLabelText("Letters of new file numbers");
  expect(rows.getByText("Default: none · As in 000482-AC. Numbers that were given out stay.")).toBeVisible();
  await user.type(letters, "A2{Enter}");
  expect(await rows.findByText("Up to 4 letters from A to Z.")).toBeVisible();
  await user.clear(letters);
  await user.type(letters, "ac{Enter}");
  expect(await rows.findByDisplayValue("AC")).toBeVisible();
});

it("chooses letters for new invoices and quotes", async () => {
  const { clinic } = showApp({ at });
  const user = userEvent.setup();
  const chosen: unknown[] = [];
  const { choosePreference } = clinic;
  clinic.choosePreference = async (edit) => (chosen.push(edit), choosePreference(edit));
  const rows = await panel();
  const letters = await rows.findByLabelText("Letters of new invoices and quotes");
  expect(rows.getByText(/^Default: none · In front of the number, as in AC-2-00017-K7QX\./)).toBeVisible();
  await user.type(letters, "A2{Enter}");
  expect(await rows.findByText("Up to 4 letters from A to Z.")).toBeVisible();
  await user.clear(letters);
  await user.type(letters, "ac{Enter}");
  expect(await rows.findByDisplayValue("AC")).toBeVisible();
  expect(chosen.at(-1)).toEqual({ of: "invoiceLetters", seen: "", value: "ac" });
});

it("chooses the units of the clinic, and says what they change", async () => {
  const { clinic } = showApp({ at });
  const user = userEvent.setup();
  const chosen: unknown[] = [];
  const { choosePreference } = clinic;
  clinic.choosePreference = async (edit) => (chosen.push(edit), choosePreference(edit));
  const rows = await panel();
  expect(await rows.findByText(/^Default: Metric: kg, cm, °C, mmol\/L · Of measurements,/)).toBeVisible();
  await user.click(rows.getByRole("combobox", { name: "Units" }));
  await user.click(await screen.findByRole("option", { name: "US: lb, in, °F, mg/dL", hidden: true }));
  expect(await rows.findByDisplayValue("US: lb, in, °F, mg/dL")).toBeVisible();
  expect(chosen).toEqual([{ of: "units", seen: "", value: "US" }]);
});

it("shows the window of a user without a language in the clinic’s", async () => {
  const { clinic } = showApp({ at });
  const user = userEvent.setup();
  const rows = await panel();
  const { start } = clinic;
  clinic.start = async () => ({ ...(await start()), language: "fr" });
  const choose = async (name: string) => {
    await user.click(rows.getByRole("combobox", { name: "Language" }));
    await user.click(await screen.findByRole("option", { name, hidden: true }));
  };
  await rows.findByText(/Default: As the computer/);
  await choose("Français");
  await screen.findByText("“Language” saved");
  // this user has chosen English
  expect(document.documentElement.lang).toBe("en");
  await user.click(screen.getByRole("button", { name: /User menu/ }));
  await user.click(await screen.findByRole("menuitem", { name: "Default", hidden: true }));
  expect(await screen.findByRole("heading", { name: "Réglages du cabinet" })).toBeVisible();
  expect(JSON.parse(localStorage.getItem("preferences.u1")!)).toEqual({ scheme: "light" });
});
