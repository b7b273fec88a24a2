import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import { recordCommands } from "./fake-records";
import * as R from "./records";

const row = (id: string, day: string, event: V.TimelineEvent, more: Partial<V.TimelineRow> = {}): V.TimelineRow => ({
  key: id,
  id,
  on: day,
  at: R.at("09:00", day),
  enteredOn: null,
  by: "Abena Mensah",
  visitId: null,
  event,
  ...more,
});
const ROWS: V.TimelineRow[] = [
  row("t1", "2026-11-20", { what: "visit", type: "followUp", text: "Tired" }, { visitId: "v1" }),
  row(
    "t2",
    "2026-11-10",
    {
      what: "measured",
      measures: [{ kind: "weight", quantity: { value: 72.1, second: null, unit: "kg" }, ...R.TAKEN }],
    },
    { enteredOn: "2026-11-12" },
  ),
  row("t3", "2026-10-02", { what: "call", purpose: "followUp", result: "reached", text: "" }),
  row("t4", "2026-10-01", { what: "goal", status: null, text: "Three meals a day" }),
  ...Array.from({ length: 60 }, (_, index) =>
    row(`c${index}`, `2025-01-${String(31 - (index >> 1)).padStart(2, "0")}`, {
      what: "call",
      purpose: "reminder",
      result: "noAnswer",
      text: `Reminder ${index + 1}`,
    }),
  ),
  row(
    "t5",
    "2019",
    { what: "condition", status: null, text: "Coeliac disease" },
    { at: null, enteredOn: "2026-10-01" },
  ),
];
const GROUP: Partial<Record<V.TimelineEvent["what"], V.TimelineGroup>> = {
  visit: "visits",
  measured: "measures",
  call: "diary",
  goal: "nutrition",
  condition: "background",
};

/** A short history and a short medical record, the same for every patient. */
export function timelineCommands(state: R.FakeState) {
  return {
    timeline: async ({ group, after, limit }) => {
      const all = state.empty ? [] : ROWS;
      const shown = all.filter(({ event }) => group == null || GROUP[event.what] === group);
      const start = after === null ? 0 : 1 + shown.findIndex(({ key }) => key === after);
      const rows = shown.slice(start, start + limit);
      const isLast = start + limit >= shown.length;
      return { rows, total: shown.length, next: isLast ? null : (rows.at(-1)?.key ?? null) };
    },
    ...recordCommands(state),
  } satisfies Partial<Clinic>;
}
