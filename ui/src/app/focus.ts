import { giveFocus } from "../parts/given-focus";
import { topDialog } from "../parts/top-dialog";

/** Longer than the library waits before it moves the focus by itself. */
const WAIT_MS = 20;
const LATEST_MAX = 8;
const MODAL = "[role=dialog][aria-modal=true]";
/** What takes the focus in a dialog that has lost it, the best first; no field that opens a list by that. */
const FIRST = [
  "[data-autofocus]",
  ":is(input, select, textarea):not(:disabled, [type=hidden], [aria-haspopup])",
  "button:not(:disabled, header *)",
];

const isLost = () => document.activeElement === null || document.activeElement === document.body;

/** Returns whether it took the focus, which one that is hidden or disabled does not. */
function focus(element: HTMLElement | null): boolean {
  if (element === null) return false;
  giveFocus(element);
  return document.activeElement === element;
}

const enter = (dialog: HTMLElement) => FIRST.some((one) => focus(dialog.querySelector(one))) || focus(dialog);

/**
 * Gives the focus back to what had it before a dialog that is gone, and to a dialog that lost it with one of its
 * parts; the library does neither for dialogs that are there only while they are open. Returns how to end it.
 */
export function watchFocus(): () => void {
  /** What had the focus lately, the last at the end. */
  let latest: HTMLElement[] = [];
  /** Each open dialog with what had the focus before it. */
  const before = new Map<Element, HTMLElement[]>();
  /** What had the focus before dialogs that are gone, until it is given back or another dialog follows them. */
  let ended: HTMLElement[] = [];
  let timer: ReturnType<typeof setTimeout>;

  const restore = (elements: HTMLElement[]) => {
    if (!isLost()) return;
    const top = topDialog();
    const last = elements.at(-1);
    const isFit = (one: HTMLElement) =>
      // a link that led to the page is too far away
      one.isConnected && (top?.contains(one) ?? (one === last || one.closest("nav") === null));
    if (elements.filter(isFit).reverse().some(focus)) return;
    if (top !== null) enter(top);
    // a dialog that a key opened from nowhere leaves the keyboard to its page
    else focus(document.querySelector("main"));
  };
  const observer = new MutationObserver(() => {
    const gone = [...before].filter(([dialog]) => !dialog.isConnected);
    gone.forEach(([dialog]) => before.delete(dialog));
    if (before.size === 0) observer.disconnect();
    const isPartGone = isLost() && latest.at(-1)?.isConnected === false;
    if (gone.length === 0 && !isPartGone) return;
    ended.push(...gone.flatMap(([, elements]) => elements));
    clearTimeout(timer);
    timer = setTimeout(() => {
      restore(ended);
      ended = [];
    }, WAIT_MS);
  });

  const onFocus = ({ target }: FocusEvent) => {
    if (!(target instanceof HTMLElement)) return;
    latest = latest.filter((one) => one.isConnected && one !== target).slice(-LATEST_MAX);
    const dialog = target.closest(MODAL);
    if (dialog !== null && !before.has(dialog)) {
      observer.observe(document.body, { childList: true, subtree: true });
      // one that takes the place of another goes back to what that one came from
      const replaced = [...before].filter(([one]) => !one.isConnected).flatMap(([, elements]) => elements);
      before.set(dialog, [...ended, ...replaced, ...latest]);
      ended = [];
    }
    latest = [...latest, target];
  };
  const onBlur = ({ target }: FocusEvent) =>
    queueMicrotask(() => {
      // left by a click beside it, so that nothing is to have the focus; not disabled or removed while it had it
      if (isLost() && target instanceof HTMLElement && target.isConnected && !target.matches(":disabled")) latest = [];
    });
  document.addEventListener("focusin", onFocus);
  document.addEventListener("focusout", onBlur);
  return () => {
    document.removeEventListener("focusin", onFocus);
    document.removeEventListener("focusout", onBlur);
    observer.disconnect();
    clearTimeout(timer);
  };
}
