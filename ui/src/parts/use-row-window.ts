import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from "react";

/** The height of a row in sizes of letters, and in pixels at the usual size. */
export const ROW_REM = 2.25;
export const ROW_PX = 36;
/** Rows beyond the edge of the view, so that a slow scroll meets none that is missing. */
const SPARE_ROWS = 12;
/** The window moves in steps, not with every pixel. */
const STEP_ROWS = 6;
const VIEW_PX_USUAL = 720;

/** The rows from `first` to before `last` are in the page, and `top` is the first in view. */
export interface RowWindow {
  first: number;
  last: number;
  top: number;
}

export function windowOf(abovePx: number, viewPx: number, total: number, rowPx = ROW_PX): RowWindow {
  const top = Math.floor(abovePx / rowPx / STEP_ROWS) * STEP_ROWS;
  const first = Math.max(0, Math.min(top - SPARE_ROWS, total - 1));
  const last = Math.ceil((abovePx + viewPx) / rowPx / STEP_ROWS) * STEP_ROWS + SPARE_ROWS;
  return { first, last: Math.max(0, Math.min(last, total)), top: Math.min(top, Math.max(total - 1, 0)) };
}

/** Follows the scrolling of the page around a body of rows of one height, `rowRem` each. */
export function useRowWindow(
  body: RefObject<HTMLElement | null>,
  total: number,
  startAt: number,
  onWindow: (window: RowWindow) => void,
  rowRem = ROW_REM,
) {
  const [shown, setShown] = useState(() => windowOf(startAt * ROW_PX, VIEW_PX_USUAL, total));
  const latest = useRef(onWindow);
  latest.current = onWindow;
  const afterwards = useRef<(() => void) | null>(null);

  const look = useCallback(() => {
    const scroller = scrollerOf(body.current);
    if (body.current === null || scroller === null) return;
    const abovePx = Math.max(0, scroller.getBoundingClientRect().top - body.current.getBoundingClientRect().top);
    const next = windowOf(abovePx, scroller.clientHeight || VIEW_PX_USUAL, total, rowPxNow(rowRem));
    setShown((before) => (before.first === next.first && before.last === next.last ? before : next));
  }, [body, total, rowRem]);

  useLayoutEffect(() => {
    const scroller = scrollerOf(body.current);
    if (scroller === null) return;
    if (startAt > 0) scroller.scrollTop = startAt * rowPxNow(rowRem);
    look();
    scroller.addEventListener("scroll", look, { passive: true });
    window.addEventListener("resize", look);
    return () => {
      scroller.removeEventListener("scroll", look);
      window.removeEventListener("resize", look);
    };
    // where it starts counts once
  }, [body, look]);
  useEffect(() => latest.current(shown), [shown]);
  useEffect(() => {
    const act = afterwards.current;
    afterwards.current = null;
    act?.();
  });

  /** Scrolls so that a row is in view, then acts once it is in the page. */
  const reveal = useCallback(
    (index: number, then: () => void) => {
      const scroller = scrollerOf(body.current);
      if (body.current !== null && scroller !== null) {
        const top =
          body.current.getBoundingClientRect().top - scroller.getBoundingClientRect().top + index * rowPxNow(rowRem);
        const head =
          (body.current.previousElementSibling?.getBoundingClientRect().height ?? 0) +
          (Number.parseFloat(getComputedStyle(scroller).paddingTop) || 0);
        const over = top - head;
        const under = top + rowPxNow(rowRem) - scroller.clientHeight;
        if (over < 0) scroller.scrollTop += over;
        else if (under > 0 && scroller.clientHeight > 0) scroller.scrollTop += under;
      }
      look();
      afterwards.current = then;
      // shown again even if the window stays where it is
      setShown((before) => ({ ...before }));
    },
    [body, look, rowRem],
  );
  return { ...shown, reveal };
}

const scrollerOf = (body: HTMLElement | null) => body?.closest<HTMLElement>("main") ?? null;
const rowPxNow = (rowRem: number) =>
  rowRem * (Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || ROW_PX / ROW_REM);
