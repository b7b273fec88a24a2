import { useCallback, useInsertionEffect, useRef } from "react";

/** A function that stays the same one, so that a memoised component is not drawn anew for it; it calls the latest. */
export function useSteady<Args extends unknown[], Result>(latest: (...args: Args) => Result): typeof latest {
  const current = useRef(latest);
  useInsertionEffect(() => {
    current.current = latest;
  });
  return useCallback((...args: Args) => current.current(...args), []);
}
