import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from "react";

/** Where one can be. The window has no address bar, so a place is a value, not a text. */
export type Route =
  | { page: "today" | "patients" | "sync" | "settings" }
  | { page: "register"; text: string }
  | { page: "patient"; id: string; tab?: PatientTab }
  | { page: "edit"; id: string }
  | { page: "visit"; id: string }
  | { page: "diary"; day: string | null; patientId?: string }
  | { page: "conflicts"; id: string | null };
export type PatientTab = "overview" | "visits" | "measurements" | "contact" | "appointments";

interface Places { route: Route; go: (route: Route) => void; back: () => void; canGoBack: boolean }
const PlacesContext = createContext<Places | null>(null);
const DEPTH_MAX = 50;

export function RouteProvider({ first = { page: "today" }, children }: { first?: Route; children: ReactNode }) {
  const [trail, setTrail] = useState<Route[]>([first]);
  const go = useCallback((route: Route) => setTrail((been) => [...been, route].slice(-DEPTH_MAX)), []);
  const back = useCallback(() => setTrail((been) => (been.length > 1 ? been.slice(0, -1) : been)), []);
  const places = useMemo<Places>(() => ({ route: trail.at(-1) ?? first, go, back, canGoBack: trail.length > 1 }), [trail, first, go, back]);
  return <PlacesContext value={places}>{children}</PlacesContext>;
}

export function usePlaces(): Places {
  const places = useContext(PlacesContext);
  if (places === null) throw new Error("RouteProvider is missing");
  return places;
}
