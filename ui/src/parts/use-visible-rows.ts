import { observeElementRect, useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import { useEffect, useEffectEvent, useLayoutEffect, useRef, type RefObject } from "react";

/** The height of a row in rem, and in pixels at the usual text size. */
export const ROW_REM = 2.25;
const ROW_PX = 36;
/** Rows that are rendered beyond the edge of the view, so that a slow scroll shows no gap. */
const SPARE_ROWS = 12;
/** The rows change in steps, not with every pixel that is scrolled. */
const STEP_ROWS = 6;
const VIEW_PX_USUAL = 720;

/** The rows from `first` to before `last` are in the page, and `top` is the first in view. */
export interface VisibleRows {
  first: number;
  last: number;
  top: number;
}

interface Props {
  body: RefObject<HTMLElement | null>;
  total: number;
  rowRem: number;
  /** The row at which the list is first shown. */
  startAt: number;
  onChange: (rows: VisibleRows) => void;
}

/** Follows the scrolling of the page around a body of rows of one height. */
export function useVisibleRows({ body, total, rowRem, startAt, onChange }: Props): VisibleRows {
  const scrollToStart = useEffectEvent(() => {
    const scroller = scrollerOf(body.current);
    if (scroller !== null && startAt > 0) scroller.scrollTop = startAt * pxOf(rowRem);
  });
  useLayoutEffect(() => scrollToStart(), []);

  const { range, indexes } = useVirtualRange(body, total, rowRem, startAt);
  const first = indexes[0] ?? 0;
  const last = (indexes.at(-1) ?? -1) + 1;
  const top = range?.startIndex ?? 0;
  const changed = useEffectEvent(onChange);
  useEffect(() => {
    changed({ first, last, top });
  }, [first, last, top]);
  return { first, last, top };
}

function useVirtualRange(body: RefObject<HTMLElement | null>, total: number, rowRem: number, startAt: number) {
  // cached: it is asked for each row of ten thousand, too often to compute styles
  const rowPx = useRef<number | null>(null);
  const sizeOf = () => (rowPx.current ??= pxOf(rowRem));
  const stepPx = () => STEP_ROWS * sizeOf();
  const resized = () => {
    const before = sizeOf();
    rowPx.current = pxOf(rowRem);
    return rowPx.current !== before;
  };
  // eslint-disable-next-line react-hooks/incompatible-library -- nothing here is memoised by a compiler
  const virtualizer = useVirtualizer<HTMLElement, HTMLElement>({
    count: total,
    overscan: SPARE_ROWS,
    estimateSize: sizeOf,
    initialOffset: startAt * ROW_PX,
    initialRect: { width: 0, height: VIEW_PX_USUAL },
    getScrollElement: () => scrollerOf(body.current),
    // the page is scrolled by the user and by `revealRow`, not by the library
    scrollToFn: () => undefined,
    observeElementRect: (instance, report) =>
      observeElementRect(instance, ({ width, height }) =>
        report({ width, height: (height || VIEW_PX_USUAL) + stepPx() }),
      ),
    observeElementOffset: (instance, report) => observeRowOffset(instance, body, resized, stepPx, report),
  });
  return { indexes: virtualizer.getVirtualIndexes(), range: virtualizer.range };
}

/** Reports how far the rows are scrolled past the top of the page, in full steps. */
function observeRowOffset(
  instance: Virtualizer<HTMLElement, HTMLElement>,
  body: RefObject<HTMLElement | null>,
  resized: () => boolean,
  stepPx: () => number,
  report: (offsetPx: number, isScrolling: boolean) => void,
): () => void {
  const look = () => {
    const scroller = instance.scrollElement;
    if (scroller === null || body.current === null) return;
    if (resized()) instance.measure();
    const abovePx = Math.max(0, scroller.getBoundingClientRect().top - body.current.getBoundingClientRect().top);
    report(Math.floor(abovePx / stepPx()) * stepPx(), false);
  };
  look();
  const scroller = instance.scrollElement;
  scroller?.addEventListener("scroll", look, { passive: true });
  window.addEventListener("resize", look);
  // another text size changes the height of the rows
  const table = body.current?.closest("table");
  const resizes = new ResizeObserver(look);
  if (table) resizes.observe(table);
  return () => {
    scroller?.removeEventListener("scroll", look);
    window.removeEventListener("resize", look);
    resizes.disconnect();
  };
}

/** Scrolls the page as little as brings a row into view, below the head that stays. */
export function revealRow(body: HTMLElement, index: number, rowRem: number): void {
  const scroller = scrollerOf(body);
  if (scroller === null) return;
  const rowPx = pxOf(rowRem);
  const top = body.getBoundingClientRect().top - scroller.getBoundingClientRect().top + index * rowPx;
  const head =
    (body.previousElementSibling?.getBoundingClientRect().height ?? 0) +
    (Number.parseFloat(getComputedStyle(scroller).paddingTop) || 0);
  const over = top - head;
  const under = top + rowPx - scroller.clientHeight;
  if (over < 0) scroller.scrollTop += over;
  else if (under > 0 && scroller.clientHeight > 0) scroller.scrollTop += under;
}

const scrollerOf = (body: HTMLElement | null) => body?.closest<HTMLElement>("main") ?? null;
const pxOf = (rem: number) =>
  rem * (Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || ROW_PX / ROW_REM);
