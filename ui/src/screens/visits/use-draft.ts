import { useCallback, useEffect, useRef, useState } from "react";
import { asProblem } from "../../ipc/clinic";
import { beforeLeaving, storeUnread, unreadOf } from "../../ipc/unsaved";
import { useClinic, useClinicEvents } from "../../ipc/use-clinic";
import type { Problem, NoteDraft, NoteView } from "../../ipc/views";

const SAVE_AFTER_MS = 800;
export type SaveState =
  { kind: "clean"; at: string | null } | { kind: "saving" } | { kind: "failed"; problem: Problem };

/**
 * Keeps a draft on the disk while it is typed: shortly after the last key, on leaving a field, before a lock.
 *
 * Saves run one after another, so an older text never lands on a newer one. Leaving the note commits it; what could not
 * be saved then, as on a full disk, is there again when its user comes back, after a lock, too, and is saved as soon as
 * there is room.
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

  const save = useCallback((): Promise<boolean> => {
    clearTimeout(timer.current);
    chain.current = chain.current.then(async () => {
      if (!unsaved.current) return true;
      unsaved.current = false;
      setState({ kind: "saving" });
      try {
        const { savedAt } = await clinic.saveDraft(latest.current);
        setState({ kind: "clean", at: savedAt });
        return true;
      } catch (thrown) {
        unsaved.current = true;
        setState({ kind: "failed", problem: asProblem(thrown) });
        return false;
      }
    });
    return chain.current;
  }, [clinic]);

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
            const { id, kind, sections, custom } = latest.current;
            if (!isSaved) storeUnread(`note ${id}`, JSON.stringify({ kind, sections, custom }));
            else await clinic.commitDraft(id);
          })
          .catch(() => undefined);
    },
    [clinic, save],
  );
  useClinicEvents((event) => {
    if (event.kind === "diskChanged" && unsaved.current) void save();
  });
  // found in the program after a lock, and not on the disk
  const waits = isDraft && note.recovered !== null && note.savedAt === null;
  useEffect(() => {
    const field = `note ${latest.current.id}`;
    const text = unreadOf(field);
    if (!open.current) return;
    if (text !== undefined) {
      storeUnread(field, "");
      type(JSON.parse(text) as Pick<NoteDraft, "kind" | "sections" | "custom">);
    } else if (waits) type({});
    // once: the function is another after each letter
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  return { state, type, save, draft: () => latest.current };
}
