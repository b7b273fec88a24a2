import type { commands } from "./bindings";
import type { ClinicEvent } from "./views";

/**
 * Every command of the window, one function each. A refusal rejects with a `Failure`.
 *
 * Screens reach it with `useClinic()`; `window.ts` carries it to the program.
 */
export interface Clinic extends Omit<typeof commands, "watch"> {
  /** Tells of changes until the returned function is called. */
  watch(tell: (event: ClinicEvent) => void): () => void;
}
