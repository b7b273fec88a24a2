import type * as V from "../ipc/views";

/** A small made-up clinic on 20 November 2026, for tests and for looking at screens. */
export const DAY = "2026-11-20";
export const at = (time: string, day = DAY): V.At => `${day}T${time}:00Z`;
export const SYNCED: V.RecordSync = { onlyHere: 0, since: null, needsYou: false, inReview: 0 };
export const HERE: V.RecordSync = { onlyHere: 2, since: at("08:10"), needsYou: false, inReview: 0 };

type Person = [given: string, family: string, sex: V.Sex, birth: string | null, phone: string];
const PEOPLE: Person[] = [
  ["Mary", "Okafor", "female", "1992-03-12", "0803 555 0101"],
  ["Jean-Baptiste", "N’Guessan-Traoré", "male", "1958-07-30", "0701 555 0102"],
  ["Ama", "Adjei", "female", "2022-04-02", "0244 555 0103"],
  ["Kofi", "Mensah-Boateng", "male", "1979-11-01", "0244 555 0104"],
  ["Wilhelmina", "Schlüter-Grünewald", "female", "1944-01-15", "0151 555 0105"],
  ["Yusuf", "Bello", "male", "2001-09-23", "0805 555 0106"],
  ["Chinwe", "Eze", "female", "1987-05-05", "0806 555 0107"],
  ["Fatou", "Diallo", "female", "1995-12-31", "0776 555 0108"],
  ["Mary", "Okafor", "female", "1968-08-18", "0803 555 0109"],
  ["Thandiwe", "Nkosi", "female", "1990-02-28", "0825 555 0110"],
  ["Olu", "Adeyemi", "male", null, "0807 555 0111"],
  ["Grace", "Wanjiru", "female", "1983-06-17", "0722 555 0112"],
  ["Samuel", "Tetteh", "male", "1971-10-09", "0201 555 0113"],
  ["Aïcha", "Benali", "female", "1999-03-03", "0550 555 0114"],
];
export const NAMES: V.PatientName[] = PEOPLE.map(([given, family, sex, birthDate], index) => ({
  id: `p${index + 1}`,
  name: `${given} ${family}`,
  initials: `${given[0]}${family[0]}`,
  sex,
  birthDate,
  birthDateEstimated: false,
  fileNumber: `000${482 + index}`,
}));
/** More patients than the named ones, for long lists. */
export const crowd = (size: number): V.PatientName[] =>
  Array.from({ length: size }, (_, index) => ({
    id: `c${index}`,
    name: `Person ${String(index).padStart(5, "0")}`,
    initials: "P",
    sex: "unknown",
    birthDate: null,
    birthDateEstimated: false,
    fileNumber: String(10_000 + index).padStart(6, "0"),
  }));
export const phoneOf = (index: number): string => PEOPLE[index]?.[4] ?? "";
export const person = (id: V.Id): V.PatientName => {
  const patient = NAMES.find((name) => name.id === id);
  if (patient === undefined) throw refusal("notFound");
  return patient;
};
export const refusal = (code: V.ProblemCode, more: Partial<V.Problem> = {}): V.Problem => ({
  code,
  field: null,
  reason: null,
  triesLeft: null,
  until: null,
  visit: null,
  conflict: null,
  reference: null,
  fields: more.field ? [{ field: more.field, reason: more.reason ?? "malformed", reference: null, limit: null }] : [],
  ...more,
});

export const PROVIDERS: V.Choice[] = [
  { id: "u1", name: "Abena Mensah" },
  { id: "u2", name: "Bright Osei" },
  { id: "u3", name: "Claire Dupont" },
];
export const ROOMS: V.Choice[] = [
  { id: "r1", name: "Room 1" },
  { id: "r2", name: "Room 2" },
];
export const TYPES: V.TypeChoice[] = [
  { id: "FOLLOW_UP", name: "Follow-up", minutes: 30, seats: null, colour: "grey" },
  { id: "INITIAL", name: "First visit", minutes: 60, seats: null, colour: "violet" },
  { id: "GROUP", name: "Group", minutes: 90, seats: 10, colour: "green" },
];
export const typed = ({ id, name, colour }: V.TypeChoice) => ({ type: name, typeId: id, colour });

