import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import * as R from "../../test/records";
import { showApp } from "../../test/show";
import type * as Bodies from "./EntryBody";
import type * as Reminders from "./reminders/RemindersButton";

/** How often an entry of the diary was drawn, and the page with its tools. */
const drawn = vi.hoisted(() => ({ entries: 0, pages: 0 }));
vi.mock("./reminders/RemindersButton", async (original) => {
  const { RemindersButton } = await original<typeof Reminders>();
  return {
    RemindersButton: () => {
      drawn.pages += 1;
      return RemindersButton();
    },
  };
});
vi.mock("./EntryBody", async (original) => {
  const { EntryBody } = await original<typeof Bodies>();
  return {
    EntryBody: (props: Parameters<typeof EntryBody>[0]) => {
      drawn.entries += 1;
      return EntryBody(props);
    },
  };
});

const EVERY_MS = 10_000;
/** What the screens do every ten seconds. */
let clocks: (() => void)[] = [];
beforeEach(() => {
  clocks = [];
  const begin = window.setInterval.bind(window);
  vi.spyOn(window, "setInterval").mockImplementation(((run: () => void, every: number) => {
    if (every === EVERY_MS) clocks.push(run);
    return begin(run, every);
  }) as typeof setInterval);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const shown = async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: new Date(`${R.DAY}T10:00:00Z`) });
  showApp({ at: { page: "diary", day: R.DAY } });
  await screen.findByText("Bright Osei");
  await act(() => new Promise((resolve) => setTimeout(resolve, 50)));
  return { ...drawn };
};
const tick = (to: string) => {
  vi.setSystemTime(new Date(to));
  act(() => clocks.forEach((run) => run()));
};

it("draws neither the page nor its entries anew while the clock goes on", async () => {
  const before = await shown();
  expect(before.entries).toBeGreaterThan(0);
  expect(clocks.length).toBeGreaterThan(0);
  for (const time of ["10:00:10", "10:00:20", "10:00:30"]) tick(`${R.DAY}T${time}Z`);
  expect(drawn).toEqual(before);
  // a page is drawn for a new day
  tick("2031-01-01T10:00:00Z");
  expect(drawn.entries).toBeGreaterThan(before.entries);
});

it("draws no entry of the diary anew for a dialog over it", async () => {
  const before = await shown();
  await userEvent.click(screen.getByRole("button", { name: "Book" }));
  const dialog = await screen.findByRole("dialog");
  expect(dialog).toBeVisible();
  expect(drawn.entries).toBe(before.entries);
});
