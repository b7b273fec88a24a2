import { useHotkeys, useWindowEvent } from "@mantine/hooks";
import { spotlight } from "@mantine/spotlight";
import { useRef } from "react";
import type { Right } from "../ipc/views";
import { usePlaces, type Route } from "./route";
import { useMay, useSession } from "./session";

const GO_WITHIN_MS = 1000;
const GO: Record<string, { right: Right; route: Route }> = {
  t: { right: "appointments.read", route: { page: "today" } },
  p: { right: "patients.read", route: { page: "patients" } },
  d: { right: "appointments.read", route: { page: "diary", day: null } },
  s: { right: "sync.run", route: { page: "sync" } },
};

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
      ["mod+shift+N", () => may("appointments.write") && go({ page: "diary", day: null, books: true })],
      ["mod+L", () => leave("lock")],
      ["mod+B", onFold],
      ["mod+Enter", pressPrimary],
      ["F6", nextPane],
      ...[1, 2, 3, 4, 5, 6].map((n): [string, () => void] => [`mod+${n}`, () => openTab(n - 1)]),
    ],
    [],
    true,
  );
  // only the very next key belongs to it
  useWindowEvent("keydown", (event) => {
    if (event.key.toLowerCase() !== "g") goPressedAt.current = 0;
  });
  useHotkeys([
    ["shift+?", onShowKeys],
    ["G", () => (goPressedAt.current = Date.now())],
    ...Object.entries(GO).map(([key, { right, route }]): [string, () => void] => [
      key,
      () => Date.now() - goPressedAt.current < GO_WITHIN_MS && may(right) && go(route),
    ]),
  ]);
}
