/**
 * What the clinic answers and what it is asked, command by command (the commands are in `clinic.ts`).
 *
 * Ids are opaque strings. `At` is an instant in UTC ("2026-11-20T09:42:00Z"), `Day` a calendar day of the
 * clinic's time zone ("2026-11-20"). A figure always travels with its unit. `Seen` says which version of a
 * record the reader had before them: whoever changes the record sends it back untouched.
 */
export type Id = string;
export type At = string;
export type Day = string;
export type Seen = string;

/** A value in its unit; `second` is the lower figure of a blood pressure and null for everything else. */
export interface Quantity { value: number; second: number | null; unit: string }

// --- a refusal: the words for each code are in src/words ------------------------------------------------
export type FailureCode =
  | "wrongPassword" | "lockedOut" | "locked" | "inactive" | "revoked" | "keyMissing" | "notDemo" | "fileNotOurs" | "importUnreadable" | "forbidden" | "notFound" | "changedMeanwhile" | "invalid" | "alreadySigned" | "empty"
  | "recoveryKeyWrong" | "codeWrong" | "codeUsed" | "codeExpired" | "offline" | "serverRefused" | "serverTooOld" | "notOurServer"
  | "plainHttp" | "needsConnection" | "fileDamaged" | "fileNewer" | "diskFull" | "readOnly" | "vaultBusy" | "internal";
export type Reason =
  | "required" | "tooShort" | "tooLong" | "malformed" | "notADate" | "ambiguousDate" | "inTheFuture" | "tooLongAgo" | "notAnEmail" | "notAPhone" | "taken" | "backwards" | "unknown" | "impossible" | "outOfOrder";
/** `field` names the input at fault and `reason` what is wrong with it; `triesLeft` and `until` belong to the two sign-in codes; `reference` is for support. */
export interface Failure { code: FailureCode; field: string | null; reason: Reason | null; triesLeft: number | null; until: At | null; reference: string | null }

// --- start, lock, session -------------------------------------------------------------------------------
export type Stage = "firstRun" | "locked" | "open";
export interface StartView {
  stage: Stage; version: string; clinicName: string | null; isDemo: boolean;
  /** Users who may sign in on this computer, by name. */
  users: LockUser[];
  /** Present when the stage is `open` (the page was reloaded). */
  session: SessionView | null;
  /** The key store of the system is missing, so the clinic's secret lies in a file; the window says so. */
  keyStoreIsFile: boolean;
  /** Minutes without input after which the window locks itself. */
  lockMinutes: number;
}
/** `demoPassword` is there in a demo clinic only. */
export interface LockUser { username: string; name: string; initials: string; demoPassword: string | null }
/** What the screens ask about; a user may hold more. They only decide what is shown, the clinic decides what is done. */
export type Right =
  | "patients.read" | "patients.write" | "chart.read" | "allergies.write" | "visits.write" | "measurements.write" | "notes.read" | "notes.write" | "notes.sign"
  | "appointments.read" | "appointments.write" | "users.read" | "users.manage" | "devices.manage" | "settings.manage" | "sync.run" | "conflicts.read" | "conflicts.resolve";
export interface SessionView { userId: Id; username: string; name: string; initials: string; clinicName: string; timeZone: string; isDemo: boolean; roles: string[]; rights: string[] }

// --- first run and recovery -----------------------------------------------------------------------------
export interface NewClinic { clinicName: string; timeZone: string; firstName: string; lastName: string; username: string; password: string }
/** The recovery key in numbered groups of four; shown once, never kept by the screens. `drives`: folders of removable disks. */
export interface RecoverySheet { clinicName: string; groups: string[]; drives: string[] }
export interface RecoveryTest { testedAt: At; testedBy: string }

