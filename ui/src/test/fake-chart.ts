import type { Clinic } from "../ipc/clinic";
import * as V from "../ipc/views";
import { keyOf } from "../parts/use-measures";
import { noteCommands } from "./fake-notes";
import { backgroundCommands } from "./fake-background";
import { frontDeskCommands } from "./fake-front-desk";
import { growthOf, trendOf, measurementCommands, read } from "./fake-measures";
import { importCommands } from "./fake-imports";
import { fakeMerge } from "./fake-merge";
import { courseCommands } from "./fake-stays";
import * as R from "./records";

/** Patients, visits, measurements and notes of the clinic in memory. */
export function chartCommands(state: R.FakeState, ownPassword: string, onChanged: () => void) {
  const background = backgroundCommands(R.at("09:12", "2026-08-14"), onChanged);
  const frontDesk = frontDeskCommands(onChanged);
  const merging = fakeMerge();
  const courses = courseCommands(onChanged);
  const note = (id: V.Id) => {
    const stored = state.notes.get(id);
    if (stored === undefined) throw R.refusal("notFound");
    return stored;
  };
  const store = (changed: V.NoteView) => (state.notes.set(changed.id, changed), changed);
  const header = (id: V.Id): V.PatientHeader => ({
    ...R.person(id),
    status: "active",
    allergies: id === "p1" && state.rights.includes("chart.read") ? background.allergies() : [],
    ...courses.header(id),
    tags: frontDesk.tagsOf(id),
    namesakes: id === "p1" ? ["000490"] : [],
    mayEdit: state.rights.includes("patients.update"),
    ...merging.header(id, state.rights),
    maySeeClinical: state.rights.includes("chart.read"),
    deletedAt: null,
    damaged: [],
    partial: state.sync.toCome ?? false,
    sync: id === "p1" ? R.HERE : R.SYNCED,
  });
  const grid = (): V.MeasureGrid => understand(state.lines, null, "");
  const visit = (id: V.Id): V.VisitView => ({
    id,
    seen: "1",
    header: header("p1"),
    type: "followUp",
    provider: "Abena Mensah",
    isOwn: true,
    startedAt: R.at("10:02"),
    endedAt: null,
    asksEnd: false,
    complaint: "Weight review",
    followUpOn: null,
    grid: grid(),
    note: note("n2"),
    previousNotes: [R.SIGNED_NOTE, R.OLDER_NOTE].map(({ id: noteId, visitId, startedAt, kind, author, state }) => ({
      id: noteId,
      visitId,
      at: startedAt,
      kind,
      author,
      state,
    })),
  });
  const hasTag = (id: V.Id, tagId?: V.Id | null) => !tagId || frontDesk.tagsOf(id).some((tag) => tag.id === tagId);
  const match = (text: string, tagId?: V.Id | null) =>
    state.people.filter(
      ({ id, name, fileNumber }) =>
        `${name} ${fileNumber}`.toLowerCase().includes(text.toLowerCase()) && hasTag(id, tagId),
    );
  const patients = {
    searchPatients: async (text, limit) => ({
      hits: match(text)
        .slice(0, limit)
        .map((name) => ({ ...name, phone: null, matched: "name" })),
      total: match(text).length,
      searched: state.people.length,
    }),
    listPatients: async (query) => ({
      rows: match(query.text, query.tagId)
        .slice(query.offset ?? 0, (query.offset ?? 0) + query.limit)
        .map((name, index) => ({
          ...name,
          phone: R.phoneOf(index),
          dietitian: "Abena Mensah",
          status: index === 4 ? "onHold" : "active",
          lastVisit: index % 3 === 0 ? R.at("09:00", "2026-08-14") : null,
          nextAppointment: index % 2 === 0 ? R.at("10:30") : null,
          waitingChanges: index === 0 ? 2 : 0,
          tags: frontDesk.tagsOf(name.id),
        })),
      total: match(query.text, query.tagId).length,
      next: null,
    }),
    likelyDuplicates: async (form) =>
      state.people
        .filter((name) => form.familyName.length > 2 && name.name.toLowerCase().includes(form.familyName.toLowerCase()))
        .map((patient) => ({
          patient,
          reasons: patient.birthDate === form.birthDate ? ["sameName", "sameBirthDate"] : ["similarName"],
        })),
    registerPatient: async (form) => {
      state.people.push({
        id: `p${state.people.length + 1}`,
        name: `${form.givenName} ${form.familyName}`.trim(),
        initials: "NP",
        birthDate: form.birthDate,
        birthDateEstimated: form.birthDateEstimated,
        sex: form.sex,
        fileNumber: "000999",
      });
      return { ...header("p1"), ...state.people.at(-1)! };
    },
    patient: async (id) => ({
      header: header(id),
      form: {
        id,
        seen: "1",
        form: {
          ...R.emptyForm(),
          givenName: R.person(id).name.split(" ")[0]!,
          familyName: R.person(id).name.split(" ").slice(1).join(" "),
          phone: "0803 555 0101",
          birthDate: R.person(id).birthDate,
        },
      },
      dietitian: "Abena Mensah",
      measures: state.rights.includes("chart.read") ? R.TILES : [],
      lastNote: state.rights.includes("chart.read") ? R.SIGNED_NOTE : null,
      background: state.rights.includes("chart.read") ? background.view() : null,
      ...courses.views(id, state.rights.includes("chart.read")),
      openVisitId: null,
      nextAppointment: state.diary[4] ?? null,
      appointments: state.diary.slice(4, 5),
      contacts: [R.IFEANYI],
      ...frontDesk.views(id),
    }),
    editPatient: async (edit) => header(edit.id),
    ...merging.commands((id) => header(id)),
    ...background.commands,
    ...frontDesk.commands,
    ...courses.commands,
    addContact: async (_patientId, form) => ({ id: "e9", seen: "1", ...form }),
    editContact: async (edit) => ({ id: edit.id, seen: "2", ...edit.form }),
    removeContact: async () => "removal",
    restoreContact: async () => R.IFEANYI,
    dietitians: async () => R.PROVIDERS,
    ...measurementCommands(state),
    patientVisits: async () =>
      state.empty
        ? []
        : [
            {
              id: "v2",
              type: "followUp",
              startedAt: R.at("10:02"),
              endedAt: null,
              provider: "Abena Mensah",
              complaint: "Weight review",
              note: "draft",
              noteId: "n2",
              sync: R.HERE,
            },
            {
              id: "v1",
              type: "followUp",
              startedAt: R.at("09:00", "2026-08-14"),
              endedAt: R.at("09:32", "2026-08-14"),
              provider: "Abena Mensah",
              complaint: "Weight review",
              note: "signed",
              noteId: "n1",
              sync: R.SYNCED,
            },
          ],
    growth: async (_patientId, query) => growthOf(query, state.empty),
    trend: async (_patientId, kind) => trendOf(kind),
  } satisfies Partial<Clinic>;
  const visits = {
    startVisit: async () => visit("v2"),
    recordPastVisit: async ({ startedAt }) => ({ ...visit("v2"), startedAt, asksEnd: true }),
    correctVisitTimes: async ({ id }, times) => ({ ...visit(id), ...times }),
    visit: async (id) => visit(id),
    editVisit: async () => "2",
    discardVisit: async () => "removal",
    restoreVisit: async (id) => visit(id),
    endVisit: async (edit) => ({ ...visit(edit.id), endedAt: R.at("10:40") }),
    readMeasurement: async (_visitId, kind, text) => understand(state.lines, kind, text),
    recordMeasurement: async (form) => {
      const read = understand(state.lines, form.kind, form.text);
      state.lines = state.lines.map((line) =>
        keyOf(line.kind) === keyOf(form.kind) && read.understood
          ? {
              ...line,
              current: {
                id: `m-${keyOf(form.kind)}`,
                seen: "1",
                enteredText: form.text,
                quantity: read.understood,
                measuredAt: form.at ?? R.at("10:05"),
                enteredAt: R.at("10:05"),
                range: "unknown",
                ...R.TAKEN,
                questioned: read.doubt !== null && !form.acceptDoubtful,
                confirmed: read.doubt !== null && form.acceptDoubtful,
                corrected: null,
              },
            }
          : line,
      );
      return grid();
    },
    note: async (id) => structuredClone(note(id)),
    saveDraft: async (draft) => (
      store({ ...note(draft.id), sections: draft.sections, kind: draft.kind }),
      { savedAt: R.at("10:42") }
    ),
    commitDraft: async (id) => note(id),
    signNote: async (draft, password) => {
      if (password !== ownPassword) throw R.refusal("wrongPassword", { triesLeft: 4 });
      return store({
        ...note(draft.id),
        sections: draft.sections,
        state: "signed",
        signature: { by: "Abena Mensah", at: R.at("10:44"), valid: true },
      });
    },
    addAddendum: async (id, text, reason) =>
      store({
        ...note(id),
        addenda: [...note(id).addenda, { id: "ad9", text, reason, by: "Abena Mensah", at: R.at("11:00"), valid: true }],
      }),
  } satisfies Partial<Clinic>;
  return { ...patients, ...visits, ...noteCommands(), ...importCommands(onChanged) };
}
/** Reads a typed measure well enough for the screens' tests; the product's own reader is the clinic's. */
export function understand(
  lines: V.MeasureLine[],
  kind: V.Measure | null,
  text: string,
): V.Understanding & V.MeasureGrid {
  const line = lines.find((candidate) => kind !== null && keyOf(candidate.kind) === keyOf(kind));
  const understood = line ? read(line, text) : null;
  const value = (of: V.MeasureKind) =>
    of === kind && understood
      ? understood.value
      : (lines.find((candidate) => candidate.kind === of)?.current?.quantity.value ??
        lines.find((candidate) => candidate.kind === of)?.last?.quantity.value);
  const [weight, height] = [value("weight"), value("height")];
  const bmi = weight && height ? Math.round((weight / (height / 100) ** 2) * 10) / 10 : null;
  const last = line?.last ?? null;
  const isFar =
    understood !== null &&
    last !== null &&
    (understood.value > last.quantity.value * 2 || understood.value < last.quantity.value / 2);
  return {
    lines,
    understood,
    problem: line && understood === null ? "notANumber" : null,
    doubt: isFar ? { last, low: 20, high: 300, clockAheadMinutes: null, isForYounger: false } : null,
    centile: null,
    derived: [
      {
        kind: "bmi",
        quantity: bmi === null ? null : { value: bmi, second: null, unit: "kg/m²" },
        range: bmi !== null && bmi > 25 ? "high" : "normal",
        centile: null,
        formula: "weight / height²",
        missing: bmi === null ? ["height"] : [],
      },
      {
        kind: "waistHeight",
        quantity: { value: 0.51, second: null, unit: "" },
        range: "high",
        centile: null,
        formula: "waist / height",
        missing: [],
      },
    ],
    weightChange: [0, 3, 6].map((months) => {
      const percent = weight ? Math.round((weight / (months === 6 ? 76.1 : 74.5) - 1) * 1000) / 10 : null;
      const loss = percent !== null && percent < -10 ? "severe" : percent !== null && percent < -5 ? "moderate" : null;
      return { months, percent, from: lines[0]?.last ?? null, loss };
    }),
  };
}
