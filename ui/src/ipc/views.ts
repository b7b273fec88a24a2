/**
 * The views that the clinic returns and the forms that it takes, as the program declares them (commands: `clinic.ts`).
 *
 * Ids are opaque strings. `At` is an instant in UTC ("2026-11-20T09:42:00Z"), `Day` a calendar day of the
 * clinic's time zone ("2026-11-20"). A figure always travels with its unit. `ReadVersionToken` says
 * which version of a record the reader had before them: a change of the record sends it back untouched.
 */
import type { damageKinds, rights } from "./bindings";

export type * from "./bindings";

/** A right only decides what is shown; the clinic decides what is done. */
export type Right = (typeof rights)[number];

/** A kind of record, as the damage of a file names it. */
export type DamageKind = (typeof damageKinds)[number];
