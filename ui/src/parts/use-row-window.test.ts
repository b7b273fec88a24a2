import { expect, it } from "vitest";
import { ROW_PX, windowOf } from "./use-row-window";

const VIEW_PX = 640;

it("shows few rows of many, and the same number wherever one is", () => {
  const sizes = [0, 1_000, 25_000, 49_000].map((row) => {
    const shown = windowOf(row * ROW_PX, VIEW_PX, 50_000);
    expect(shown.first).toBeLessThanOrEqual(row);
    expect(shown.last).toBeGreaterThanOrEqual(row + VIEW_PX / ROW_PX);
    return shown.last - shown.first;
  });
  expect(Math.max(...sizes)).toBeLessThan(60);
});

it("moves in steps, so that a small scroll draws nothing anew", () => {
  expect(windowOf(601 * ROW_PX, VIEW_PX, 50_000)).toEqual(windowOf(602 * ROW_PX, VIEW_PX, 50_000));
});

it("ends with the list", () => {
  expect(windowOf(0, VIEW_PX, 3)).toEqual({ first: 0, last: 3, top: 0 });
  expect(windowOf(0, VIEW_PX, 0)).toEqual({ first: 0, last: 0, top: 0 });
  expect(windowOf(5_000 * ROW_PX, VIEW_PX, 10).last).toBe(10);
});