type Slot = [
  time: string,
  minutes: number,
  patient: number,
  status: V.AppointmentStatus,
  provider: number,
  type: number,
];
const SLOTS: Slot[] = [
  ["08:00", 30, 4, "completed", 0, 0],
  ["08:30", 30, 6, "completed", 0, 0],
  ["09:00", 60, 5, "noShow", 0, 1],
  ["10:00", 30, 3, "inRoom", 0, 0],
  ["10:30", 30, 0, "arrived", 0, 0],
  ["11:00", 30, 1, "confirmed", 0, 0],
  ["13:00", 60, 2, "scheduled", 0, 1],
  ["14:30", 30, 7, "scheduled", 0, 0],
  ["15:00", 30, 9, "cancelled", 0, 0],
  ["09:00", 30, 10, "completed", 1, 0],
  ["10:00", 60, 11, "scheduled", 1, 1],
  ["10:30", 30, 12, "scheduled", 1, 0],
  ["14:00", 30, 13, "confirmed", 1, 0],
  ["09:30", 30, 8, "completed", 2, 0],
  ["11:00", 60, 12, "scheduled", 2, 1],
];
export function appointments(day: V.Day): V.AppointmentView[] {
  return SLOTS.map(([time, minutes, patient, status, provider, type], index) => ({
    id: `a${index + 1}`,
    seen: "1",
    startsAt: at(time, day),
    endsAt: new Date(Date.parse(at(time, day)) + minutes * 60_000).toISOString(),
    status,
    ...typed(TYPES[type]!),
    providerId: PROVIDERS[provider]!.id,
    provider: PROVIDERS[provider]!.name,
    ...{ roomId: ROOMS[provider % 2]!.id, room: ROOMS[provider % 2]!.name },
    ...{ facilityId: "f1", facility: null },
    patients: [NAMES[patient]!],
    reason: "Weight review",
    arrivedAt: status === "arrived" || status === "inRoom" ? at("09:48", day) : null,
    overlaps: index === 10 ? ["a12"] : index === 11 ? ["a11"] : [],
    outsideHours: false,
    absent: [],
    group: null,
    series: null,
    sync: SYNCED,
  }));
}

/** Of a reading of a grown person that was measured here. */
export const TAKEN: Pick<V.Reading, "how" | "centile"> = {
  how: { method: "measured", device: "", context: null },
  centile: null,
};
export const WEIGHTS: V.TrendPoint[] = [
  ["2026-01-12", 78.2],
  ["2026-03-02", 77.4],
  ["2026-05-20", 76.1],
  ["2026-08-14", 74.5],
  ["2026-11-20", 72.4],
].map(([day, value]) => ({ ...TAKEN, at: at("09:00", day as string), value: value as number, second: null }));
const reading = (value: number, unit: string, day: string, second: number | null = null): V.Reading => ({
  quantity: { value, second, unit },
  measuredAt: at("09:00", day),
  ...TAKEN,
});
const PRESSURE = reading(134, "mmHg", "2026-08-14", 86);
export const TILES: V.MeasureTile[] = [
  { kind: "weight", latest: reading(72.4, "kg", DAY), previous: reading(74.5, "kg", "2026-08-14"), range: "unknown" },
  { kind: "bmi", latest: reading(26.6, "kg/m²", DAY), previous: reading(27.4, "kg/m²", "2026-08-14"), range: "high" },
  {
    kind: "waist",
    latest: reading(84, "cm", "2026-05-20"),
    previous: reading(88, "cm", "2026-01-12"),
    range: "unknown",
  },
  { kind: "bloodPressure", latest: reading(128, "mmHg", DAY, 82), previous: PRESSURE, range: "unknown" },
];
export const LINES: V.MeasureLine[] = [
  { kind: "weight", unit: "kg", last: reading(74.5, "kg", "2026-08-14"), isAsked: true, possible: null, current: null },
  { kind: "height", unit: "cm", last: reading(165, "cm", "2026-01-12"), isAsked: true, possible: null, current: null },
  { kind: "waist", unit: "cm", last: reading(84, "cm", "2026-05-20"), isAsked: true, possible: null, current: null },
  { kind: "bloodPressure", unit: "mmHg", last: PRESSURE, isAsked: true, possible: null, current: null },
  { kind: "pulse", unit: "/min", last: null, isAsked: true, possible: null, current: null },
  { kind: "glucose", unit: "mmol/L", last: null, isAsked: true, possible: null, current: null },
  { kind: "midUpperArm", unit: "cm", last: null, isAsked: false, possible: null, current: null },
];
/** A line of one of the clinic's own kinds. */
export const GRIP: V.MeasureLine = {
  kind: { own: "k1", name: "Hand grip" },
  unit: "kg",
  last: null,
  isAsked: true,
  possible: { low: 0, high: 120 },
  current: null,
};

