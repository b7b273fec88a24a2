import type * as V from "./views";

/**
 * Every command of the window, one function each. A refusal rejects with a `Failure`.
 *
 * Screens reach it with `useClinic()`; `window.ts` carries it to the program.
 */
export interface Clinic {
  // start, lock, session
  start(): Promise<V.StartView>;
  signIn(username: string, password: string): Promise<V.SessionView>;
  /** Commits open drafts and drops the keys. Answers whether something typed was saved just now. */
  lock(): Promise<boolean>;
  signOut(): Promise<boolean>;
  /** Tells of changes until the returned function is called. */
  watch(tell: (happening: V.Happening) => void): () => void;

  // first run and recovery: nothing lasts before `testRecoveryKey` has opened the clinic with the typed key
  foundClinic(clinic: V.NewClinic): Promise<V.RecoverySheet>;
  saveRecoverySheet(folder: string): Promise<string>;
  checkRecoveryGroup(index: number, text: string): Promise<boolean>;
  testRecoveryKey(groups: string[]): Promise<V.RecoveryTest>;
  finishFirstRun(): Promise<V.SessionView>;
  joinClinic(place: V.ServerPlace): Promise<V.StartView>;

  // today and diary
  today(day: V.Day): Promise<V.TodayView>;
  diary(day: V.Day): Promise<V.DiaryView>;
  bookAppointment(form: V.NewAppointment): Promise<V.AppointmentView>;
  moveAppointment(move: V.Move): Promise<V.AppointmentView>;
  setAppointmentStatus(id: V.Id, seen: V.Seen, status: V.AppointmentStatus, reason: string | null): Promise<V.AppointmentView>;

  // patients
  searchPatients(text: string, limit: number): Promise<V.SearchView>;
  listPatients(query: V.PatientQuery): Promise<V.PatientPage>;
  likelyDuplicates(form: V.PatientForm): Promise<V.Duplicate[]>;
  registerPatient(form: V.PatientForm): Promise<V.PatientHeader>;
  /** Opens the record: this is the read that the audit trail keeps. */
  patient(id: V.Id): Promise<V.PatientView>;
  editPatient(edit: V.PatientEdit): Promise<V.PatientHeader>;
  addAllergy(patientId: V.Id, substance: string, severity: V.Severity): Promise<V.AllergyView>;
  removeAllergy(id: V.Id, seen: V.Seen, reason: string): Promise<void>;
  addContact(patientId: V.Id, name: string, relation: V.Relation, phone: string): Promise<V.ContactView>;
  patientVisits(patientId: V.Id): Promise<V.VisitRow[]>;
  measurements(patientId: V.Id): Promise<V.MeasurementView[]>;
  trend(patientId: V.Id, kind: V.MeasureKind): Promise<V.TrendView>;

  // visits
  startVisit(start: V.VisitStart): Promise<V.VisitView>;
  visit(id: V.Id): Promise<V.VisitView>;
  editVisit(edit: V.VisitEdit): Promise<V.Seen>;
  /** Commits the note's draft and ends the visit. */
  endVisit(edit: V.VisitEdit): Promise<V.VisitView>;
  /** Reads what is being typed; writes nothing. */
  readMeasurement(visitId: V.Id, kind: V.MeasureKind, text: string): Promise<V.Understanding>;
  recordMeasurement(form: V.NewMeasurement): Promise<V.MeasureGrid>;

  // notes
  note(id: V.Id): Promise<V.NoteView>;
  saveDraft(draft: V.NoteDraft): Promise<V.DraftSaved>;
  /** Leaving a note: its draft becomes a version that the server will receive. */
  commitDraft(id: V.Id): Promise<V.NoteView>;
  /** Signs the draft as given and freezes it; the password proves who signs. */
  signNote(draft: V.NoteDraft, password: string): Promise<V.NoteView>;
  addAddendum(noteId: V.Id, text: string, reason: string): Promise<V.NoteView>;
  noteTemplates(kind: V.NoteKind): Promise<V.NoteTemplate[]>;

  // sync and conflicts
  syncStatus(): Promise<V.SyncStatus>;
  syncPage(): Promise<V.SyncPageView>;
  syncNow(): Promise<V.SyncStatus>;
  stopSync(): Promise<void>;
  sendAgain(groupId: V.Id): Promise<void>;
  connectServer(place: V.ServerPlace): Promise<V.SyncStatus>;
  createEnrolmentCode(): Promise<V.EnrolmentCode>;
  revokeDevice(id: V.Id, seen: V.Seen, reason: string): Promise<void>;
  conflicts(): Promise<V.ConflictRow[]>;
  conflict(id: V.Id): Promise<V.ConflictView>;
  resolveConflict(resolution: V.Resolution): Promise<void>;

  // settings
  settings(): Promise<V.SettingsView>;
  saveSettings(edit: V.SettingsEdit): Promise<V.SettingsView>;
  addUser(user: V.NewUser): Promise<V.UserRow>;
  setUserActive(id: V.Id, seen: V.Seen, isActive: boolean): Promise<V.UserRow>;
}
