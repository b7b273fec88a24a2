import { Button, SegmentedControl } from "@mantine/core";
import { useWindowEvent } from "@mantine/hooks";
import { IconHistory } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useClinicPages } from "../../../ipc/use-clinic";
import type { TimelineGroup, TimelineRow } from "../../../ipc/views";
import { Empty } from "../../../parts/Empty";
import { Loaded } from "../../../parts/Loaded";
import { Panel, Sheet } from "../../../parts/Panel";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { useFormat, useWords } from "../../../words/speech";
import { EventPeek } from "./EventPeek";
import { Row } from "./Row";
import classes from "./Timeline.module.css";

const GROUPS: (TimelineGroup | "all")[] = ["all", "visits", "measures", "nutrition", "background", "diary", "labs"];
const isGroup = (text: string): text is TimelineGroup => GROUPS.some((group) => group === text) && text !== "all";
const PAGE_ROWS = 50;

/** The events of a patient in time: a digit picks a kind, arrows move through the rows, Enter shows one in full. */
export function Timeline({ patientId }: { patientId: string }) {
  const { timeline } = useWords();
  const [group, setGroup] = useState<TimelineGroup | null>(null);
  const [open, setOpen] = useState<TimelineRow | null>(null);
  const pages = useClinicPages(
    ["patient", patientId, "timeline", group],
    (clinic, after) => clinic.timeline({ patientId, group, after, limit: PAGE_ROWS }),
    ["visits", "notes", "diary", "patients"],
  );
  const pick = (name: string) => {
    setGroup(isGroup(name) ? name : null);
    setOpen(null);
  };
  useWindowEvent("keydown", (event) => {
    const named = GROUPS[Number(event.key) - 1];
    if (named === undefined || event.ctrlKey || event.metaKey || event.altKey || !isFree(event.target)) return;
    event.preventDefault();
    pick(named);
  });
  return (
    <>
      <SegmentedControl
        className={classes.groups}
        aria-label={timeline.group}
        data={GROUPS.map((value, index) => ({ value, label: `${index + 1} ${timeline.groups[value]}` }))}
        value={group ?? "all"}
        onChange={pick}
      />
      <Loaded of={pages.pages} rows={8}>
        {(read) => {
          const rows = read.flatMap((page) => page.rows);
          if (rows.length === 0)
            return (
              <Panel title={timeline.title}>
                <Empty icon={IconHistory} title={group === null ? timeline.none : timeline.noneOf}>
                  {group === null ? timeline.noneHelp : null}
                </Empty>
              </Panel>
            );
          return (
            <>
              <Sheet>
                <Rows key={group} rows={rows} open={open} onOpen={setOpen} onEnd={pages.fetchNext} />
              </Sheet>
              {pages.nextProblem !== null && <ProblemAlert problem={pages.nextProblem} onRetry={pages.fetchNext} />}
              {pages.hasMore && pages.nextProblem === null && (
                <Button variant="subtle" loading={pages.isFetchingNext} onClick={pages.fetchNext}>
                  {timeline.more}
                </Button>
              )}
            </>
          );
        }}
      </Loaded>
      {open !== null && <EventPeek row={open} onClose={() => setOpen(null)} />}
    </>
  );
}

/** Whether keys are free for the timeline: not in a field, and not under a dialog or menu. */
function isFree(target: EventTarget | null) {
  if (document.querySelector("[aria-modal='true'], [role='menu'], [aria-expanded='true'][role='combobox']"))
    return false;
  if (target instanceof HTMLInputElement) return target.type === "radio";
  return !(target instanceof HTMLElement && target.matches("textarea, select, [contenteditable]"));
}

interface RowsProps {
  rows: TimelineRow[];
  open: TimelineRow | null;
  onOpen: (row: TimelineRow) => void;
  /** Called at an arrow beyond the last row. */
  onEnd: () => void;
}

/** The rows below their months; Tab reaches one of them, arrows the others. */
function Rows({ rows, open, onOpen, onEnd }: RowsProps) {
  const format = useFormat();
  const list = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<string | null>(null);
  const reachable = rows.some(({ key }) => key === active) ? active : rows[0]?.key;
  useWindowEvent("keydown", (event) => {
    const buttons = [...(list.current?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
    const from = buttons.findIndex((button) => button === document.activeElement);
    const isOutside = from < 0 && !(event.target === document.body || isTab(event.target));
    if (isOutside || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const to = { ArrowDown: from + 1, ArrowUp: from - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to === undefined || (from < 0 && event.key !== "ArrowDown")) return;
    event.preventDefault();
    if (to >= buttons.length) onEnd();
    else buttons[Math.max(to, 0)]?.focus();
  });
  return (
    <div ref={list}>
      {byMonth(rows).map((month) => (
        <section key={month[0]!.key}>
          <h2 className={classes.month}>{format.partialDate(monthOf(month[0]!))}</h2>
          <ul className={classes.rows}>
            {month.map((row) => (
              <Row
                key={row.key}
                row={row}
                isCurrent={row.key === open?.key}
                isReachable={row.key === reachable}
                onFocus={() => setActive(row.key)}
                onOpen={() => onOpen(row)}
              />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

const isTab = (target: EventTarget | null) => target instanceof HTMLElement && target.role === "tab";

/** "2026-11"; the year where no month is known. */
const monthOf = (row: TimelineRow) => row.on.slice(0, 7);

/** The rows are in the order of time, so those of a month follow each other. */
function byMonth(rows: TimelineRow[]): TimelineRow[][] {
  const months: TimelineRow[][] = [];
  for (const row of rows) {
    const last = months.at(-1);
    if (last !== undefined && monthOf(last[0]!) === monthOf(row)) last.push(row);
    else months.push([row]);
  }
  return months;
}
