import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import { understand } from "./fake-measures";
import * as R from "./records";

const RIGHTS: V.Right[] = ["notes.read", "audit.read", "audit.export", "conflicts.read", "allergies.write", "patients.read", "patients.write", "chart.read", "visits.write", "measurements.write", "notes.write", "notes.sign", "appointments.read", "appointments.write", "users.read", "users.manage", "settings.manage", "devices.manage", "sync.run", "conflicts.resolve"];
export const PASSWORD = "green tea at four";
export const KEY_GROUPS = ["AGE-", "SECR", "ET-K", "EY-1", "0XGQ", "77KA", "PQCG", "A9FS", "8H4K", "CXY0", "M7YP", "FK70", "YH8F", "66D8", "H94G", "HFVK", "83TQ", "4MML", "CK"];

export interface Fake extends Clinic {
  /** Names of the commands in the order in which they were called. */
  calls: string[];
  tell: (event: V.ClinicEvent) => void;
  /** The next call of `command` is refused so. */
  refuse: (command: keyof Clinic, failure: V.Problem) => void;
}
export interface Surroundings { stage?: V.Stage; rights?: V.Right[]; sync?: Partial<V.SyncStatus>; empty?: boolean; crowd?: number; entries?: number; secretInFile?: boolean; timeZone?: string }

const sessionOf = (rights: V.Right[], timeZone: string): V.SessionView => ({ userId: "u1", username: "abena", name: "Abena Mensah", initials: "AM", clinicName: "Ring Road Clinic", timeZone, isDemo: false, roles: ["Dietitian"], rights });

