import type * as V from "../ipc/views";
import { NAMES, PROVIDERS, at, refusal } from "./records";

/** Each sibling as the text that all share, then its own. */
function field(key: string, ...siblings: [string, string][]): V.ConflictField {
  const pieces = siblings.map(([both, own]) =>
    [
      { text: both, changed: false },
      { text: own, changed: true },
    ].filter((piece) => piece.text !== ""),
  );
  const values = siblings.map((sibling) => sibling.join(""));
  return {
    key,
    name: key,
    values,
    pieces,
    same: values.every((value) => value === values[0]),
    isChoice: false,
    mayCombine: false,
  };
}

export const CONFLICT: V.ConflictView = {
  id: "c1",
  seen: "1",
  patient: NAMES[0]!,
  what: "patient.address",
  food: null,
  isDeletion: false,
  staysSigned: false,
  siblings: [
    { isHere: true, by: "Abena Mensah", device: "Front desk", at: at("16:02", "2026-11-19"), signed: false },
    { isHere: false, by: "Bright Osei", device: "Room 2 PC", at: at("16:10", "2026-11-19"), signed: false },
  ],
  fields: [
    field("address", ["12 Ring Road ", "Central, flat 3"], ["12 Ring Road ", "East, flat 3"]),
    {
      ...field("notes", ["", "Blue gate opposite the school"], ["", "Green gate opposite the new school, ring twice"]),
      mayCombine: true,
    },
    field("city", ["Accra", ""], ["Accra", ""]),
    field("country", ["Ghana", ""], ["Ghana", ""]),
  ],
};

const auditRow = (number: number, action: string, who: string | null, isEndorsed: boolean): V.AuditRow => ({
  deviceNumber: 1,
  number,
  at: new Date(Date.parse("2026-11-20T10:00:07Z") + number * 60_000).toISOString(),
  who,
  facility: null,
  action,
  resource: "Patient",
  resourceId: null,
  patient: action === "open patient" || action === "edit patient" ? NAMES[0]! : null,
  outcome: action === "notes.sign" ? "REFUSED" : "DONE",
  severity: action === "notes.sign" ? "WARNING" : "INFO",
  retainedUntil: "2032-11-21T10:00:00Z",
  remark: "",
  changes: [],
  isWithheld: false,
  isUndecryptable: action === "export recovery key",
  isEndorsed,
});
const NEWEST: V.AuditRow[] = [
  auditRow(6, "edit patient", "Abena Mensah", true),
  auditRow(5, "open patient", "Abena Mensah", true),
  auditRow(4, "notes.sign", "Bright Osei", true),
  auditRow(3, "sign in", "Bright Osei", false),
  auditRow(2, "sync", null, false),
  auditRow(1, "export recovery key", "Abena Mensah", true),
];

/** The newest entries are of one day; before them `older` sign-ins, one a minute. */
export function auditPage(query: V.AuditQuery, older = 0): V.AuditPage {
  const all = [
    ...NEWEST,
    ...Array.from({ length: older }, (_, index) => auditRow(-index, "sign in", "Bright Osei", true)),
  ];
  const matching = all.filter(
    (row) =>
      (query.before == null || row.number < Number(query.before)) &&
      (query.userId == null || row.who === PROVIDERS.find(({ id }) => id === query.userId)?.name) &&
      (query.patientId == null || row.patient?.id === query.patientId) &&
      (query.action == null || row.action === query.action) &&
      (query.outcome == null || row.outcome === query.outcome.toUpperCase()) &&
      (query.severity == null || row.severity === query.severity.toUpperCase()) &&
      (query.from == null || row.at >= query.from) &&
      (query.until == null || row.at < query.until),
  );
  const rows = matching.slice(0, query.limit);
  return { rows, next: matching.length > rows.length ? `${rows.at(-1)!.number}` : null };
}

