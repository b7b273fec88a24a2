import { useEffect, useState } from "react";

/** Per cent of the usual size of letters; everything else is measured by them. */
export const TEXT_SIZES = [100, 125, 150, 200] as const;
export type TextSize = (typeof TEXT_SIZES)[number];

/** Narrower than so many letter sizes, columns are laid out one below the other. */
const NARROW_REM = 60;
/** Narrower than so many, what is not needed is left out or put below. */
const TIGHT_REM = 75;

/** Writes everything in this size. Returns whether the window is narrow for it. */
export function useTextSize(size: TextSize): boolean {
  const [isNarrow, setNarrow] = useState(false);
  useEffect(() => {
    const root = document.documentElement;
    root.style.fontSize = size === 100 ? "" : `${size}%`;
    const look = () => {
      const widthRem = window.innerWidth / (Number.parseFloat(getComputedStyle(root).fontSize) || 16);
      const narrow = widthRem < NARROW_REM;
      root.toggleAttribute("data-narrow", narrow);
      root.toggleAttribute("data-tight", widthRem < TIGHT_REM);
      setNarrow(narrow);
    };
    look();
    window.addEventListener("resize", look);
    return () => window.removeEventListener("resize", look);
  }, [size]);
  return isNarrow;
}
