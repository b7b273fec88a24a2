import { useHotkeys } from "@mantine/hooks";
import { spotlight } from "@mantine/spotlight";
import { useRef } from "react";
import { usePlaces, type Route } from "./route";
import { useMay, useSession } from "./session";

const GO_WITHIN_MS = 1000;
const GO: Record<string, Route> = { t: { page: "today" }, p: { page: "patients" }, d: { page: "diary", day: null }, s: { page: "sync" } };

/** The element that a page marks as its filled button. */
function pressPrimary() {
  document.querySelector<HTMLButtonElement>("[data-primary]:not(:disabled)")?.click();
}

function nextPane() {
  const panes = [...document.querySelectorAll<HTMLElement>("[data-pane]")];
  const current = panes.findIndex((pane) => pane.contains(document.activeElement));
  const next = panes[(current + 1) % panes.length];
  (next?.querySelector<HTMLElement>("button, a, input, textarea, [tabindex='0']") ?? next)?.focus();
}

function openTab(index: number) {
  document.querySelectorAll<HTMLButtonElement>("[role=tablist] [role=tab]")[index]?.click();
}

/** Keys that work on every page; single letters rest while something is being typed. */
export function useFrameKeys({ onFold, onShowKeys }: { onFold: () => void; onShowKeys: () => void }) {
  const { go } = usePlaces();
  const { leave } = useSession();
  const may = useMay();
  const goPressedAt = useRef(0);
  useHotkeys(
    [
      ["mod+K", spotlight.toggle],
      ["mod+N", () => may("patients.write") && go({ page: "register", text: "" })],
      ["mod+shift+N", () => go({ page: "diary", day: null })],
      ["mod+L", () => leave("lock")],
      ["mod+B", onFold],
      ["mod+Enter", pressPrimary],
      ["F6", nextPane],
      ...[1, 2, 3, 4, 5, 6].map((n): [string, () => void] => [`mod+${n}`, () => openTab(n - 1)]),
    ],
    [],
    true,
  );
  useHotkeys([
    ["shift+?", onShowKeys],
    ["G", () => (goPressedAt.current = Date.now())],
    ...Object.entries(GO).map(([key, route]): [string, () => void] => [key, () => Date.now() - goPressedAt.current < GO_WITHIN_MS && go(route)]),
  ]);
}
