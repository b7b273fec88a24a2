import { useEffect, useEffectEvent, useRef } from "react";
import { queries } from "./queries";
import { useClinic, useClinicQuery } from "./use-clinic";
import { useFormDraft } from "./use-form-draft";
import type { At, EntryList, FormOf, Id, Problem } from "./views";

/** The stored draft of a form that was not recorded. */
export interface LeftForm<T> {
  typed: T | null;
  at: At | null;
  /** The draft has not been read yet. */
  isPending: boolean;
  problem: Problem | null;
  reload: () => void;
  /** Removes the draft from the cached result. */
  clear: () => void;
  /** Stores the draft of a form that is closed; it is offered when the form is opened again. */
  leave: (saveNow: () => Promise<boolean>) => Promise<void>;
}

/**
 * Reads this user's draft of a form; none if `of` is null. `reopen` is called once with a draft, for a form that is not
 * always on the page.
 */
export function useLeftForm<T extends object>(of: FormOf | null, blank: T, reopen?: (typed: T) => void): LeftForm<T> {
  const query = useClinicQuery(queries.formDraft(of));
  const draft = query.value?.draft ?? null;
  const typed = draft === null ? null : shaped(JSON.parse(draft.text), blank);
  const at = draft?.savedAt ?? null;
  const offered = useRef<At>(null);
  const isLeft = useRef(false);
  const open = useEffectEvent(() => typed !== null && reopen?.(typed));
  useEffect(() => {
    if (at === null || offered.current === at) return;
    offered.current = at;
    if (isLeft.current) isLeft.current = false;
    else open();
  }, [at]);
  const { isPending, problem, reload } = query;
  const leave = async (saveNow: () => Promise<boolean>) => {
    isLeft.current = await saveNow();
    reload();
  };
  return { typed, at, isPending, problem, reload, clear: () => query.set({ draft: null }), leave };
}

/**
 * Stores what is typed into a form as its draft; nothing if `of` is null. `about` is the patient who was chosen.
 *
 * `recorded` stops saving after the command that consumed the draft, `discard` also deletes the draft.
 */
export function useTypedForm<T extends object>(of: FormOf | null, typed: T, about: Id | null = null) {
  const clinic = useClinic();
  const form = { of, about, text: JSON.stringify(typed) };
  const { saveNow, forget } = useFormDraft(form, async (to, now) => {
    if (now.of !== null) await to.saveFormDraft({ ...now, of: now.of });
  });
  const discard = async () => {
    await forget();
    // a draft that could not be deleted is offered again
    if (of !== null) await clinic.discardFormDraft(of).catch(() => undefined);
  };
  return { saveNow, recorded: () => void forget(), discard };
}

/**
 * Passes what is typed on to the next editor of a record that changes meanwhile, which begins with another key. A form
 * that `isRecorded` just then is passed on by the command.
 */
export function useTakeover<T>(
  left: LeftForm<T>,
  typed: { saveNow: () => Promise<boolean> },
  isRecorded: boolean,
): void {
  const passOn = useEffectEvent(() => !isRecorded && void left.leave(typed.saveNow));
  useEffect(() => () => void passOn(), []);
}

/** A row of a patient's list that is typed in place: a new one, or the one with the id. */
export const entryOf = (list: EntryList, patientId: Id, id: Id | null = null): FormOf => ({
  form: "entry",
  list,
  patientId,
  id,
});

/** Fits a stored draft to the current fields of its form: an earlier version may have had others. */
export function shaped<T extends object>(typed: unknown, blank: T): T {
  const given: Record<string, unknown> = isFields(typed) ? { ...typed } : {};
  const fields = Object.entries(blank).map(([name, empty]: [string, unknown]) => {
    const value = given[name];
    if (Array.isArray(empty)) return [name, Array.isArray(value) ? value : empty];
    if (isFields(empty) && isFields(value)) return [name, shaped(value, empty)];
    // a field that is null or an object in one of the two accepts either
    const isLike = typeof value === typeof empty || typeof value === "object" || typeof empty === "object";
    return [name, isLike && value !== undefined ? value : empty];
  });
  return Object.fromEntries(fields) as T;
}

const isFields = (value: unknown): value is object => typeof value === "object" && value !== null;

/** Applies to the current form what the user changed since it was loaded. */
export function changedOver<T extends object>(now: T, loaded: T, typed: T): T {
  const names = Object.keys(now) as (keyof T)[];
  const isSame = (name: keyof T) => JSON.stringify(typed[name]) === JSON.stringify(loaded[name]);
  return Object.fromEntries(names.map((name) => [name, isSame(name) ? now[name] : typed[name]])) as T;
}
