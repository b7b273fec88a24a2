import { fireEvent, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { AppointmentView, DiaryView } from "../../ipc/views";
import * as R from "../../test/records";
import { showApp } from "../../test/show";

/** The user is the last of the columns and of the choices; what `change` makes of it. */
const showDiary = async (change: (diary: DiaryView) => Partial<DiaryView> = () => ({})) => {
  const { clinic } = showApp({ at: { page: "diary", day: R.DAY } });
  const { diary } = clinic;
  clinic.diary = async (day) => {
    const read = await diary(day);
    const choices = { ...read.choices, providers: [...R.PROVIDERS].reverse() };
    const view = { ...read, columns: [...read.columns].reverse(), appointments: [], choices };
    return { ...view, ...change(view) };
  };
  await screen.findByText("Bright Osei");
};
const isOfUser = ({ providerId }: { providerId: string }) => providerId === "u1";
const dialog = async () => within(await screen.findByRole("dialog"));
const open = async () => {
  await userEvent.click(screen.getByRole("button", { name: "Book" }));
  return dialog();
};
const provider = async (name: string) =>
  expect(await (await dialog()).findByRole("combobox", { name: "Provider" })).toHaveValue(name);

describe("the dietitian of a new booking", () => {
  it("is the user where patients are booked with them", async () => {
    await showDiary();
    const booking = await open();
    await provider("Abena Mensah");
    expect(await booking.findByLabelText("Time")).toHaveValue("08:00");
  });
  it("stays the user, on their next day, when theirs is full", async () => {
    const full: AppointmentView = { ...R.appointments(R.DAY)[0]!, startsAt: R.at("08:00"), endsAt: R.at("17:00") };
    await showDiary(({ day }) => ({ appointments: day === R.DAY ? [{ ...full, status: "scheduled" }] : [] }));
    const booking = await open();
    expect(await booking.findByDisplayValue("Sat 21 Nov 2026")).toBeVisible();
    await provider("Abena Mensah");
  });
  it("is another with a free time when the user has no hours", async () => {
    await showDiary(({ columns }) => ({ columns: columns.filter((column) => !isOfUser(column)) }));
    const booking = await open();
    expect(await booking.findByDisplayValue("Claire Dupont")).toBeVisible();
  });
  it("is the first of the day where the user sees no patients", async () => {
    await showDiary(({ columns, choices }) => ({
      columns: columns.filter((column) => !isOfUser(column)),
      choices: { ...choices, providers: choices.providers.filter(({ id }) => id !== "u1") },
    }));
    await open();
    await provider("Claire Dupont");
  });
  it("is that of the column that was clicked", async () => {
    await showDiary();
    const [first] = document.querySelectorAll(".mantine-DayView-dayViewSlot");
    fireEvent.click(first!);
    await provider("Claire Dupont");
  });
  it("is the user in the column of a room", async () => {
    await showDiary();
    await userEvent.keyboard("o");
    await screen.findByText("Room 2");
    const [first] = document.querySelectorAll(".mantine-DayView-dayViewSlot");
    fireEvent.click(first!);
    await provider("Abena Mensah");
    expect((await dialog()).getByRole("combobox", { name: "Room" })).toHaveValue("Room 1");
  });
});