// --- patients -------------------------------------------------------------------------------------------
export type Sex = "female" | "male" | "other" | "unknown";
export type PatientStatus = "active" | "inactive" | "discharged" | "waitlist" | "onHold";
/** Enough to name a patient anywhere: every list, dialog and print shows all of it. */
export interface PatientName { id: Id; name: string; initials: string; birthDate: Day | null; sex: Sex; fileNumber: string }
export interface PatientHit extends PatientName { phone: string | null; matched: "name" | "fileNumber" | "phone" | "birthDate" }
/** `searched`: how many names lie on this computer. */
export interface SearchView { hits: PatientHit[]; total: number; searched: number }
export type PatientSort = "name" | "lastVisit" | "nextAppointment";
/** `after` is the `next` of the page before. */
export interface PatientQuery { text: string; status: PatientStatus | null; dietitianId: Id | null; sort: PatientSort; after: string | null; limit: number }
export interface PatientRow extends PatientName { phone: string | null; dietitian: string | null; status: PatientStatus; lastVisit: At | null; nextAppointment: At | null; waitingChanges: number }
export interface PatientPage { rows: PatientRow[]; total: number; next: string | null }
export interface Address { lines: string; city: string; state: string; postalCode: string; country: string }
/** Empty text means not recorded. One of given or family name is enough. */
export interface PatientForm {
  givenName: string; familyName: string; otherNames: string; birthDate: Day | null; sex: Sex; gender: string; phone: string; email: string;
  address: Address; nationalId: string; preferredLanguage: string; dietitianId: Id | null; status: PatientStatus;
}
export interface PatientEdit { id: Id; seen: Seen; form: PatientForm }
export type DuplicateReason = "sameName" | "similarName" | "sameBirthDate" | "samePhone" | "sameEmail" | "sameNationalId";
export interface Duplicate { patient: PatientName; reasons: DuplicateReason[] }

/** Where a record stands: `onlyHere` changes have not reached the server since `since`. */
export interface RecordSync { onlyHere: number; since: At | null; needsYou: boolean }
/** `allergies` is empty for whoever may not see what is clinical; `namesakes` are file numbers of people of the same name. */
export interface PatientHeader extends PatientName { status: PatientStatus; allergies: AllergyView[]; namesakes: string[]; mayEdit: boolean; maySeeClinical: boolean; sync: RecordSync }
export type Severity = "mild" | "moderate" | "severe" | "unknown";
export interface AllergyView { id: Id; seen: Seen; substance: string; severity: Severity }
export type Relation = "spouse" | "parent" | "child" | "sibling" | "guardian" | "friend" | "other";
export interface ContactView { id: Id; seen: Seen; name: string; relation: Relation; phone: string }
export interface PatientView {
  header: PatientHeader; form: PatientEdit; dietitian: string | null;
  /** Empty without the right to see what is clinical. */
  measures: MeasureTile[]; lastNote: NoteView | null; history: string; dislikes: string; openVisitId: Id | null;
  nextAppointment: AppointmentView | null; appointments: AppointmentView[]; contacts: ContactView[];
}
export interface VisitRow { id: Id; type: VisitType; startedAt: At; endedAt: At | null; provider: string; complaint: string; note: NoteState | null; noteId: Id | null; sync: RecordSync }

// --- measurements ---------------------------------------------------------------------------------------
export type MeasureKind = "weight" | "height" | "waist" | "hip" | "bloodPressure" | "pulse" | "temperature" | "glucose" | "bodyFat" | "bmi" | "waistHeight" | "waistHip";
export type RangeWord = "low" | "normal" | "high" | "unknown";
export interface Reading { quantity: Quantity; measuredAt: At }
export interface MeasureTile { kind: MeasureKind; latest: Reading; previous: Reading | null; range: RangeWord }
export interface TrendPoint { at: At; value: number; second: number | null }
/** `normalLow` and `normalHigh` bound the reference band, `reference` names it ("WHO adult BMI"). */
export interface TrendView { kind: MeasureKind; unit: string; points: TrendPoint[]; normalLow: number | null; normalHigh: number | null; reference: string | null }
export interface MeasurementView { id: Id; kind: MeasureKind; quantity: Quantity; enteredText: string; measuredAt: At; by: string; visitId: Id | null }

