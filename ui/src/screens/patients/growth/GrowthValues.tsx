import type { GrowthBreak, GrowthEvent, GrowthPoint, GrowthView, TargetHeightView } from "../../../ipc/views";
import { type Column, DataTable } from "../../../parts/DataTable";
import { Sheet } from "../../../parts/Panel";
import { useFormat, useWords } from "../../../words/speech";
import { useValue } from "../parts/use-value";
import { type AgeMode, type Row, rowsOf } from "./growth-scale";
import classes from "./Growth.module.css";

interface OfPoint {
  growth: GrowthView;
  ages: AgeMode;
  title: string;
}

/** Details of one reading, next to the plot and never over its curves. */
export function Details({ growth, point, ages, title }: OfPoint & { point: GrowthPoint | undefined }) {
  const words = useWords().growth;
  const format = useFormat();
  const texts = useTexts(growth, ages);
  return (
    <div aria-live="polite">
      <p className="strong">{title}</p>
      {point !== undefined && (
        <dl className={classes.panel}>
          <dt>{words.age}</dt>
          <dd>
            {texts.age(point)} <span className="muted small">{format.shortDate(point.at)}</span>
          </dd>
          <dt>{words.value}</dt>
          <dd>{texts.value(point)}</dd>
          <dt>{words.centile}</dt>
          <dd>{texts.centile(point)}</dd>
          <dt>{words.z}</dt>
          <dd>{texts.z(point)}</dd>
          {ages === "both" && point.corrected !== null && !growth.byLength && (
            <dd className="small muted">{texts.uncorrected(point.corrected)}</dd>
          )}
          <dt>{words.change}</dt>
          <dd>{texts.change(point)}</dd>
          {growth.target !== null && (
            <>
              <dt>{words.targetShort}</dt>
              <dd>{texts.target(growth.target)}</dd>
            </>
          )}
          <dt>{words.source}</dt>
          <dd className="small">{texts.source(point)}</dd>
        </dl>
      )}
      {point?.isImplausible && <p className={classes.warn}>{words.implausible}</p>}
      <p className="small muted">{words.keys}</p>
    </div>
  );
}

interface Cells {
  point: (point: GrowthPoint) => string;
  target: (target: TargetHeightView) => string;
  event?: (event: GrowthEvent) => string;
  changes?: (changes: GrowthBreak) => string;
}

/** What a column shows of a line. */
const cellOf = (cells: Cells) => (row: Row) => {
  if ("point" in row) return cells.point(row.point);
  if ("event" in row) return cells.event?.(row.event) ?? "";
  return "target" in row ? cells.target(row.target) : (cells.changes?.(row.changes) ?? "");
};

function keyOf(row: Row, index: number): string {
  if ("point" in row) return row.point.id;
  if ("event" in row) return `event ${row.event.on} ${index}`;
  return "target" in row ? "target" : `${row.changes.of} ${row.changes.x}`;
}

/** The same values as a table, newest first, with what happened and where the curves are interrupted. */
export function Values({ growth, ages, title }: OfPoint) {
  const words = useWords().growth;
  const format = useFormat();
  const texts = useTexts(growth, ages);
  const columns: Column<Row>[] = [
    {
      key: "date",
      head: words.age,
      width: 200,
      cell: cellOf({
        point: (point) => `${texts.age(point)}, ${format.shortDate(point.at)}`,
        target: () => words.target,
        event: (event) => `${texts.eventAge(event)}, ${format.partialDate(event.on)}`,
        changes: (changes) => (growth.byLength ? texts.length(changes.x) : texts.ageOf(changes.x)),
      }),
    },
    {
      key: "value",
      head: words.value,
      width: 144,
      number: true,
      cell: cellOf({ point: texts.value, target: texts.target }),
    },
    {
      key: "centile",
      head: words.centile,
      width: 88,
      number: true,
      cell: cellOf({
        point: texts.centile,
        target: ({ centile }) => (centile === null ? format.dash : format.centile(centile)),
      }),
    },
    { key: "z", head: words.z, width: 112, number: true, cell: cellOf({ point: texts.z, target: () => "" }) },
    {
      key: "change",
      head: words.change,
      wide: true,
      cell: cellOf({
        point: texts.change,
        target: ({ source, referenceTitle }) => words.targetSource(source, referenceTitle),
        event: texts.event,
        changes: texts.changes,
      }),
    },
  ];
  if (growth.points.length === 0) return null;
  const rows = rowsOf(growth);
  return (
    <Sheet>
      <DataTable label={title} rows={rows} columns={columns} rowKey={(row) => keyOf(row, rows.indexOf(row))} />
    </Sheet>
  );
}

