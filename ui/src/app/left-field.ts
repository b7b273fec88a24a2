import { useEffect } from "react";
import { giveFocus } from "../parts/given-focus";
import { topDialog } from "../parts/top-dialog";

const FIELDS = ":is(textarea, input:not([type=radio], [type=checkbox]))[name]";
/** A page reads its rows before it draws all of its fields, of which the first may take the focus. */
const WITHIN_MS = 10_000;
/** Then nothing else of the page takes it any more. */
const STAYS_MS = 300;
const BY_USER = ["keydown", "pointerdown", "wheel"] as const;

type TextField = HTMLInputElement | HTMLTextAreaElement;

/** The name of the page's field with the focus; null where it has none or is in a dialog, which opens by itself. */
export function fieldWithFocus(): string | null {
  return document.activeElement?.closest<TextField>(`main ${FIELDS}`)?.name ?? null;
}

/** Gives the focus back to the field that had it before a lock, its end in sight, until the user does something. */
export function useLeftField(name: string | null): void {
  useEffect(() => {
    if (name === null) return;
    const give = () => {
      if (topDialog() !== null) return stop();
      const fields = [...document.querySelectorAll<TextField>(`main ${FIELDS}`)];
      const field = fields.find((one) => one.name === name);
      if (field === undefined || field === document.activeElement) return;
      giveFocus(field);
      field.setSelectionRange(field.value.length, field.value.length);
      field.scrollIntoView({ block: "center" });
      clearTimeout(timer);
      timer = setTimeout(stop, STAYS_MS);
    };
    const observer = new MutationObserver(give);
    const stop = () => {
      observer.disconnect();
      clearTimeout(timer);
      BY_USER.forEach((event) => window.removeEventListener(event, stop, { capture: true }));
    };
    let timer = setTimeout(stop, WITHIN_MS);
    BY_USER.forEach((event) => window.addEventListener(event, stop, { capture: true, passive: true }));
    observer.observe(document.body, { childList: true, subtree: true });
    give();
    return stop;
  }, [name]);
}
