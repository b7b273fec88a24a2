import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import * as R from "../../test/records";
import { expectAccessible, showApp } from "../../test/show";
import { columnsOfWeek } from "./columns";

const at = { page: "diary", day: R.DAY } as const;

const showWeek = async () => {
  const { clinic } = showApp({ at });
  const user = userEvent.setup();
  await screen.findByText("Bright Osei");
  await user.keyboard("w");
  await screen.findByRole("heading", { name: "Week of 16 Nov 2026" });
  await screen.findByRole("button", { name: "Mon 16" });
  return { clinic, user };
};

describe("the week", () => {
  it("has a column for each day on which somebody works, with its load", async () => {
    await showWeek();
    expect(screen.getByRole("button", { name: "Fri 20" })).toBeVisible();
    expect(screen.queryByRole("button", { name: "Sat 21" })).toBeNull();
    expect(screen.getByText("9 booked, 4 free")).toBeVisible();
    expect(screen.getByText("Fatou Diallo")).toBeVisible();
    await expectAccessible();
  });
  it("goes on by weeks, back to the day by its head or by D", async () => {
    const { user } = await showWeek();
    await user.keyboard("{ArrowRight}");
    expect(await screen.findByRole("heading", { name: "Week of 23 Nov 2026" })).toBeVisible();
    await user.click(await screen.findByRole("button", { name: "Wed 25" }));
    expect(await screen.findByRole("heading", { name: "Wednesday, 25 Nov 2026" })).toBeVisible();
    await user.keyboard("w");
    expect(await screen.findByRole("heading", { name: "Week of 23 Nov 2026" })).toBeVisible();
    await user.keyboard("d");
    expect(await screen.findByRole("heading", { name: "Wednesday, 25 Nov 2026" })).toBeVisible();
  });
  it("is of another dietitian, or of a room with the dietitian on each card", async () => {
    const { user } = await showWeek();
    const whose = () => screen.getByRole("combobox", { name: "Whose diary" });
    expect(whose()).toHaveValue("Abena Mensah");
    await user.click(whose());
    await user.click(await screen.findByRole("option", { name: "Room 2", hidden: true }));
    expect(await screen.findAllByText(/Bright Osei/)).not.toHaveLength(0);
    expect(screen.queryByText("Fatou Diallo")).toBeNull();
  });
  it("opens an appointment and moves it to another length without the mouse", async () => {
    const { clinic, user } = await showWeek();
    const sent: number[] = [];
    const { moveAppointment } = clinic;
    clinic.moveAppointment = async (change) => (sent.push(change.minutes), moveAppointment(change));
    await user.click(screen.getByText("Fatou Diallo"));
    const dialog = within(await screen.findByRole("dialog"));
    await user.click(dialog.getByRole("button", { name: "Move to…" }));
    await user.click(dialog.getByRole("combobox", { name: "Minutes" }));
    await user.click(await screen.findByRole("option", { name: "45 min", hidden: true }));
    await user.click(dialog.getByRole("button", { name: "Move" }));
    await waitFor(() => expect(sent).toEqual([45]));
  });
  it("leaves out days off, unless something is booked on them", () => {
    const day = (name: string, isWorked: boolean) => ({
      day: name,
      hours: isWorked ? [{ from: "08:00", to: "12:00" }] : [],
      booked: 0,
      free: 0,
    });
    const entry = { ...R.appointments(R.DAY)[0]!, startsAt: R.at("10:00", "2026-11-22") };
    const week = {
      from: "2026-11-16",
      timeZone: "UTC",
      opens: "08:00",
      closes: "12:00",
      of: { of: "room" as const, roomId: "r1" },
      name: "Room 1",
      days: [day("2026-11-20", true), day("2026-11-21", false), day("2026-11-22", false)],
      appointments: [entry],
      absences: [],
      choices: { types: R.TYPES, rooms: R.ROOMS, providers: R.PROVIDERS, facilities: [], departments: [] },
    };
    const shown = columnsOfWeek(week, (name) => name);
    expect(shown.map(({ key, providerId }) => [key, providerId])).toEqual([
      ["2026-11-20", null],
      ["2026-11-22", null],
    ]);
  });
});

describe("a provider who sees no patients any more", () => {
  const showDiary = (works: (providerId: string) => boolean) => {
    const { clinic } = showApp({ at });
    const { diary, week } = clinic;
    const providers = R.PROVIDERS.filter(({ id }) => works(id));
    clinic.diary = async (day) => {
      const shown = await diary(day);
      const columns = shown.columns.filter(({ providerId }) => works(providerId));
      return { ...shown, columns, choices: { ...shown.choices, providers } };
    };
    clinic.week = async (query) => {
      const shown = await week(query);
      return { ...shown, choices: { ...shown.choices, providers } };
    };
    return userEvent.setup();
  };
  const own = R.appointments(R.DAY).find(({ providerId }) => providerId === "u2")!.patients[0]!.name;
  it("has a column while there are appointments", async () => {
    showDiary((id) => id !== "u2");
    expect(await screen.findByText("Bright Osei")).toBeVisible();
    expect(screen.getByText(own)).toBeVisible();
    await expectAccessible();
  });
  it("has one on a day on which no other provider works", async () => {
    showDiary(() => false);
    expect(await screen.findByText("Bright Osei")).toBeVisible();
    expect(screen.queryByText("No provider works on this day")).toBeNull();
  });
  it("is offered in the week, with the appointments", async () => {
    const user = showDiary((id) => id !== "u2");
    await screen.findByText("Bright Osei");
    await user.keyboard("w");
    await user.click(await screen.findByRole("combobox", { name: "Whose diary" }));
    await user.click(await screen.findByRole("option", { name: "Bright Osei", hidden: true }));
    expect(await screen.findByText(own)).toBeVisible();
  });
});

describe("the month", () => {
  it("has how full each day is, without a name, and a day opens", async () => {
    showApp({ at });
    const user = userEvent.setup();
    await screen.findByText("Bright Osei");
    await user.keyboard("m");
    expect(await screen.findByRole("heading", { name: "November 2026" })).toBeVisible();
    const friday = await screen.findByRole("button", { name: /^Friday, 20 Nov 2026: 9 booked, 4 free/ });
    expect(screen.queryByText("Fatou Diallo")).toBeNull();
    await expectAccessible();
    friday.focus();
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("heading", { name: "Friday, 20 Nov 2026" })).toBeVisible();
    await user.keyboard("m{ArrowRight}");
    expect(await screen.findByRole("heading", { name: "December 2026" })).toBeVisible();
  });
});

describe("the date box", () => {
  const jump = async (text: string) => {
    showApp({ at });
    const user = userEvent.setup();
    await user.type(await screen.findByLabelText("Go to a day"), `${text}{Enter}`);
  };
  it.each([
    ["+4w", "Friday, 18 Dec 2026"],
    ["12 mar", "Friday, 12 Mar 2027"],
    ["12 oct", "Monday, 12 Oct 2026"],
  ])("reads %s", async (text, heading) => {
    await jump(text);
    expect(await screen.findByRole("heading", { name: heading })).toBeVisible();
  });
  it("says what is no day", async () => {
    await jump("soon");
    expect(await screen.findByText("No such day")).toBeVisible();
    expect(screen.getByRole("heading", { name: "Friday, 20 Nov 2026" })).toBeVisible();
  });
});