const section = (name: V.NoteSection, text: string): V.SectionText => ({ section: name, text });
const SECTIONS: V.NoteSection[] = ["assessment", "diagnosis", "intervention", "monitoring"];
export const BLANK: V.SectionText[] = SECTIONS.map((name) => section(name, ""));
export const SIGNED_NOTE: V.NoteView = {
  id: "n1",
  seen: "1",
  patientId: "p1",
  visitId: "v1",
  kind: "adime",
  state: "signed",
  author: "Abena Mensah",
  startedAt: at("09:05", "2026-08-14"),
  custom: [],
  signature: { by: "Abena Mensah", at: at("09:32", "2026-08-14"), valid: true },
  savedAt: at("09:32", "2026-08-14"),
  recovered: null,
  void: null,
  refusedVoids: [],
  mayVoid: true,
  sections: [
    section(
      "assessment",
      "Weight 74.5 kg, down 1.6 kg since May. Eats breakfast on five days of seven. " +
        "Two sweetened drinks a day, mostly at work.",
    ),
    section("diagnosis", "Excessive energy intake related to sweetened drinks, as shown by the recall of 12 August."),
    section("intervention", "Replace one sweetened drink a day by water. Vegetables at lunch on three days."),
    section("monitoring", "Weight and recall in three months. Aim: 72 kg by December."),
  ],
  addenda: [
    {
      id: "ad1",
      text: "Patient called: peanut allergy confirmed by the allergy clinic.",
      reason: "New information",
      by: "Abena Mensah",
      at: at("11:00", "2026-08-20"),
      valid: true,
    },
  ],
};
export const OLDER_NOTE: V.NoteView = {
  ...SIGNED_NOTE,
  id: "n0",
  startedAt: at("09:00", "2026-05-20"),
  addenda: [],
  sections: [section("assessment", "Weight 76.1 kg."), ...BLANK.slice(1)],
  signature: { by: "Bright Osei", at: at("09:40", "2026-05-20"), valid: true },
  author: "Bright Osei",
};
export const DRAFT_NOTE: V.NoteView = {
  ...SIGNED_NOTE,
  id: "n2",
  visitId: "v2",
  state: "draft",
  mayVoid: false,
  startedAt: at("10:05"),
  sections: BLANK,
  signature: null,
  addenda: [],
  savedAt: null,
};

export const IFEANYI: V.ContactView = {
  id: "e1",
  seen: "1",
  name: "Ifeanyi Okafor",
  relation: "spouse",
  phone: "0803 555 0199",
  email: "ifeanyi@example.org",
  address: "",
};

export const emptyForm = (): V.PatientForm => ({
  givenName: "",
  familyName: "",
  otherNames: "",
  birthDate: null,
  birthDateEstimated: false,
  sex: "unknown",
  gender: "",
  phone: "",
  email: "",
  address: { lines: "", city: "", state: "", postalCode: "", country: "" },
  nationalId: "",
  preferredLanguage: "",
  dietitianId: null,
  status: "active",
});

/** The state of the clinic in memory. */
export interface FakeState {
  stage: V.Stage;
  rights: V.Right[];
  sync: Partial<V.SyncStatus>;
  empty: boolean;
  entries: number;
  users: V.UserRow[];
  facilities: V.FacilityRow[];
  locations: Record<V.LocationKind, V.LocationRow[]>;
  /** What was saved of a user, by id. */
  userForms: Record<V.Id, V.UserForm>;
  verifiedEmails: V.Id[];
  tested: V.RecoveryTest;
  notes: Map<V.Id, V.NoteView>;
  diary: V.AppointmentView[];
  absences: V.AbsenceRow[];
  people: V.PatientName[];
  lines: V.MeasureLine[];
  /** Whether the one conflict is resolved. */
  solved: boolean;
  /** Changes from removed computers. */
  reviews: V.ReviewChangeView[];
  /** Changes that the server refused. */
  rejected?: V.RejectedChangeView[];
}

/** Decodes bytes as text. */
export const textOf = (bytes: Uint8Array) => String.fromCharCode(...bytes);
