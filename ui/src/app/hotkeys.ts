import { useHotkeys, useWindowEvent, type HotkeyItem } from "@mantine/hooks";
import { spotlight } from "@mantine/spotlight";
import { useRef } from "react";
import { menuEntries, shortcuts } from "./pages";
import { useNavigation } from "../nav/navigation";
import { useMay, useSession } from "../nav/session";

const GO_WITHIN_MS = 1000;
const CAN_FOCUS = ":is(button, a, input, textarea):not(:disabled, [tabindex='-1']), [tabindex='0']";

/** Presses the filled button that the page marks. */
function pressPrimary() {
  document.querySelector<HTMLButtonElement>("[data-primary]:not(:disabled)")?.click();
}

/** Presses the button that prints what is on the screen. */
function pressPrint() {
  document.querySelector<HTMLButtonElement>("[data-print]:not(:disabled)")?.click();
}

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
  document.querySelectorAll<HTMLButtonElement>("[role=tablist] [role=tab]")[index]?.click();
}

/** Keys that work on every page; single letters do nothing while a field has the focus. */
export function useFrameKeys({ onFold, onShowKeys }: { onFold: () => void; onShowKeys: () => void }) {
  const { go } = useNavigation();
  const { leave } = useSession();
  const may = useMay();
  const goPressedAt = useRef(0);
  useHotkeys(
    [
      ["mod+K", spotlight.toggle],
      ...shortcuts.map(({ keys, right, route }): HotkeyItem => [
        keys.join("+").replace("Ctrl", "mod"),
        () => may(right) && go(route("")),
      ]),
      ["mod+L", () => leave("lock")],
      ["mod+B", onFold],
      ["mod+Enter", pressPrimary],
      ["mod+P", pressPrint],
      ["F6", nextPane],
      ...[1, 2, 3, 4, 5, 6, 7].map((n): HotkeyItem => [`mod+${n}`, () => openTab(n - 1)]),
    ],
    [],
    true,
  );
  // G applies only to the very next key
  useWindowEvent("keydown", (event) => {
    if (event.key.toLowerCase() !== "g") goPressedAt.current = 0;
  });
  useHotkeys([
    ["shift+?", onShowKeys],
    ["G", () => (goPressedAt.current = Date.now())],
    ...menuEntries.flatMap(({ letter, right, route }): HotkeyItem[] =>
      letter === undefined
        ? []
        : [[letter, () => Date.now() - goPressedAt.current < GO_WITHIN_MS && may(right) && go(route)]],
    ),
  ]);
}
