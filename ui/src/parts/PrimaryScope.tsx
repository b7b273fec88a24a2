import { createContext, type ReactNode, useContext, useEffect, useState } from "react";

const IsTaken = createContext(false);
const Register = createContext<((by: 1 | -1) => void) | null>(null);

/** A page whose forms may have the one filled button instead of its toolbar. */
export function PrimaryScope({ children }: { children: ReactNode }) {
  const [forms, setForms] = useState(0);
  const [register] = useState(() => (by: 1 | -1) => setForms((before) => before + by));
  return (
    <Register value={register}>
      <IsTaken value={forms > 0}>{children}</IsTaken>
    </Register>
  );
}

/** Takes the filled button of the page from its toolbar while `isShown`. */
export function useOwnPrimary(isShown = true) {
  const register = useContext(Register);
  useEffect(() => {
    if (!isShown || register === null) return;
    register(1);
    return () => register(-1);
  }, [isShown, register]);
}

/** How the toolbar shows its button: filled, unless a form below has a filled one. */
export function useToolbarPrimary() {
  const isTaken = useContext(IsTaken);
  return isTaken ? { variant: "default" } : { "data-primary": true };
}
