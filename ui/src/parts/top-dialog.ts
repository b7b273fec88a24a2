/** The dialog that lies on top of the page and takes all keys; null while none is open. */
export function topDialog(): HTMLElement | null {
  return [...document.querySelectorAll<HTMLElement>("[role=dialog][aria-modal=true]")].at(-1) ?? null;
}
