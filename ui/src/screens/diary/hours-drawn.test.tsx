import { fireEvent, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import * as R from "../../test/records";
import { showApp } from "../../test/show";

const AT = "11:30";
const STEP_MINUTES = 15;
const minutesAt = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
const shown = (part: string) => [...document.querySelectorAll<HTMLElement>(`.mantine-DayView-${part}`)];

/** A clinic that opens at a time, with one appointment. */
function showDiary(opens: string) {
  const { clinic } = showApp({ at: { page: "diary", day: R.DAY } });
  const { diary, week } = clinic;
  const appointments = [
    { ...R.appointments(R.DAY)[0]!, startsAt: R.at(AT), endsAt: R.at("12:00"), status: "scheduled" as const },
  ];
  clinic.diary = async (day) => {
    const view = await diary(day);
    const columns = view.columns.slice(0, 1).map((column) => ({ ...column, from: opens }));
    return { ...view, opens, closes: "17:30", columns, appointments: day === R.DAY ? appointments : [] };
  };
  clinic.week = async (query) => {
    const view = await week(query);
    const days = view.days.map((one) => ({
      ...one,
      hours: one.hours.slice(0, 1).map((own) => ({ ...own, from: opens })),
    }));
    return { ...view, opens, closes: "17:30", days, appointments };
  };
}

/** The minutes of the day at which the first column is drawn to begin, by each of its labels and by what lies in it. */
function begins() {
  const [day] = shown("dayView");
  const own = (part: string) => [...day!.querySelectorAll<HTMLElement>(`.mantine-DayView-${part}`)];
  const slots = own("dayViewSlot");
  // each label is as high as an hour, and there is nothing above the first
  const labels = own("dayViewSlotLabel").map((label, index) => minutesAt(label.textContent) - index * 60);
  // the hours that stay in sight are those of the columns
  const axis = [...document.querySelectorAll("[data-hour-axis] > div")].map((hour) => hour.textContent);
  expect(axis).toEqual(own("dayViewSlotLabel").map((label) => label.textContent));
  expect(document.querySelector("[data-hour-axis] > span")).toHaveTextContent("10:20");
  const names = slots.map((slot, index) => minutesAt(/\d\d:\d\d/.exec(slot.ariaLabel!)![0]) - index * STEP_MINUTES);
  const all = slots.length * STEP_MINUTES;
  const at = (top: string) => Math.round((Number.parseFloat(top) / 100) * all);
  const card = document.querySelector<HTMLElement>("[data-event-id]:not([data-event-id^='break'])")!;
  const now = shown("currentTimeIndicator")[0]!.style.getPropertyValue("--top-offset").replace("calc(", "");
  return {
    labels: new Set(labels),
    slots: new Set(names),
    card: minutesAt(AT) - at(card.style.top),
    now: minutesAt("10:20") - at(now),
  };
}

describe("labels, times, cards and the present agree on the minute", () => {
  afterEach(() => void vi.useRealTimers());
  it.each([
    ["08:30", 480],
    ["08:15", 480],
    ["09:00", 540],
  ])("in a day, its rooms and a week from %s on", async (opens, first) => {
    vi.useFakeTimers({ toFake: ["Date"], now: new Date(R.at("10:20")) });
    showDiary(opens);
    const user = userEvent.setup();
    const agreed = { labels: new Set([first]), slots: new Set([first]), card: first, now: first };
    await screen.findByText("Abena Mensah", { selector: "main *" });
    expect(begins()).toEqual(agreed);
    await user.keyboard("o");
    await screen.findByText("Room 1");
    expect(begins()).toEqual(agreed);
    await user.keyboard("w");
    await screen.findByRole("button", { name: "Fri 20" });
    expect(begins()).toEqual(agreed);
  });
  it("a click at a label books at its time", async () => {
    showDiary("08:30");
    await screen.findByText("Abena Mensah", { selector: "main *" });
    const index = shown("dayViewSlotLabel").findIndex((label) => label.textContent === "14:00");
    fireEvent.click(shown("dayViewSlot")[index * (60 / STEP_MINUTES)]!);
    const dialog = within(await screen.findByRole("dialog"));
    expect(dialog.getByLabelText("Time")).toHaveValue("14:00");
  });
});
