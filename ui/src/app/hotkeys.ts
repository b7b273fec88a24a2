import { useHotkeys, useWindowEvent, type HotkeyItem } from "@mantine/hooks";
import { spotlight } from "@mantine/spotlight";
import { useRef } from "react";
import { flushSync } from "react-dom";
import { menuEntries, shortcuts } from "./pages";
import { useNavigation } from "../nav/navigation";
import { useMay, useSession } from "../nav/session";
import { topDialog } from "../parts/top-dialog";
import { pressUndo } from "../parts/undo";

const GO_WITHIN_MS = 1000;
/** Pressed after G. */
const PICK_CLINIC = "c";
const CAN_FOCUS = ":is(button, a, input, textarea):not(:disabled, [tabindex='-1']), [tabindex='0']";

const press = (button: HTMLElement | null | undefined) => button?.click();

/** Presses the filled button that the page marks; under a dialog only that of the dialog, or what sends its form. */
function pressPrimary() {
  const dialog = topDialog();
  if (dialog === null) press(document.querySelector<HTMLElement>("[data-primary]:not(:disabled)"));
  else press(dialog.querySelector<HTMLElement>("[data-primary]") ?? dialog.querySelector<HTMLElement>("[type=submit]"));
}

/** Presses the button that prints what is on the screen. */
function pressPrint() {
  press((topDialog() ?? document).querySelector<HTMLElement>("[data-print]:not(:disabled)"));
}

/** Opens the palette with the focus in it before the next key comes, or closes it. */
function togglePalette() {
  const dialog = topDialog();
  if (dialog === null || dialog.querySelector("[data-palette]") !== null) flushSync(spotlight.toggle);
}

/** Keys of the page do nothing under a dialog. */
const onPage = (act: () => unknown) => () => topDialog() === null && act();

function nextPane() {
  // a pane that contains panes is not a stop of its own
  const panes = [...document.querySelectorAll<HTMLElement>("[data-pane]")].filter(
    (pane) => pane.querySelector("[data-pane]") === null,
  );
  const focused = document.activeElement;
  const current = panes.findIndex((pane) => pane.contains(focused));
  const within = focused?.closest("[data-pane]");
  const next = panes.find((pane) => within?.contains(pane) && pane !== within) ?? panes[(current + 1) % panes.length];
  (next?.querySelector<HTMLElement>(CAN_FOCUS) ?? next)?.focus();
}

function openTab(index: number) {
  press((topDialog() ?? document).querySelectorAll<HTMLElement>("[role=tablist] [role=tab]")[index]);
}

/** Nothing is typed into a choice, which takes arrows and Space alone. */
const FIELDS = "textarea, select, input:not([type=radio], [type=checkbox])";
/** Typing goes on in a field, whatever was pressed before. */
const isInField = ({ target }: KeyboardEvent) =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches(FIELDS));
const hasModifier = ({ ctrlKey, metaKey, altKey }: KeyboardEvent) => ctrlKey || metaKey || altKey;

/** What takes no letters: nothing was typed into it that could be taken back. */
const UNTYPED = ":is(select, [readonly], [type=range], [type=time])";

/**
 * WebKitGTK does nothing at these keys by itself; an engine that does must not do it twice. The page has one history:
 * what was typed in another field stays.
 */
function editField(event: KeyboardEvent, command: "undo" | "redo") {
  const field = event.target as HTMLElement;
  if (field.matches(UNTYPED)) return;
  event.preventDefault();
  const stay = (edit: Event) => {
    if (edit.target !== field) edit.preventDefault();
  };
  document.addEventListener("beforeinput", stay, { capture: true });
  document.execCommand(command);
  document.removeEventListener("beforeinput", stay, { capture: true });
}

interface FrameActions {
  onFold: () => void;
  onShowKeys: () => void;
  onPickClinic: () => void;
}

/** Keys that work on every page; single letters do nothing while a field has the focus. */
export function useFrameKeys({ onFold, onShowKeys, onPickClinic }: FrameActions) {
  const { go } = useNavigation();
  const { leave } = useSession();
  const may = useMay();
  const goPressedAt = useRef(0);
  useHotkeys(
    [
      ["mod+K", togglePalette],
      ...shortcuts.flatMap(({ keys, right, route }): HotkeyItem[] =>
        keys.length === 0 ? [] : [[keys.join("+").replace("Ctrl", "mod"), onPage(() => may(right) && go(route("")))]],
      ),
      ["mod+L", () => leave("lock")],
      ["mod+shift+L", () => leave("switchUser")],
      ["mod+B", onPage(onFold)],
      // a key that is held down presses nothing in the dialog that it opened
      ["mod+Enter", (event) => event.repeat || pressPrimary()],
      ["mod+P", (event) => event.repeat || pressPrint()],
      ["F6", onPage(nextPane)],
      ...[1, 2, 3, 4, 5, 6, 7].map((n): HotkeyItem => [`mod+${n}`, () => openTab(n - 1)]),
    ],
    [],
    true,
  );
  // a field takes back what was typed in it
  const undo = (event: KeyboardEvent) => {
    if (isInField(event)) return editField(event, "undo");
    if (topDialog() !== null) return;
    event.preventDefault();
    if (!event.repeat) pressUndo();
  };
  const redo = (event: KeyboardEvent) => {
    if (isInField(event)) editField(event, "redo");
  };
  // the library takes a radio button for a field, and would take the letters from the fields
  const showKeys = (event: KeyboardEvent) => {
    if (!isInField(event) && topDialog() === null) onShowKeys();
  };
  const startGo = (event: KeyboardEvent) => {
    if (!isInField(event) && topDialog() === null) goPressedAt.current = Date.now();
  };
  useHotkeys(
    [
      ["shift+?", showKeys, { preventDefault: false }],
      ["G", startGo, { preventDefault: false }],
      ["mod+Z", undo, { preventDefault: false }],
      ["mod+shift+Z", redo, { preventDefault: false }],
      ["mod+Y", redo, { preventDefault: false }],
    ],
    [],
    true,
  );
  const goTo = (letter: string): boolean => {
    const entry = menuEntries.find((one) => one.letter === letter);
    if (letter === PICK_CLINIC) onPickClinic();
    else if (entry !== undefined && may(entry.right)) go(entry.route);
    else return false;
    return true;
  };
  // in the capture phase, so that the letter after G is no key of the page; G applies only to the very next key
  useWindowEvent(
    "keydown",
    (event) => {
      const isNext = Date.now() - goPressedAt.current < GO_WITHIN_MS;
      goPressedAt.current = 0;
      if (!isNext || hasModifier(event) || event.shiftKey || isInField(event) || !goTo(event.key.toLowerCase())) return;
      event.preventDefault();
      event.stopPropagation();
    },
    { capture: true },
  );
}
