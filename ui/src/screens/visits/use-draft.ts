import { useCallback, useEffect, useRef, useState } from "react";
import { asProblem } from "../../ipc/clinic";
import { beforeLeaving, storeUnread, unreadOf } from "../../ipc/unsaved";
import { useClinic, useClinicEvents } from "../../ipc/use-clinic";
import type { FormOf, NoteDraft, NoteView, Problem } from "../../ipc/views";

const SAVE_AFTER_MS = 800;
export type SaveState =
  { kind: "clean"; at: string | null } | { kind: "saving" } | { kind: "failed"; problem: Problem };

/** The limit in characters, if the draft exceeds it. */
export const lengthMaxOf = (state: SaveState): number | null =>
  (state.kind === "failed" && state.problem.fields.find(({ field }) => field === "sections")?.limit) || null;

type Typed = Pick<NoteDraft, "kind" | "sections" | "custom">;
const typedOf = ({ kind, sections, custom }: NoteDraft): Typed => ({ kind, sections, custom });

/**
 * Saves a draft while it is typed: shortly after the last key, on leaving a field, before a lock.
 *
 * Saves run one after another, so an older text never overwrites a newer one. Leaving the note commits it. A text that
 * could not be saved, as on a full disk, is restored when the user comes back, even after a lock, and saved once there
 * is room. A text that is too long for a note is stored as a form draft until it fits.
 */
export function useDraft(note: NoteView, onTyped: (draft: NoteDraft) => void) {
  const clinic = useClinic();
  const [state, setState] = useState<SaveState>({ kind: "clean", at: note.savedAt });
  const latest = useRef<NoteDraft>({
    id: note.id,
    seen: note.seen,
    kind: note.kind,
    sections: note.sections,
    custom: note.custom.map(({ label, value }) => ({ label, value })),
  });
  const unsaved = useRef(false);
  const typedAtAll = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const chain = useRef<Promise<boolean>>(Promise.resolve(true));
  // true at first: a form draft may exist from before a lock
  const isStoredAsForm = useRef(true);

  const storeAsForm = useCallback(async () => {
    const { id } = latest.current;
    const text = JSON.stringify(typedOf(latest.current));
    await clinic.saveFormDraft({ of: textOf(id), about: null, text });
    isStoredAsForm.current = true;
  }, [clinic]);
  const save = useCallback((): Promise<boolean> => {
    clearTimeout(timer.current);
    chain.current = chain.current.then(async () => {
      if (!unsaved.current) return true;
      unsaved.current = false;
      setState({ kind: "saving" });
      try {
        const { savedAt } = await clinic.saveDraft(latest.current);
        setState({ kind: "clean", at: savedAt });
        if (isStoredAsForm.current) {
          isStoredAsForm.current = false;
          await clinic.discardFormDraft(textOf(latest.current.id)).catch(() => undefined);
        }
        return true;
      } catch (thrown) {
        const failed: SaveState = { kind: "failed", problem: asProblem(thrown) };
        unsaved.current = true;
        setState(failed);
        if (lengthMaxOf(failed) !== null) await storeAsForm().catch(() => undefined);
        return false;
      }
    });
    return chain.current;
  }, [clinic, storeAsForm]);

  const type = useCallback(
    (change: Partial<NoteDraft>) => {
      latest.current = { ...latest.current, ...change };
      unsaved.current = true;
      typedAtAll.current = true;
      onTyped(latest.current);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void save(), SAVE_AFTER_MS);
    },
    [save, onTyped],
  );

  const isDraft = note.state === "draft";
  useEffect(() => (isDraft ? beforeLeaving(save) : undefined), [isDraft, save]);
  const open = useRef(isDraft);
  useEffect(() => {
    open.current = isDraft;
  }, [isDraft]);
  useEffect(
    () => () => {
      // an untouched draft is nothing to commit, and a signed note has no draft any more
      if (open.current && typedAtAll.current)
        void save()
          .then(async (isSaved) => {
            const { id } = latest.current;
            if (!isSaved) storeUnread(`note ${id}`, JSON.stringify(typedOf(latest.current)));
            else await clinic.commitDraft(id);
          })
          .catch(() => undefined);
    },
    [clinic, save],
  );
  useClinicEvents((event) => {
    if (event.kind === "diskChanged" && unsaved.current) void save();
  });
  /** Restores a text that was too long, unless something was typed meanwhile. */
  const takeForm = async () => {
    const { id } = latest.current;
    const left = await clinic.formDraft(textOf(id)).catch(() => null);
    if (left === null) return;
    isStoredAsForm.current = true;
    if (open.current && !typedAtAll.current) type(JSON.parse(left.text) as Typed);
  };
  // after a lock the program has the text in memory only, not on the disk
  const waits = isDraft && note.recovered !== null && note.savedAt === null;
  useEffect(() => {
    const field = `note ${latest.current.id}`;
    const text = unreadOf(field);
    if (!open.current) return;
    if (text !== undefined) {
      storeUnread(field, "");
      type(JSON.parse(text) as Typed);
    } else if (waits) type({});
    else void takeForm();
    // once: the function is another after each letter
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  return { state, type, save, draft: () => latest.current };
}

const textOf = (noteId: string): FormOf => ({ form: "noteText", noteId });
