import { useCallback, useEffect, useRef } from "react";
import type { Clinic } from "./clinic";
import { beforeLeaving } from "./unsaved";
import { useClinic } from "./use-clinic";

const SAVE_AFTER_MS = 800;

/**
 * Keeps a form that is recorded as a whole as a sealed draft while it is filled in: shortly after a change, however
 * long the typing goes on, with the page and before a lock. Saves run one after another.
 *
 * `saveNow` stores what is not stored yet, before the form is recorded; `forget` ends it: there is no draft any more,
 * once what it returns is done.
 */
export function useFormDraft<T>(form: T, save: (clinic: Clinic, form: T) => Promise<unknown>) {
  const clinic = useClinic();
  const text = JSON.stringify(form);
  const latest = useRef({ form, text });
  // what is stored, or needs no storing, as nobody touched it
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
    // the next key does not put it off: a crash takes the last letters and no more
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
