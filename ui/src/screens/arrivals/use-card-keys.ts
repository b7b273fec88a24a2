import { useEffect, useRef } from "react";
import type { ArrivalCard, ArrivalColumn } from "../../ipc/views";
import { usePageKeys } from "../../parts/use-page-keys";

export const COLUMNS = ["expected", "arrived", "inRoom", "done"] as const;
export type ShownColumn = (typeof COLUMNS)[number];
/** A letter that follows a G goes to a page. */
const GO_WITHIN_MS = 1000;

const targets = (column: Element) => [...column.querySelectorAll<HTMLElement>("[data-card-target]")];
const columnsOf = () => [...document.querySelectorAll("[data-arrivals-column]")];
const isElsewhere = (event: KeyboardEvent) =>
  event.target instanceof Element && event.target.closest("[role=menu], [role=dialog]") !== null;

/** Arrows go from card to card. After a step the card below has the keys, so that the next one takes Enter alone. */
export function useCardKeys(cards: ArrivalCard[], onPrivacy: () => void) {
  const goPressedAt = useRef(0);
  const left = useRef<{ id: string; column: ArrivalColumn; index: number } | null>(null);

  const move = (event: KeyboardEvent, across: number, down: number) => {
    if (isElsewhere(event)) return;
    const columns = columnsOf().map(targets);
    const at = columns.findIndex((column) => column.some((target) => target === document.activeElement));
    if (at === -1) return columns.find((column) => column.length > 0)?.[0]?.focus();
    const row = columns[at]!.findIndex((target) => target === document.activeElement) + down;
    let to = at + across;
    while (across !== 0 && columns[to]?.length === 0) to += across;
    const column = columns[to] ?? columns[at]!;
    column[Math.min(Math.max(row, 0), column.length - 1)]?.focus();
  };
  usePageKeys([
    ["ArrowDown", (event) => move(event, 0, 1)],
    ["ArrowUp", (event) => move(event, 0, -1)],
    ["ArrowRight", (event) => move(event, 1, 0)],
    ["ArrowLeft", (event) => move(event, -1, 0)],
    ["G", () => (goPressedAt.current = Date.now())],
    ["P", (event) => Date.now() - goPressedAt.current >= GO_WITHIN_MS && !isElsewhere(event) && onPrivacy()],
  ]);

  useEffect(() => {
    if (left.current === null) return;
    const { id, column, index } = left.current;
    const moved = cards.find((card) => card.id === id);
    if (moved?.column === column) return;
    left.current = null;
    const rest = columnsOf().filter((one) => one.getAttribute("data-arrivals-column") === column);
    const targetsLeft = rest.flatMap(targets);
    const next = targetsLeft[Math.min(index, targetsLeft.length - 1)];
    (next ?? document.querySelector<HTMLElement>(`[data-card="${id}"] [data-card-target]`))?.focus();
  }, [cards]);

  /** Notes where a card was, before it goes to the next column. */
  return ({ id, column }: ArrivalCard) => {
    const own = document.querySelector(`[data-card="${id}"] [data-card-target]`);
    const of = own?.closest("[data-arrivals-column]");
    const index = of ? targets(of).findIndex((target) => target === own) : 0;
    left.current = { id, column, index: Math.max(index, 0) };
  };
}