/** One line of the grid of a visit; `current` is what this visit recorded. */
export interface MeasureLine { kind: MeasureKind; unit: string; last: Reading | null; current: CurrentMeasure | null }
export interface CurrentMeasure { id: Id; seen: Seen; enteredText: string; quantity: Quantity; range: RangeWord; questioned: boolean }
/** A figure that is computed: `formula` is the published name, `change` against the value so many months ago. */
export interface DerivedLine { kind: MeasureKind; quantity: Quantity | null; range: RangeWord; formula: string; missing: MeasureKind[] }
export interface ChangeLine { months: 0 | 1 | 3 | 6; percent: number | null; from: Reading | null }
export interface MeasureGrid { lines: MeasureLine[]; derived: DerivedLine[]; weightChange: ChangeLine[] }
/** Exactly one of `understood` and `problem` is there. `doubt` is asked once and blocks nothing. */
export interface Understanding { understood: Quantity | null; problem: MeasureProblem | null; doubt: Reading | null; derived: DerivedLine[]; weightChange: ChangeLine[] }
export type MeasureProblem = "notANumber" | "unknownUnit" | "impossible";
export interface NewMeasurement { visitId: Id; kind: MeasureKind; text: string; keepDoubtful: boolean; replaces: { id: Id; seen: Seen } | null }

// --- visits and notes -----------------------------------------------------------------------------------
export type VisitType = "initial" | "followUp" | "group" | "phone";
export interface VisitStart { patientId: Id; appointmentId: Id | null; type: VisitType }
export interface VisitView {
  id: Id; seen: Seen; header: PatientHeader; type: VisitType; provider: string; startedAt: At; endedAt: At | null; complaint: string;
  followUpOn: Day | null; grid: MeasureGrid; note: NoteView; previousNotes: NoteRow[];
}
export interface VisitEdit { id: Id; seen: Seen; type: VisitType; complaint: string; followUpOn: Day | null }
export type NoteKind = "adime" | "soap" | "free";
export type NoteSection = "assessment" | "diagnosis" | "intervention" | "monitoring" | "subjective" | "objective" | "plan" | "text";
export type NoteState = "draft" | "signed" | "addendum";
export interface SectionText { section: NoteSection; text: string }
export interface Signature { by: string; at: At; valid: boolean }
export interface AddendumView { id: Id; text: string; reason: string; by: string; at: At }
/** `recovered` is when a crash left this draft behind; `savedAt` is when the draft last reached the disk. */
export interface NoteView { id: Id; seen: Seen; patientId: Id; visitId: Id | null; kind: NoteKind; state: NoteState; author: string; startedAt: At; sections: SectionText[]; signature: Signature | null; addenda: AddendumView[]; savedAt: At | null; recovered: At | null }
export interface NoteRow { id: Id; at: At; author: string; state: NoteState }
export interface NoteDraft { id: Id; seen: Seen; kind: NoteKind; sections: SectionText[] }
export interface DraftSaved { savedAt: At }
export interface NoteTemplate { name: string; section: NoteSection; text: string }

// --- diary and today ------------------------------------------------------------------------------------
export type AppointmentStatus = "scheduled" | "confirmed" | "arrived" | "inRoom" | "completed" | "noShow" | "cancelled";
export interface AppointmentView {
  id: Id; seen: Seen; startsAt: At; endsAt: At; status: AppointmentStatus; type: string; providerId: Id; provider: string; roomId: Id | null; room: string | null;
  patients: PatientName[]; arrivedAt: At | null; overlaps: Id[]; sync: RecordSync;
}
export interface DiaryView { day: Day; timeZone: string; opens: string; closes: string; columns: DiaryColumn[]; appointments: AppointmentView[]; choices: DiaryChoices }
/** Times of day as "HH:MM" in the clinic's zone. */
export interface DiaryColumn { providerId: Id; name: string; from: string; to: string; breaks: { from: string; to: string }[]; booked: number; free: number }
export interface Choice { id: Id; name: string }
export interface TypeChoice extends Choice { minutes: number }
export interface DiaryChoices { types: TypeChoice[]; rooms: Choice[]; providers: Choice[] }
export interface NewAppointment { patientId: Id; providerId: Id; roomId: Id | null; typeId: Id; startsAt: At; minutes: number; reason: string }
export interface Move { id: Id; seen: Seen; providerId: Id; roomId: Id | null; startsAt: At; minutes: number }
export type NextStep = "startVisit" | "continue" | "signNote" | "none";
/** `reason` is null for whoever may not read it. */
export interface TodayRow { appointment: AppointmentView; reason: string | null; visitId: Id | null; note: NoteState | null; next: NextStep }
export type NeedKind = "unsignedNote" | "conflict" | "refused" | "clash";
export interface NeedRow { kind: NeedKind; id: Id; patient: PatientName | null; at: At }
export interface TodayView { day: Day; rows: TodayRow[]; needs: NeedRow[]; needsTotal: number; waiting: { patient: PatientName; since: At; room: string | null }[] }

