import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from "react";
import type { PatientSort, PatientStatus } from "../ipc/views";

/** Where one can be. The window has no address bar, so a place is a value, not a text. */
export type Route =
  | { page: "today" | "audit" | "sync" | "settings" }
  | { page: "patients"; list?: PatientList }
  | { page: "register"; text: string }
  | { page: "patient"; id: string; tab?: PatientTab }
  | { page: "edit"; id: string }
  | { page: "visit"; id: string }
  | { page: "diary"; day: string | null; patientId?: string; books?: boolean }
  | { page: "conflicts"; id: string | null };
export type PatientTab = "overview" | "visits" | "measurements" | "contact" | "appointments";

/** What was asked of the list of patients, and the row at which it was left. */
export interface PatientList {
  text: string;
  status: PatientStatus | null;
  sort: PatientSort;
  row: number;
}

/** `amend` says more of the present place, for when one comes back to it. */
interface Places {
  route: Route;
  /** Changes with every arrival, so that a page starts afresh when one goes to it from itself. */ visit: number;
  go: (route: Route) => void;
  amend: (route: Route) => void;
  back: () => void;
  canGoBack: boolean;
}
const PlacesContext = createContext<Places | null>(null);
const DEPTH_MAX = 50;

export function RouteProvider({ first = { page: "today" }, children }: { first?: Route; children: ReactNode }) {
  const [trail, setTrail] = useState<Route[]>([first]);
  const [visit, setVisit] = useState(0);
  const go = useCallback((route: Route) => {
    setTrail((been) => [...been, route].slice(-DEPTH_MAX));
    setVisit((n) => n + 1);
  }, []);
  const amend = useCallback((route: Route) => setTrail((been) => [...been.slice(0, -1), route]), []);
  const back = useCallback(() => setTrail((been) => (been.length > 1 ? been.slice(0, -1) : been)), []);
  const places = useMemo<Places>(
    () => ({ route: trail.at(-1) ?? first, visit, go, amend, back, canGoBack: trail.length > 1 }),
    [trail, visit, first, go, amend, back],
  );
  return <PlacesContext value={places}>{children}</PlacesContext>;
}

export function usePlaces(): Places {
  const places = useContext(PlacesContext);
  if (places === null) throw new Error("RouteProvider is missing");
  return places;
}
