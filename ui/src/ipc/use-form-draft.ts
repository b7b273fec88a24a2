import { useCallback, useEffect, useRef } from "react";
import type { Clinic } from "./clinic";
import { beforeLeaving } from "./unsaved";
import { useClinic } from "./use-clinic";

const SAVE_AFTER_MS = 800;

/**
 * Stores a form as a sealed draft while it is filled in: shortly after a change, even while the user types on, when the
 * page is left and before a lock. Saves run one after another.
 *
 * `saveNow` stores pending changes before the form is recorded; `forget` stops saving: no draft is written once its
 * promise has resolved.
 */
export function useFormDraft<T>(form: T, save: (clinic: Clinic, form: T) => Promise<unknown>) {
  const clinic = useClinic();
  const text = JSON.stringify(form);
  const latest = useRef({ form, text });
  // the last stored text; the untouched form needs no draft
  const stored = useRef(text);
  const isOver = useRef(false);
  const saving = useRef(save);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const chain = useRef<Promise<boolean>>(Promise.resolve(true));

  const saveNow = useCallback((): Promise<boolean> => {
    clearTimeout(timer.current);
    timer.current = undefined;
    chain.current = chain.current.then(async () => {
      const now = latest.current;
      if (isOver.current || now.text === stored.current) return true;
      try {
        await saving.current(clinic, now.form);
        stored.current = now.text;
        return true;
      } catch {
        return false;
      }
    });
    return chain.current;
  }, [clinic]);
  useEffect(() => {
    saving.current = save;
    if (latest.current.text === text) return;
    latest.current = { form, text };
    // the next key does not restart the timer: a crash loses the last letters and no more
    timer.current ??= setTimeout(() => void saveNow(), SAVE_AFTER_MS);
  });
  useEffect(() => beforeLeaving(saveNow), [saveNow]);
  useEffect(() => () => void saveNow(), [saveNow]);
  const forget = useCallback((): Promise<boolean> => {
    isOver.current = true;
    clearTimeout(timer.current);
    return chain.current;
  }, []);
  return { saveNow, forget };
}
