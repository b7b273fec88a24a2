/**
 * The views that the clinic returns and the forms that it takes, as the program declares them (commands: `clinic.ts`).
 *
 * Ids are opaque strings. `At` is an instant in UTC ("2026-11-20T09:42:00Z"), `Day` a calendar day of the
 * clinic's time zone ("2026-11-20"). A figure always travels with its unit. `Seen` says which version of a
 * record the reader had before them: a change of the record sends it back untouched.
 */
import type { ReadVersionToken } from "./bindings";

export type * from "./bindings";
export type Seen = ReadVersionToken;

/** The rights that the screens ask about. They only decide what is shown, the clinic decides what is done. */
export type Right =
  | "patients.read"
  | "patients.create"
  | "patients.update"
  | "patients.delete"
  | "patients.merge"
  | "patients.erase"
  | "chart.read"
  | "documents.write"
  | "documents.delete"
  | "profiles.write"
  | "allergies.write"
  | "prescriptions.write"
  | "prescriptions.dispense"
  | "visits.write"
  | "measurements.write"
  | "notes.read"
  | "notes.write"
  | "notes.sign"
  | "appointments.read"
  | "appointments.write"
  | "users.read"
  | "users.manage"
  | "devices.manage"
  | "settings.manage"
  | "sync.run"
  | "audit.read"
  | "audit.export"
  | "conflicts.read"
  | "conflicts.resolve";
