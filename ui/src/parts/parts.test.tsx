import { screen } from "@testing-library/react";
import { IconNotes } from "@tabler/icons-react";
import { describe, expect, it } from "vitest";
import { expectAccessible, showPart } from "../test/show";
import { Chip } from "./Chip";
import { DataTable } from "./DataTable";
import { Empty } from "./Empty";
import { Loaded } from "./Loaded";
import { ProblemAlert } from "./ProblemAlert";
import { MeasureTile } from "./MeasureTile";
import { SyncWord } from "./SyncWord";
import { decimalsOf, gapped, isLong, yTicks } from "./trend-scale";

const point = (day: string, value: number) => ({ at: `${day}T09:00:00Z`, value, second: null });

describe("parts", () => {
  it("a chip carries an icon and one of the fixed words", () => {
    const { container } = showPart(<Chip word="noShow" />);
    expect(screen.getByText("No-show")).toBeVisible();
    expect(container.querySelector("svg")).not.toBeNull();
  });
  it("a table writes a dash for nothing and a zero for zero", async () => {
    showPart(
      <DataTable
        label="Rows"
        rows={[
          { id: "1", name: "A", n: null as number | null },
          { id: "2", name: "B", n: 0 },
        ]}
        rowKey={(row) => row.id}
        onOpen={() => undefined}
        columns={[
          { key: "name", head: "Name", cell: (row) => row.name },
          { key: "n", head: "Count", number: true, cell: (row) => row.n },
        ]}
      />,
    );
    expect(screen.getByText("–")).toBeVisible();
    expect(screen.getByText("0")).toBeVisible();
    await expectAccessible();
  });
  it("a problem says cause, effect and next step", async () => {
    showPart(<ProblemAlert problem={{ code: "fileNewer", triesLeft: null, until: null }} />);
    expect(screen.getByRole("alert")).toHaveTextContent(
      "The clinic’s file was written by a newer version.Nothing was changed. Update this program.",
    );
    await expectAccessible();
  });
  it("what takes long says that it loads", async () => {
    const waiting = { value: null, problem: null, reload: () => undefined };
    showPart(<Loaded of={waiting}>{() => null}</Loaded>);
    expect(await screen.findByRole("status")).toHaveTextContent("Loading");
    await expectAccessible();
  });
  it("a tile out of range says so in a word", async () => {
    showPart(
      <>
        <MeasureTile label="BMI" value="26.6" unit="kg/m²" note="" range="high" rangeWord="High" isOld={false} />
        <SyncWord look="away" tone="none" text="3 waiting" />
        <Empty icon={IconNotes} title="No visits yet">
          Why
        </Empty>
      </>,
    );
    expect(screen.getByText("High")).toBeVisible();
    await expectAccessible();
  });
});

describe("the scale of a trend", () => {
  it("fits the data on round marks", () =>
    expect(yTicks([point("2026-01-01", 78.2), point("2026-02-01", 72.4)], null, null)).toEqual([
      70, 72, 74, 76, 78, 80,
    ]));
  it("pulls the nearer edge of a normal range into view", () => {
    const ticks = yTicks([point("2026-01-01", 28.7), point("2026-02-01", 26.6)], 18.5, 25);
    expect(ticks[0]).toBeLessThan(25);
    expect(ticks[0]).toBeGreaterThan(18.5);
  });
  it("shows a small change as small, and labels every tick differently", () => {
    const ticks = yTicks([point("2026-01-01", 5.3), point("2026-02-01", 5.5)], null, null);
    expect(ticks).toEqual([4.5, 5, 5.5, 6, 6.5]);
    expect(decimalsOf(ticks)).toBe(1);
    expect(decimalsOf([5.25, 5.5])).toBe(2);
  });
  it("says the year where there are several", () => {
    expect(isLong([point("2025-12-31", 5), point("2026-01-01", 5)])).toBe(true);
    expect(isLong([point("2026-01-01", 5), point("2026-12-31", 5)])).toBe(false);
  });
  it("copes with one value and with none", () => {
    expect(yTicks([point("2026-01-01", 72)], null, null).length).toBeGreaterThan(1);
    expect(yTicks([], null, null)).toEqual([0, 1]);
  });
  it("leaves a gap of over a year open", () => {
    expect(
      gapped([point("2024-01-01", 80), point("2025-06-01", 78), point("2025-09-01", 77)]).map((row) => row.value),
    ).toEqual([80, null, 78, 77]);
  });
});
