import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Right } from "../../ipc/views";
import { expectAccessible, showApp } from "../../test/show";

const quote = (id: string) => ({ page: "quote", id }) as const;
const READS: Right[] = ["patients.read", "billing.read"];
const NUMBER = "Q1-00001-K7QX";

describe("the quotes of all patients", () => {
  it("are those that are open, the first to end first", async () => {
    showApp({ at: { page: "billing" } });
    const user = userEvent.setup();
    await user.click(await screen.findByRole("tab", { name: "Quotes" }));
    const rows = within(await screen.findByRole("table", { name: "Quotes" }));
    const [, first, second, ...others] = rows.getAllByRole("row").map(({ textContent }) => textContent);
    expect(first).toMatch(/Q1-00002-K7QX13 Nov 2026Expired€150\.00$/);
    expect(second).toMatch(/^Mary Okafor.*Q1-00001-K7QX3 Dec 2026Waiting€165\.00$/);
    expect(others).toEqual([]);
    await expectAccessible();
    await user.click(rows.getByText(NUMBER));
    expect(await screen.findByRole("heading", { name: `Quote ${NUMBER}` })).toBeVisible();
  });

  it("say so where there is none, and how many of them are shown", async () => {
    const { clinic } = showApp({ at: { page: "billing" }, empty: true });
    const user = userEvent.setup();
    const read = clinic.openQuotes;
    await user.click(await screen.findByRole("tab", { name: "Quotes" }));
    expect(await screen.findByText("No quote is open.")).toBeVisible();
    clinic.openQuotes = async () => ({ ...(await read()), total: 120 });
    clinic.emit({ kind: "changed", topics: ["billing"], patientIds: [] });
    expect(await screen.findByText("The first 0 of 120 are shown.")).toBeVisible();
  });
});

describe("a quote that is only looked at", () => {
  it("has no field for who may not write, and is printed", async () => {
    showApp({ at: quote("q1"), rights: READS });
    expect(await screen.findByText("For the whole family")).toBeVisible();
    for (const name of ["Add line", "Make invoice", "Patient declined", "More"])
      expect(screen.queryByRole("button", { name })).toBeNull();
    expect(screen.queryByRole("textbox", { name: "Note for the patient" })).toBeNull();
    expect(screen.getByRole("button", { name: "Print" })).toBeEnabled();
  });

  it("is one of a deleted patient, and one whose lines cannot be read", async () => {
    const { clinic } = showApp({ at: quote("q1") });
    const read = clinic.quote;
    clinic.quote = async (id) => ({ ...(await read(id)), isPatientDeleted: true, lines: null });
    expect(await screen.findByText("Patient deleted")).toBeVisible();
    expect(screen.getByText("The lines cannot be read on this computer.")).toBeVisible();
    expect(screen.queryByRole("button", { name: "Add line" })).toBeNull();
  });
});
