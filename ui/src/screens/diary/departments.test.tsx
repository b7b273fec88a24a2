import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { DiaryView, WeekQuery } from "../../ipc/views";
import { DEPARTMENTS } from "../../test/departments";
import * as R from "../../test/records";
import { expectAccessible, showApp } from "../../test/show";

const at = { page: "diary", day: R.DAY } as const;
const DEPARTMENT = { name: "Department" };
const nameOf = (provider: string) =>
  R.appointments(R.DAY).find(({ providerId }) => providerId === provider)!.patients[0]!.name;

function showDiary() {
  const { clinic } = showApp({ at });
  const { diary, week } = clinic;
  const asked: WeekQuery[] = [];
  const withThem = <Of extends Pick<DiaryView, "choices">>(shown: Of): Of => ({
    ...shown,
    choices: { ...shown.choices, departments: DEPARTMENTS },
  });
  clinic.diary = async (day) => withThem(await diary(day));
  clinic.week = async (query) => (asked.push(query), withThem(await week(query)));
  return { clinic, asked, user: userEvent.setup() };
}

async function choose(user: ReturnType<typeof userEvent.setup>, name: string) {
  await user.click(await screen.findByRole("combobox", DEPARTMENT));
  await user.click(await screen.findByRole("option", { name, hidden: true }));
}

describe("the diary of a department", () => {
  it("has the dietitians of it alone, in the day and in the week", async () => {
    const { asked, user } = showDiary();
    expect(await screen.findByText("Claire Dupont")).toBeVisible();
    await choose(user, "Children");
    await waitFor(() => expect(screen.queryByText("Claire Dupont")).toBeNull());
    expect(screen.getByText("Bright Osei")).toBeVisible();
    expect(screen.getByText(nameOf("u2"))).toBeVisible();
    expect(screen.queryByText(nameOf("u1"))).toBeNull();
    await expectAccessible();
    await user.click(screen.getByText("Week"));
    expect(await screen.findByRole("combobox", { name: "Whose diary" })).toHaveValue("Children");
    expect(asked.at(-1)?.of).toEqual({ of: "department", departmentId: "d1" });
    expect(await screen.findByText(nameOf("u2"))).toBeVisible();
    expect(screen.queryByText(nameOf("u1"))).toBeNull();
  }, 60_000);

  it("stays chosen on another day, until all are shown again", async () => {
    const { user } = showDiary();
    await choose(user, "Surgery");
    await user.click(screen.getByRole("button", { name: "Next day" }));
    expect(await screen.findByRole("heading", { name: "Saturday, 21 Nov 2026" })).toBeVisible();
    expect(await screen.findByRole("combobox", DEPARTMENT)).toHaveValue("Surgery");
    expect(await screen.findByText("Claire Dupont")).toBeVisible();
    expect(screen.queryByText("Bright Osei")).toBeNull();
    await choose(user, "All departments");
    expect(await screen.findByText("Bright Osei")).toBeVisible();
  }, 60_000);

  it("chosen in the week is that of the day too", async () => {
    const { user } = showDiary();
    await screen.findByText("Bright Osei");
    await user.keyboard("w");
    await user.click(await screen.findByRole("combobox", { name: "Whose diary" }));
    await user.click(await screen.findByRole("option", { name: "Surgery", hidden: true }));
    await user.keyboard("d");
    expect(await screen.findByRole("combobox", DEPARTMENT)).toHaveValue("Surgery");
  }, 60_000);

  it("is that of the list on paper", async () => {
    const { clinic, user } = showDiary();
    const printed: unknown[] = [];
    const { makePrint } = clinic;
    clinic.makePrint = async (form) => (printed.push(form.of), makePrint(form));
    await choose(user, "Children");
    await user.click(screen.getByRole("button", { name: "Print day list" }));
    const list = { print: "dayList", day: R.DAY, providerId: null, departmentId: "d1" };
    await waitFor(() => expect(printed).toEqual([list]));
  });

  it("is not offered where the dietitians are of none", async () => {
    showApp({ at });
    await screen.findByText("Bright Osei");
    expect(screen.queryByRole("combobox", DEPARTMENT)).toBeNull();
  });
});
