let isGiving = false;

/** Whether the focus that an element takes now is given by the program, and not asked for by a key or a click. */
export const isFocusGiven = () => isGiving;

/** Gives an element the focus, without what it would open by that. */
export function giveFocus(element: HTMLElement): void {
  isGiving = true;
  element.focus({ preventScroll: true });
  isGiving = false;
}