const value = (text: string | null, isSealed = false): V.ShownValue => ({ text, isSealed });
export const auditEntry = (number: number): V.AuditEntryView => {
  const entry = NEWEST.find((row) => row.number === number);
  if (entry === undefined) throw refusal("notFound");
  const cells: V.ChangedCell[] = [
    {
      what: "patient.contact",
      isNew: false,
      isLeftOut: false,
      isWithheld: false,
      fields: [
        { name: "phone", isChoice: false, before: value(null), after: value("0803 555 0101") },
        { name: "email", isChoice: false, before: value(null, true), after: value("mary@example.org") },
      ],
    },
    {
      what: "patient.state",
      isNew: false,
      isLeftOut: false,
      isWithheld: false,
      fields: [{ name: "status", isChoice: true, before: value("waitlist"), after: value("active") }],
    },
    {
      what: "visit.facts",
      isNew: true,
      isLeftOut: false,
      isWithheld: false,
      fields: [{ name: "started_at", isChoice: false, before: value(null), after: value("2026-11-20 10:06") }],
    },
    { what: "user.keys", isNew: false, isLeftOut: false, isWithheld: false, fields: [] },
    { what: "patient.name", isNew: true, isLeftOut: true, isWithheld: false, fields: [] },
  ];
  const isEdit = entry.action === "edit patient";
  return {
    entry: {
      ...entry,
      remark: isEdit ? "asked for by phone" : "",
      resourceId: isEdit ? "0192a7c1-0000-7000-8000-000000000001" : null,
    },
    device: "Front desk",
    session: 3,
    cells: isEdit ? cells : [],
    more: isEdit ? 1_960 : 0,
  };
};

const reviewed = (id: string, fields: V.ReviewField[], change: Partial<V.ReviewRowView> = {}): V.ReviewChangeView => ({
  row: {
    id,
    by: "Bright Osei",
    device: "2 Room 2 PC",
    writtenAt: at("16:02", "2026-11-19"),
    receivedAt: at("09:00"),
    patient: NAMES[0]!,
    what: ["patient"],
    inadmissible: null,
    isByReplacedKey: false,
    ...change,
  },
  fields,
});

/** Changes from a removed computer to two patients. */
export const REVIEWS: V.ReviewChangeView[] = [
  reviewed("g1", [
    { what: "patient.contact", name: "phone", text: "+233 20 555 0100", isChoice: false },
    { what: "patient.contact", name: "preferred_language", text: "fr", isChoice: false },
  ]),
  reviewed("g2", [
    { what: "patient.state", name: "status", text: "discharged", isChoice: true },
    { what: "measurement.reading", name: "weight", text: "61 kg \u2713", isChoice: false },
    { what: "measurement.reading", name: "at", text: "2026-11-19 16:02", isChoice: false },
  ]),
  reviewed("g3", [], { patient: NAMES[1]!, inadmissible: "sealed" }),
];

const rejectedRow = (groupId: string, row: Partial<V.RejectedRow> = {}): V.RejectedRow => ({
  groupId,
  what: "edit patient",
  patient: NAMES[0]!,
  at: at("09:40"),
  code: "missing_right",
  wrong: { row: "p1", cell: "patient.contact", field: "email" },
  ...row,
});

/** Changes that the server refused: of a patient, of another's registration, of the clinic. */
export const REJECTED: V.RejectedChangeView[] = [
  {
    row: rejectedRow("r1"),
    by: "Abena Mensah",
    fields: [
      { what: "patient.contact", name: "email", text: "mary@example", isChoice: false },
      { what: "patient.contact", name: "preferred_language", text: "fr", isChoice: false },
      { what: "patient.state", name: "status", text: "discharged", isChoice: true },
    ],
  },
  {
    // the row of a patient who was refused is not shown, so it has no name
    row: rejectedRow("r2", {
      what: "register patient",
      patient: null,
      at: at("09:20"),
      wrong: { row: "p9", cell: "patient.created", field: null },
    }),
    by: "Bright Osei",
    fields: [{ what: "patient.contact", name: "phone", text: "+233 20 555 0100", isChoice: false }],
  },
  { row: rejectedRow("r3", { what: "edit settings", patient: null, wrong: null }), by: "Abena Mensah", fields: [] },
];
