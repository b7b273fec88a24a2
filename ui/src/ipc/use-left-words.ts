import { useEffect, useEffectEvent, useState } from "react";
import { useClinic } from "./use-clinic";
import { useFormDraft } from "./use-form-draft";
import { shaped } from "./use-left-form";
import type { FormOf } from "./views";

/**
 * Stores text that is typed on a page and is no record yet, such as that of a search, as a sealed draft. A stored draft
 * is passed to `restore`, unless the user typed before it was read. Blank text is not stored.
 *
 * Returns the draft, and whether it is still being read. It is read each time that the page is shown.
 */
export function useLeftWords<T extends object>(
  of: FormOf | null,
  typed: T,
  blank: T,
  restore: (left: T) => void,
): { left: T | null; isPending: boolean } {
  const clinic = useClinic();
  const [read, setRead] = useState<{ left: T | null; isFailed: boolean } | null>(null);
  const isBlank = (words: T) => JSON.stringify(words) === JSON.stringify(blank);
  // do not overwrite a draft that could not be read
  const stored = read === null || read.isFailed ? null : of;
  useFormDraft({ of: stored, typed }, async (to, now) => {
    if (now.of === null) return;
    if (isBlank(now.typed)) await to.discardFormDraft(now.of);
    else await to.saveFormDraft({ of: now.of, about: null, text: JSON.stringify(now.typed) });
  });
  const give = useEffectEvent((left: T | null) => {
    setRead({ left, isFailed: false });
    if (left !== null && isBlank(typed)) restore(left);
  });
  const take = useEffectEvent((text: string | null) => give(text === null ? null : shaped(JSON.parse(text), blank)));
  const fail = useEffectEvent(() => setRead({ left: null, isFailed: true }));
  const name = of === null ? null : JSON.stringify(of);
  useEffect(() => {
    if (name === null) return;
    let isShown = true;
    void clinic.formDraft(JSON.parse(name) as FormOf).then(
      (draft) => isShown && take(draft?.text ?? null),
      () => isShown && fail(),
    );
    return () => {
      isShown = false;
    };
  }, [clinic, name]);
  return { left: read?.left ?? null, isPending: of !== null && read === null };
}
