import { type RefObject, useEffect, useRef } from "react";
import type { ClashRow } from "../../ipc/views";
import { usePageKeys } from "../../parts/use-page-keys";

/** A letter that follows a G goes to a page. */
const GO_WITHIN_MS = 1000;

type List = RefObject<HTMLOListElement | null>;
const items = (list: List) => [...(list.current?.querySelectorAll<HTMLElement>("[data-clash]") ?? [])];
const enter = (item: HTMLElement | undefined) => item?.querySelector("button")?.focus();
const isElsewhere = (event: KeyboardEvent) =>
  event.target instanceof Element && event.target.closest("[role=menu], [role=dialog]") !== null;

/** The list of clashes: after a decision the clash below has the focus, so that the next one takes a letter alone. */
export function useClashList(rows: ClashRow[]) {
  const list = useRef<HTMLOListElement>(null);
  const left = useRef<{ row: ClashRow; index: number } | null>(null);
  useEffect(() => {
    if (left.current === null) return;
    const { row, index } = left.current;
    if (rows.some(({ id, state }) => id === row.id && state === row.state)) return;
    left.current = null;
    const all = items(list);
    enter(all[Math.min(index, all.length - 1)]);
  }, [rows]);
  /** Notes where a clash was, before a decision takes it away. */
  const leave = (row: ClashRow) => {
    const index = rows.findIndex(({ id }) => id === row.id);
    left.current = { row, index: Math.max(index, 0) };
  };
  return { list, leave };
}

/** Arrows go from clash to clash; letters decide about the one that has the focus. */
export function useClashKeys(list: List, rows: ClashRow[], onKey: (key: "k" | "c", row: ClashRow) => void) {
  const goPressedAt = useRef(0);
  const current = () => items(list).findIndex((item) => item.contains(document.activeElement));
  const step = (event: KeyboardEvent, by: 1 | -1) => {
    if (isElsewhere(event)) return;
    const all = items(list);
    const at = current();
    enter(all[at === -1 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)]);
  };
  const onLetter = (event: KeyboardEvent, act: (row: ClashRow, item: HTMLElement) => void) => {
    if (isElsewhere(event) || Date.now() - goPressedAt.current < GO_WITHIN_MS) return;
    const item = items(list)[current()];
    const row = rows.find(({ id }) => id === item?.dataset["clash"]);
    if (item !== undefined && row !== undefined) act(row, item);
  };
  usePageKeys([
    ["ArrowDown", (event) => step(event, 1)],
    ["ArrowUp", (event) => step(event, -1)],
    ["G", () => (goPressedAt.current = Date.now())],
    ["K", (event) => onLetter(event, (row) => onKey("k", row))],
    ["C", (event) => onLetter(event, (row) => onKey("c", row))],
    ["M", (event) => onLetter(event, (_, item) => item.querySelector<HTMLElement>("[data-move]")?.click())],
  ]);
}
