import { act } from "@testing-library/react";
import { useRef } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { layOut } from "../test/layout";
import { showPart } from "../test/show";
import { ROW_REM, useVisibleRows, type VisibleRows } from "./use-visible-rows";

const VIEW_PX = 640;
const ROW_PX = 36;
/** Above the rows, as the simulated layout has it. */
const HEAD_PX = 160;

let restore: () => void;
beforeEach(() => {
  restore = layOut({ viewPx: VIEW_PX, rowPx: ROW_PX });
});
afterEach(() => restore());

function Rows({ total, startAt, onChange }: { total: number; startAt: number; onChange: (rows: VisibleRows) => void }) {
  const body = useRef<HTMLTableSectionElement>(null);
  const { first, last } = useVisibleRows({ body, total, rowRem: ROW_REM, startAt, onChange });
  return (
    <main>
      <table>
        <tbody ref={body}>
          <tr>
            <td style={{ height: `${first * ROW_REM}rem` }} />
          </tr>
          {Array.from({ length: last - first }, (_, offset) => (
            <tr key={first + offset} />
          ))}
          <tr>
            <td style={{ height: `${(total - last) * ROW_REM}rem` }} />
          </tr>
        </tbody>
      </table>
    </main>
  );
}

function show(total: number, startAt = 0) {
  const seen: VisibleRows[] = [];
  showPart(<Rows total={total} startAt={startAt} onChange={(rows) => seen.push(rows)} />);
  return {
    changes: seen,
    scrollTo: (row: number) => {
      act(() => {
        document.querySelector("main")!.scrollTop = HEAD_PX + row * ROW_PX;
      });
      return seen.at(-1)!;
    },
  };
}

it("shows few rows of many, and the same number wherever one is", () => {
  const list = show(50_000);
  const sizes = [0, 1_000, 25_000, 49_000].map((row) => {
    const shown = list.scrollTo(row);
    expect(shown.first).toBeLessThanOrEqual(row);
    expect(shown.last).toBeGreaterThanOrEqual(row + VIEW_PX / ROW_PX);
    return shown.last - shown.first;
  });
  expect(Math.max(...sizes)).toBeLessThan(60);
});

it("moves in steps, so that a small scroll draws nothing anew", () => {
  const list = show(50_000);
  const before = list.scrollTo(601);
  const count = list.changes.length;
  expect(list.scrollTo(602)).toBe(before);
  expect(list.changes).toHaveLength(count);
});

it("asks for the height of a row a few times, however many there are", () => {
  const asked = vi.spyOn(window, "getComputedStyle");
  show(50_000).scrollTo(25_000);
  expect(asked.mock.calls.length).toBeLessThan(100);
  asked.mockRestore();
});

it("ends with the list", () => {
  expect(show(3).changes.at(-1)).toEqual({ first: 0, last: 3, top: 0 });
  expect(show(0).changes.at(-1)).toEqual({ first: 0, last: 0, top: 0 });
  expect(show(10, 5_000).changes.at(-1)!.last).toBe(10);
});

it("is first shown at the row where it was left", () => {
  const { first, last, top } = show(50_000, 25_000).changes.at(-1)!;
  expect(first).toBeLessThan(25_000);
  expect(last).toBeGreaterThan(25_000);
  expect(25_000 - top).toBeLessThan(12);
});
