import type { KeyboardEvent } from "react";

/** On a button of a form that is being filled in: single letters are no keys of the page. */
export function noPageKeys(event: KeyboardEvent) {
  if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
}
