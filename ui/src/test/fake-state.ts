import type * as V from "../ipc/views";

/** What the commands of the clinic in memory read and change. */
export interface FakeState {
  stage: V.Stage;
  rights: V.Right[];
  sync: Partial<V.SyncStatus>;
  empty: boolean;
  entries: number;
  users: V.UserRow[];
  tested: V.RecoveryTest;
  notes: Map<V.Id, V.NoteView>;
  diary: V.AppointmentView[];
  people: V.PatientName[];
  lines: V.MeasureLine[];
  /** Whether the one conflict is resolved. */
  solved: boolean;
  /** What removed computers sent. */
  reviews: V.ReviewChangeView[];
}