/** A clinic in memory that answers like the real one; for tests and for looking at screens only. */
export function fakeClinic({ stage = "open", rights = RIGHTS, sync = {}, empty = false, crowd = 0, entries = 0, secretInFile = false, timeZone = "UTC" }: Surroundings = {}): Fake {
  let tries = 5;
  let tested: V.RecoveryTest = { testedAt: R.at("09:00", "2026-11-01"), testedBy: "Abena Mensah" };
  let now = stage;
  let listeners: ((event: V.ClinicEvent) => void)[] = [];
  const calls: string[] = [];
  const refusals = new Map<string, V.Problem>();
  const notes = new Map<V.Id, V.NoteView>([R.SIGNED_NOTE, R.OLDER_NOTE, R.DRAFT_NOTE].map((note) => [note.id, structuredClone(note)]));
  let diary = empty ? [] : R.appointments(R.DAY);
  const people = empty ? [] : [...R.NAMES, ...R.crowd(crowd)];
  let lines = structuredClone(R.LINES);
  let solved = empty;
  const users: V.UserRow[] = R.PROVIDERS.map((user, index) => ({ id: user.id, seen: "1", username: ["abena", "bright", "claire"][index]!, name: user.name, roles: index === 0 ? ["Admin", "Dietitian"] : ["Dietitian"], isActive: true, lastSignIn: index === 2 ? null : R.at("08:01"), lockedUntil: null }));
  const status = (): V.SyncStatus => ({ state: "synced", waiting: 0, sent: 0, since: null, syncedAt: R.at("09:42"), late: false, conflicts: solved ? 0 : 1, refused: 0, quarantined: 0, cause: null, ...sync });
  const note = (id: V.Id) => {
    const found = notes.get(id);
    if (found === undefined) throw R.refusal("notFound");
    return found;
  };
  const keep = (changed: V.NoteView) => (notes.set(changed.id, changed), changed);
  const header = (id: V.Id): V.PatientHeader => ({ ...R.person(id), status: "active", allergies: id === "p1" && rights.includes("chart.read") ? [{ id: "al1", seen: "1", substance: "Peanut", severity: "severe" }] : [], namesakes: id === "p1" ? ["000490"] : [], mayEdit: rights.includes("patients.write"), maySeeClinical: rights.includes("chart.read"), deletedAt: null, sync: id === "p1" ? R.HERE : R.SYNCED });
  const grid = (): V.MeasureGrid => understand(lines, null, "");
  const visit = (id: V.Id): V.VisitView => ({ id, seen: "1", header: header("p1"), type: "followUp", provider: "Abena Mensah", startedAt: R.at("10:02"), endedAt: null, complaint: "Weight review", followUpOn: null, grid: grid(), note: note("n2"), previousNotes: [R.SIGNED_NOTE, R.OLDER_NOTE].map(({ id: noteId, startedAt, author, state }) => ({ id: noteId, at: startedAt, author, state })) });
  const match = (text: string) => people.filter((name) => `${name.name} ${name.fileNumber}`.toLowerCase().includes(text.toLowerCase()));
  const move = (id: V.Id, change: Partial<V.AppointmentView>) => {
    diary = diary.map((entry) => (entry.id === id ? { ...entry, ...change, seen: `${Number(entry.seen) + 1}` } : entry));
    return diary.find((entry) => entry.id === id)!;
  };

  const clinic: Clinic = {
    start: async () => ({ stage: now, version: "0.1.0", clinicName: now === "firstRun" ? null : "Ring Road Clinic", timeZone: now === "firstRun" ? null : timeZone, isDemo: false, users: users.map((user) => ({ username: user.username, name: user.name, initials: user.name.split(" ").map((word) => word[0]).join(""), demoPassword: null })), session: now === "open" ? sessionOf(rights, timeZone) : null, keyStoreIsFile: secretInFile, lockMinutes: 10 }),
    signIn: async (_username, password) => {
      if (password === PASSWORD) {
        now = "open";
        return sessionOf(rights, timeZone);
      }
      tries -= 1;
      throw tries === 0 ? R.refusal("lockedOut", { until: R.at("10:15") }) : R.refusal("wrongPassword", { triesLeft: tries });
    },
    lock: async () => {
      now = "locked";
      return true;
    },
    signOut: async () => false,
    noteInput: async () => null,
    watch: (tell) => {
      listeners.push(tell);
      return () => void (listeners = listeners.filter((other) => other !== tell));
    },
    createClinic: async (clinicForm) => ({ clinicName: clinicForm.clinicName, groups: KEY_GROUPS, drives: ["/media/usb"] }),
    saveRecoverySheet: async (folder) => `${folder}/recovery-key.txt`,
    checkRecoveryGroup: async (index, text) => KEY_GROUPS[index] === text.toUpperCase(),
    testRecoveryKey: async (groups) => {
      if (groups.some((group, index) => group.toUpperCase() !== KEY_GROUPS[index])) throw R.refusal("recoveryKeyWrong");
      tested = { testedAt: R.at("09:00"), testedBy: "Abena Mensah" };
      return tested;
    },
    finishFirstRun: async () => {
      now = "open";
      return sessionOf(rights, timeZone);
    },
    joinClinic: async () => {
      now = "locked";
      return clinic.start();
    },

    today: async (day) => {
      const rows: V.TodayRow[] = diary.filter((entry) => entry.providerId === "u1").map((appointment) => ({ appointment, reason: "Weight review", visitId: appointment.id === "a4" ? "v2" : null, note: appointment.id === "a1" ? "signed" : appointment.id === "a2" ? "draft" : null, next: appointment.id === "a2" ? "signNote" : appointment.status === "inRoom" ? "continue" : appointment.status === "arrived" || appointment.status === "confirmed" || appointment.status === "scheduled" ? "startVisit" : "none" }));
      const needs: V.NeedRow[] = empty ? [] : [{ kind: "unsignedNote", id: "n2", patient: R.NAMES[6]!, at: R.at("08:55") }, { kind: "conflict", id: "c1", patient: R.NAMES[0]!, at: R.at("16:10", "2026-11-19") }, { kind: "clash", id: "a11", patient: R.NAMES[11]!, at: R.at("10:00") }];
      return { day, rows, needs, waiting: empty ? [] : [{ patient: R.NAMES[0]!, since: R.at("09:48"), room: "Room 1" }] };
    },
    diary: async (day) => ({ day, timeZone: "UTC", opens: "08:00", closes: "17:00", columns: R.PROVIDERS.map((provider) => ({ providerId: provider.id, name: provider.name, from: "08:00", to: "17:00", breaks: [{ from: "12:00", to: "13:00" }], booked: diary.filter((entry) => entry.providerId === provider.id).length, free: 4 })), appointments: diary.filter((entry) => entry.startsAt.startsWith(day)), choices: { types: R.TYPES, rooms: R.ROOMS, providers: R.PROVIDERS } }),
    bookAppointment: async (form) => {
      const booked: V.AppointmentView = { ...R.appointments(R.DAY)[0]!, id: `a${diary.length + 1}`, startsAt: form.startsAt, endsAt: new Date(Date.parse(form.startsAt) + form.minutes * 60_000).toISOString(), status: "scheduled", providerId: form.providerId, patients: [R.person(form.patientId)] };
      diary = [...diary, booked];
      return booked;
    },
    moveAppointment: async (change) => move(change.id, { startsAt: change.startsAt, providerId: change.providerId, endsAt: new Date(Date.parse(change.startsAt) + change.minutes * 60_000).toISOString() }),
    setAppointmentStatus: async (id, _seen, next) => move(id, { status: next }),

    searchPatients: async (text, limit) => ({ hits: match(text).slice(0, limit).map((name) => ({ ...name, phone: null, matched: "name" })), total: match(text).length, searched: people.length }),
    listPatients: async (query) => ({ rows: match(query.text).slice(query.offset ?? 0, (query.offset ?? 0) + query.limit).map((name, index) => ({ ...name, phone: R.phoneOf(index), dietitian: "Abena Mensah", status: index === 4 ? "onHold" : "active", lastVisit: index % 3 === 0 ? R.at("09:00", "2026-08-14") : null, nextAppointment: index % 2 === 0 ? R.at("10:30") : null, waitingChanges: index === 0 ? 2 : 0 })), total: match(query.text).length, next: null }),
    likelyDuplicates: async (form) => people.filter((name) => form.familyName.length > 2 && name.name.toLowerCase().includes(form.familyName.toLowerCase())).map((patient) => ({ patient, reasons: patient.birthDate === form.birthDate ? ["sameName", "sameBirthDate"] : ["similarName"] })),
    registerPatient: async (form) => {
      people.push({ id: `p${people.length + 1}`, name: `${form.givenName} ${form.familyName}`.trim(), initials: "NP", birthDate: form.birthDate, sex: form.sex, fileNumber: "000999" });
      return { ...header("p1"), ...people.at(-1)! };
    },
    patient: async (id) => ({ header: header(id), form: { id, seen: "1", form: { ...R.emptyForm(), givenName: R.person(id).name.split(" ")[0]!, familyName: R.person(id).name.split(" ").slice(1).join(" "), phone: "0803 555 0101", birthDate: R.person(id).birthDate } }, dietitian: "Abena Mensah", measures: rights.includes("chart.read") ? R.TILES : [], lastNote: rights.includes("chart.read") ? R.SIGNED_NOTE : null, history: "", dislikes: "Okra", openVisitId: null, nextAppointment: diary[4] ?? null, appointments: diary.slice(4, 5), contacts: [{ id: "e1", seen: "1", name: "Ifeanyi Okafor", relation: "spouse", phone: "0803 555 0199" }] }),
    editPatient: async (edit) => header(edit.id),
    addAllergy: async (_patientId, substance, severity) => ({ id: "al9", seen: "1", substance, severity }),
    removeAllergy: async () => null,
    addContact: async (_patientId, name, relation, phone) => ({ id: "e9", seen: "1", name, relation, phone }),
    patientVisits: async () => (empty ? [] : [{ id: "v2", type: "followUp", startedAt: R.at("10:02"), endedAt: null, provider: "Abena Mensah", complaint: "Weight review", note: "draft", noteId: "n2", sync: R.HERE }, { id: "v1", type: "followUp", startedAt: R.at("09:00", "2026-08-14"), endedAt: R.at("09:32", "2026-08-14"), provider: "Abena Mensah", complaint: "Weight review", note: "signed", noteId: "n1", sync: R.SYNCED }]),
    measurements: async () => (empty ? [] : R.WEIGHTS.toReversed().map((point, index) => ({ id: `m${index}`, seen: "1", kind: "weight", quantity: { value: point.value, second: null, unit: "kg" }, enteredText: `${point.value}`, measuredAt: point.at, by: "Abena Mensah", visitId: null }))),
    trend: async (_patientId, kind) => ({ kind, unit: kind === "bmi" ? "kg/m²" : "kg", points: kind === "bmi" ? R.WEIGHTS.map((point) => ({ ...point, value: Math.round((point.value / 1.65 ** 2) * 10) / 10 })) : R.WEIGHTS, normalLow: kind === "bmi" ? 18.5 : null, normalHigh: kind === "bmi" ? 25 : null, reference: kind === "bmi" ? "WHO adult BMI" : null }),

    startVisit: async () => visit("v2"),
    visit: async (id) => visit(id),
    editVisit: async () => "2",
    endVisit: async (edit) => ({ ...visit(edit.id), endedAt: R.at("10:40") }),
    readMeasurement: async (_visitId, kind, text) => understand(lines, kind, text),
    recordMeasurement: async (form) => {
      const read = understand(lines, form.kind, form.text);
      lines = lines.map((line) => (line.kind === form.kind && read.understood ? { ...line, current: { id: `m-${form.kind}`, seen: "1", enteredText: form.text, quantity: read.understood, range: "unknown", questioned: form.keepDoubtful } } : line));
      return grid();
    },
    note: async (id) => structuredClone(note(id)),
    saveDraft: async (draft) => (keep({ ...note(draft.id), sections: draft.sections, kind: draft.kind }), { savedAt: R.at("10:42") }),
    commitDraft: async (id) => note(id),
    signNote: async (draft, password) => {
      if (password !== PASSWORD) throw R.refusal("wrongPassword", { triesLeft: 4 });
      return keep({ ...note(draft.id), sections: draft.sections, state: "signed", signature: { by: "Abena Mensah", at: R.at("10:44"), valid: true } });
    },
    addAddendum: async (id, text, reason) => keep({ ...note(id), addenda: [...note(id).addenda, { id: "ad9", text, reason, by: "Abena Mensah", at: R.at("11:00"), valid: true }] }),
    noteTemplates: async () => [{ name: "Diet recall", section: "assessment", text: "Breakfast:\nLunch:\nSupper:\nSnacks:" }],

    syncStatus: async () => status(),
    syncPage: async () => ({ status: status(), serverUrl: status().state === "noServer" ? null : "https://clinic.example.org", waiting: status().waiting > 0 ? [{ patient: R.NAMES[0]!, changes: 9, since: R.at("08:10") }, { patient: null, changes: 3, since: R.at("08:30") }] : [], refused: [], quarantined: [], devices: [{ id: "d1", seen: "1", number: 1, name: "Front desk", isThis: true, lastSeen: R.at("09:42"), waiting: status().waiting, version: "0.1.0", revokedAt: null }, { id: "d2", seen: "1", number: 2, name: "Room 2 PC", isThis: false, lastSeen: R.at("09:40"), waiting: 0, version: "0.1.0", revokedAt: null }], details: [{ name: "Cursor", value: "t1:4821" }, { name: "Head", value: "4821" }] }),
    syncNow: async () => status(),
    stopSync: async () => null,
    sendAgain: async () => null,
    discardRefused: async () => null,
    connectServer: async (place) => {
      if (place.ca?.kind === "path" && !place.ca.path.endsWith(".pem")) throw R.refusal("invalid", { field: "ca", reason: "unknown" });
      return status();
    },
    createEnrolmentCode: async () => ({ code: "4WMA-ZL2E-6RVD-K7QX-9TNP-2F", serverUrl: "https://clinic.example.org", expiresAt: R.at("11:00") }),
    revokeDevice: async () => null,
    auditPage: async (query) => R.trail(query, entries),
    auditEntry: async (number) => R.auditEntry(number),
    auditPeople: async () => R.PROVIDERS.map(({ id, name }) => ({ id, name })),
    exportAudit: async ({ path, reason }) => {
      if (path.startsWith("/none/")) throw R.refusal("invalid", { field: "path", reason: "unknown" });
      if (reason === "") throw R.refusal("invalid", { field: "reason", reason: "required" });
      return { path: path.startsWith("/") ? path : `/home/abena/${path}`, entries: 6 };
    },
    verifyAudit: async () => ({ deviceNumber: 1, entries: 18_204, acknowledged: 18_000, deviceOnly: 1, fault: null, at: null }),
    conflicts: async () => (solved ? [] : [{ id: "c1", patient: R.CONFLICT.patient, what: R.CONFLICT.what, at: R.at("16:10", "2026-11-19"), fields: 2 }]),
    conflict: async () => R.CONFLICT,
    resolveConflict: async () => {
      solved = true;
      return null;
    },
    settings: async () => ({ clinicName: "Ring Road Clinic", timeZone: "UTC", lockMinutes: 10, seen: "1", users, roles: [{ id: "ro1", name: "Admin" }, { id: "ro2", name: "Dietitian" }, { id: "ro3", name: "Receptionist" }], recovery: tested, hasServer: true }),
    saveSettings: async (edit) => ({ ...(await clinic.settings()), lockMinutes: edit.lockMinutes }),
    addUser: async (user) => {
      const row: V.UserRow = { id: `u${users.length + 1}`, seen: "1", username: user.username, name: `${user.firstName} ${user.lastName}`, roles: ["Dietitian"], isActive: true, lastSignIn: null, lockedUntil: null };
      users.push(row);
      return row;
    },
    setUserActive: async (id, _seen, isActive) => Object.assign(users.find((user) => user.id === id)!, { isActive }),
  };

  const watched = Object.fromEntries(Object.entries(clinic).map(([name, call]) => [name, name === "watch" ? call : async (...given: unknown[]) => {
    calls.push(name);
    const failure = refusals.get(name);
    if (failure !== undefined) {
      refusals.delete(name);
      throw failure;
    }
    return (call as (...args: unknown[]) => unknown)(...given);
  }])) as unknown as Clinic;
  return { ...watched, calls, tell: (event) => {
      if (event.kind === "locked") now = "locked";
      listeners.forEach((tell) => tell(event));
    }, refuse: (command, failure) => void refusals.set(command, failure) };
}
