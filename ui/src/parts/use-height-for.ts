import { useCallback } from "react";

/** A ref that gives the height of its element to the styles around it, since what sticks below it depends on it. */
export function useHeightFor(property: `--${string}`): (element: HTMLElement | null) => (() => void) | void {
  return useCallback(
    (element: HTMLElement | null) => {
      const around = element?.parentElement;
      if (element === null || !around) return;
      const resizes = new ResizeObserver(() => around.style.setProperty(property, `${element.offsetHeight}px`));
      resizes.observe(element);
      return () => resizes.disconnect();
    },
    [property],
  );
}