// --- sync and conflicts ---------------------------------------------------------------------------------
export type SyncState = "noServer" | "synced" | "sending" | "waiting" | "offline" | "needsYou";
/** `late`: offline beyond the clinic's own limit. `cause` says why the last attempt failed. */
export interface SyncStatus { state: SyncState; waiting: number; sent: number; since: At | null; syncedAt: At | null; late: boolean; conflicts: number; refused: number; parked: number; cause: FailureCode | null }
export interface WaitingRow { patient: PatientName | null; changes: number; since: At }
export interface RefusedRow { groupId: Id; what: string; patient: PatientName | null; at: At; code: string }
export interface ParkedRow { what: string; reason: string; at: At }
export interface DeviceRow { id: Id; seen: Seen; number: number; name: string; isThis: boolean; lastSeen: At | null; waiting: number | null; version: string | null; revokedAt: At | null }
/** `details` holds no patient data: it is copied and sent to support. */
export interface SyncPageView { status: SyncStatus; serverUrl: string | null; waiting: WaitingRow[]; refused: RefusedRow[]; parked: ParkedRow[]; devices: DeviceRow[]; details: { name: string; value: string }[] }
export interface EnrolmentCode { code: string; serverUrl: string; expiresAt: At }
/** `url` and `code` as an operator or an admin handed them over. */
export interface ServerPlace { url: string; code: string }

export interface ConflictRow { id: Id; patient: PatientName | null; what: string; at: At; fields: number }
/** `sides[0]` is the value that is shown at present; `signed` sides are never offered for merging. */
export interface ConflictView { id: Id; seen: Seen; patient: PatientName | null; what: string; sides: SideView[]; fields: ConflictField[] }
export interface SideView { isHere: boolean; by: string; device: string; at: At; signed: boolean }
/** `values[i]` belongs to `sides[i]`, null where that side has none. */
export interface ConflictField { key: string; label: string; values: (string | null)[]; same: boolean; mayKeepAll: boolean }
export type Keep = { kind: "side"; side: number } | { kind: "all" } | { kind: "text"; text: string };
export interface Resolution { id: Id; seen: Seen; choices: { key: string; keep: Keep }[] }

// --- settings -------------------------------------------------------------------------------------------
export interface UserRow { id: Id; seen: Seen; username: string; name: string; roles: string[]; isActive: boolean; lastSignIn: At | null; lockedUntil: At | null }
export interface NewUser { firstName: string; lastName: string; username: string; email: string; roleId: Id; password: string }
export interface SettingsView { clinicName: string; timeZone: string; lockMinutes: number; seen: Seen; users: UserRow[]; roles: Choice[]; recovery: RecoveryTest | null; hasServer: boolean }
export interface SettingsEdit { seen: Seen; lockMinutes: number }

// --- what happens without being asked -------------------------------------------------------------------
export type Noun = "patients" | "diary" | "visits" | "notes" | "conflicts" | "users" | "settings";
export type Happening = { kind: "sync"; status: SyncStatus } | { kind: "changed"; nouns: Noun[]; patientIds: Id[] } | { kind: "locked" };
