import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import * as R from "./records";

const TYPES: V.RecordType[] = [
  "adime",
  "soap",
  "consultation",
  "diagnosis",
  "treatment",
  "progress",
  "letter",
  "free",
  "prescription",
  "lab",
  "document",
  "screening",
  "estimate",
  "recall",
  "mealPlan",
  "dietOrder",
  "handout",
];

const row = (
  id: string,
  type: V.RecordType,
  day: string,
  event: V.TimelineEvent,
  more: Partial<V.RecordRow> = {},
): V.RecordRow => ({
  key: `record ${id}`,
  id,
  type,
  on: day,
  at: R.at("09:00", day),
  by: "Abena Mensah",
  visitId: null,
  noteId: null,
  text: "",
  event,
  version: 1,
  versions: 1,
  isCurrent: true,
  ...more,
});

/** A version of the signed note; the third one is the note as it is. */
const noteRow = (id: string, version: number, time: string) =>
  row(
    id,
    "adime",
    "2026-08-14",
    { what: "note", state: version === 3 ? "signed" : "draft" },
    {
      at: R.at(time, "2026-08-14"),
      visitId: "v1",
      noteId: "n1",
      text: `Draft ${version} of the assessment.`,
      version,
      versions: 3,
      isCurrent: version === 3,
    },
  );
const estimateRow = (id: string, version: number, energyKcal: number) =>
  row(
    id,
    "estimate",
    `2026-07-0${version}`,
    { what: "estimated", method: "mifflinStJeor", energyKcal },
    { version, versions: 2, isCurrent: version === 2 },
  );
const ROWS: V.RecordRow[] = [
  row("rx1", "prescription", "2026-11-02", {
    what: "prescribed",
    medication: "Metformin",
    dosage: "500 mg",
    state: "active",
    dispensed: 0,
  }),
  row(
    "d1",
    "document",
    "2026-09-01",
    { what: "document", type: "letter", text: "Referral.pdf" },
    { at: null, by: "Bright Osei" },
  ),
  noteRow("n1", 3, "10:42"),
  noteRow("nv2", 2, "10:30"),
  noteRow("nv1", 1, "10:10"),
  estimateRow("es2", 2, 1850),
  estimateRow("es1", 1, 1900),
  ...Array.from({ length: 60 }, (_, index) =>
    row(`h${index}`, "handout", `2025-01-${String(31 - (index >> 1)).padStart(2, "0")}`, {
      what: "handoutGiven",
      title: `Leaflet ${index + 1}`,
      language: null,
    }),
  ),
];

/** A short medical record, the same for every patient. */
export function recordCommands(state: R.FakeState) {
  return {
    records: async ({ type, allVersions, after, limit }) => {
      const all = state.empty ? [] : ROWS.filter(({ isCurrent }) => allVersions || isCurrent);
      const shown = all.filter((one) => type === null || one.type === type);
      const start = after === null ? 0 : 1 + shown.findIndex(({ key }) => key === after);
      const rows = shown.slice(start, start + limit);
      const isLast = start + limit >= shown.length;
      return {
        rows,
        counts: TYPES.map((of) => ({ type: of, count: all.filter((one) => one.type === of).length })).filter(
          ({ count }) => count > 0,
        ),
        total: shown.length,
        next: isLast ? null : (rows.at(-1)?.key ?? null),
      };
    },
  } satisfies Partial<Clinic>;
}
