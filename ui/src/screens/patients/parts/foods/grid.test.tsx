import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { act } from "react";
import { describe, expect, it } from "vitest";
import { expectAccessible, showApp } from "../../../../test/show";
import { areas } from "../../../../words";

const words = areas.foods.en;

async function openPlan() {
  const { clinic } = showApp({ at: { page: "mealPlan", id: "mp1" } });
  const search = await screen.findByRole("combobox", { name: words.addTo.lunch });
  await waitFor(() => expect(search).toHaveFocus());
  return { clinic, user: userEvent.setup() };
}
const row = (name: RegExp) => screen.getByRole("row", { name });
/** What screen readers are announced, with ordinary spaces. */
const announced = () =>
  screen
    .getAllByRole("status")
    .map((status) => status.textContent.replace(/\s+/g, " "))
    .filter(Boolean);

describe("the columns of a wide window", () => {
  it("have fibre and sodium, of foods and meals", async () => {
    await openPlan();
    for (const head of [words.fibre, words.sodium])
      expect(screen.getByRole("columnheader", { name: head })).toHaveClass(/wide/);
    const [fibre, sodium] = within(row(/^White bread/))
      .getAllByRole("cell")
      .filter((cell) => /wide/.test(cell.className));
    // 2 slices of 29 g
    expect(fibre).toHaveTextContent(/^1.6$/);
    expect(sodium).toHaveTextContent(/^290$/);
    // the milk has no known fibre
    expect(row(/^Milk/)).toHaveTextContent(/–210/);
    await expectAccessible();
  });

  it("are spanned by no cell, which would hold a column in a narrow window", async () => {
    const { user } = await openPlan();
    await user.keyboard("150 cups coffee{Enter}");
    await screen.findByText(/Did you mean/);
    const spans = [...document.querySelectorAll<HTMLTableCellElement>("[data-meal] td[colspan]")];
    const plain = spans.filter((cell) => !/wide/.test(cell.className));
    expect(plain).toHaveLength(2);
    for (const cell of plain) {
      expect(cell.colSpan).toBe(8);
      expect(cell.nextElementSibling).toHaveClass(/wide/);
    }
  });
});

describe("the sum of a day", () => {
  it("is one line below its foods, which follows them", async () => {
    const { user } = await openPlan();
    const line = () => document.querySelector("[data-day-sum]")?.textContent?.replace(/\s+/g, " ");
    expect(line()).toMatch(/^Day452 kcalProtein /);
    await user.keyboard("150 g coffee{Enter}");
    await waitFor(() => expect(line()).not.toMatch(/^Day452 kcal/));
    expect(line()).toMatch(/^Day4\d\d kcal/);
  });
});

describe("a row that is added", () => {
  it("is announced to screen readers once, and again for the same food", async () => {
    const { user } = await openPlan();
    expect(announced()).toEqual([]);
    await user.keyboard("2 slices bread{Enter}");
    await waitFor(() => expect(announced()).toEqual([words.added("White bread", "2 slices", "154 kcal")]));
    const before = screen.getByText(/^White bread, 2 slices/);
    await user.keyboard("2 slices bread{Enter}");
    // a new element, which is read again
    await waitFor(() => expect(screen.getByText(/^White bread, 2 slices/)).not.toBe(before));
    await user.keyboard("okrra{Enter}");
    await waitFor(() => expect(announced()).toEqual([words.added("okrra", words.notCounted, "")]));
  });

  it("is not announced when a sync brings it", async () => {
    const { clinic } = await openPlan();
    const slot = { day: 1, meal: "breakfast", before: null } as const;
    await act(async () => {
      await clinic.addPlanFood("mp1", { slot, food: "09040", text: "", amount: "1 medium" }, "en");
      clinic.emit({ kind: "changed", topics: ["patients", "visits"], patientIds: [] });
    });
    await waitFor(() => expect(row(/^Banana/)).toBeVisible());
    expect(announced()).toEqual([]);
  });
});

describe("the sum of selected foods", () => {
  it("is announced to screen readers, once it is known", async () => {
    const { user } = await openPlan();
    row(/^Milk/).focus();
    await user.keyboard(" ");
    await waitFor(() => expect(announced()[0]).toMatch(/^1 food selected: Energy 298 kcal, Protein 15\.6 g/));
    await user.keyboard("{ArrowDown} ");
    await waitFor(() => expect(announced()[0]).toMatch(/^2 foods selected: Energy 452 kcal/));
    await user.keyboard(" ");
    row(/^Milk/).focus();
    await user.keyboard(" ");
    await waitFor(() => expect(announced()).toEqual([]));
  });
});