const DAYS_A_MONTH = 30.4375;

/** How a reading is written next to the plot and in the table. */
export function useTexts(growth: GrowthView, ages: AgeMode) {
  const { frame, growth: words, timeline } = useWords();
  const format = useFormat();
  const happened = useValue();
  const inUnit = (value: number) => format.quantityOf({ value, unit: growth.unit }, 2);
  const length = (value: number) => format.quantityOf({ value, unit: growth.lengthUnit }, 1);
  const days = (ageDays: number): string => {
    // before the due date, a part of a week counts as a week
    if (ageDays < 0) return words.beforeDue(words.weeks(Math.ceil(-ageDays / 7)));
    const months = Math.floor(ageDays / DAYS_A_MONTH);
    if (months < 3) return words.weeks(Math.floor(ageDays / 7));
    if (months < 24) return words.months(months);
    return `${words.years(Math.floor(months / 12))} ${words.months(months % 12)}`;
  };
  const centile = (of: number | null) => (of === null ? format.dash : format.centile(of));
  const score = (of: number | null) => (of === null ? words.outside : format.signed(of, 2));
  /** Only the age since birth is shown, and the score for it. */
  const isCalendar = ages === "calendar";
  return {
    ageOf: (months: number) => days(Math.ceil(months * DAYS_A_MONTH - 0.1)),
    eventAge: ({ ageDays }: GrowthEvent) => days(ageDays),
    event: ({ event }: GrowthEvent) => frame.labelled(timeline.what[event.what], happened(event)),
    changes: (changes: GrowthBreak) =>
      changes.of === "reference"
        ? words.referenceChanges(words.references[changes.before], words.references[changes.after])
        : words.postureChanges,
    source: (point: GrowthPoint) => (growth.references.length > 1 ? words.references : words.tables)[point.reference],
    age: ({ ageDays, corrected }: GrowthPoint) =>
      corrected === null || isCalendar || growth.byLength
        ? days(ageDays)
        : `${days(ageDays)}, ${words.correctedAge(days(corrected.ageDays))}`,
    value: (point: GrowthPoint) => {
      const text = inUnit(point.value);
      const measured = point.kind === "length" ? `${text}, ${words.lying}` : text;
      return point.y === point.value ? measured : `${measured}, ${words.compared(inUnit(point.y))}`;
    },
    centile: (point: GrowthPoint) =>
      centile(isCalendar && point.corrected !== null ? point.corrected.uncorrectedCentile : point.centile),
    z: (point: GrowthPoint) => score(isCalendar && point.corrected !== null ? point.corrected.uncorrectedZ : point.z),
    uncorrected: (of: NonNullable<GrowthPoint["corrected"]>) =>
      words.uncorrected(centile(of.uncorrectedCentile), score(of.uncorrectedZ)),
    change: ({ change }: GrowthPoint) =>
      change === null ? format.dash : `${format.signed(change.value)} ${words.rates[change.unit]}`,
    length,
    target: ({ height, low, high }: TargetHeightView) => {
      const range = words.targetRange(format.number(low), format.number(high));
      return `${length(height)} (${range})`;
    },
  };
}
