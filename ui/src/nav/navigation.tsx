import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useEffectEvent,
  useMemo,
  useState,
  type ReactNode,
} from "react";
import type { FollowUpPart, LabWorkPart, PatientSort, PatientStatus } from "../ipc/views";

/** Every page with its parameters. `app/pages.tsx` registers each by its name: one that is missing does not compile. */
export interface PageParams {
  today: { labPart?: LabWorkPart };
  patients: {
    list?: PatientList;
    inpatients?: boolean;
    followUps?: FollowUpList;
    duplicates?: boolean;
    requests?: boolean;
    toFile?: boolean;
    deleted?: boolean;
  };
  register: { text: string };
  importPatients: object;
  patient: { id: string; tab?: PatientTab; plan?: PlanPart; labs?: LabsPart; labOrder?: string };
  edit: { id: string };
  erase: { id: string };
  visit: { id: string };
  note: { id: string };
  recall: { id: string };
  mealPlan: { id: string };
  foods: object;
  arrivals: object;
  clashes: object;
  reminders: object;
  waiting: { addId?: string };
  diary: { day: string | null; patientId?: string; books?: boolean; waitingId?: string };
  billing: { part?: "expenses" };
  reports: object;
  invoice: { id: string };
  invoiceDraft: { id: string };
  quote: { id: string };
  conflicts: { id: string | null };
  review: { patientId?: string };
  alerts: { id?: string };
  audit: object;
  sync: object;
  settings: { section?: SettingsSection };
  roles: object;
}
export type PageName = keyof PageParams;
export type RouteTo<Page extends PageName> = { page: Page } & PageParams[Page];
/** A page with its parameters. The window has no address bar, so a route is a value, not a text. */
export type Route = { [Page in PageName]: RouteTo<Page> }[PageName];
/** The parts of a patient's plan tab. */
export type PlanPart = "goals" | "needs" | "screening" | "recalls" | "mealPlans" | "dietOrders" | "handouts";
/** The parts of a patient's tab of labs and medicines. */
export type LabsPart = "labs" | "prescriptions";
export type PatientTab =
  "overview" | "visits" | "measurements" | "plan" | "labs" | "documents" | "contact" | "appointments" | "billing";

/** The parts of the settings, one of which is shown. */
export type SettingsSection =
  | "users"
  | "roles"
  | "clinic"
  | "sites"
  | "appointments"
  | "notes"
  | "measurements"
  | "prices"
  | "nutrition"
  | "handouts"
  | "screening"
  | "tags"
  | "alerts"
  | "computers"
  | "backups"
  | "records";

/** The filters of the list of patients, and the row at which it was left. */
export interface PatientList {
  text: string;
  status: PatientStatus | null;
  tagId: string | null;
  isMine: boolean;
  isOfDepartment: boolean;
  sort: PatientSort;
  row: number;
}

/** Which follow-ups were shown, and the row at which they were left. */
export interface FollowUpList {
  part: FollowUpPart;
  dietitianId: string | null;
  row: number;
}

interface Navigation {
  route: Route;
  /** Changes with every navigation, so that a page starts with fresh state when it links to itself. */
  visit: number;
  go: (route: Route) => void;
  /** Replaces the current route in the history, for when the user comes back to it. */
  amend: (route: Route) => void;
  back: () => void;
  canGoBack: boolean;
  /** The user has gone nowhere yet, and is where they were when they left. */
  isRestored: boolean;
}

/** A route without typed text: it is stored beyond the session, so it must not name patients. */
export function withoutText(route: Route): Route {
  if (route.page === "register") return { page: "register", text: "" };
  return route.page === "patients" ? { page: "patients" } : route;
}

const NavigationContext = createContext<Navigation | null>(null);
const DEPTH_MAX = 50;

interface Props {
  first?: Route;
  /** It is where the user was last. */
  isRestored?: boolean;
  /** Called with every route that is shown. */
  onArrival?: (route: Route) => void;
  children: ReactNode;
}

export function NavigationProvider({ first = { page: "today" }, isRestored = false, onArrival, children }: Props) {
  const [history, setHistory] = useState<Route[]>([first]);
  const [visit, setVisit] = useState(0);
  const [moved, setMoved] = useState(false);
  const go = useCallback((route: Route) => {
    setMoved(true);
    setHistory((before) => [...before, route].slice(-DEPTH_MAX));
    setVisit((n) => n + 1);
  }, []);
  const amend = useCallback((route: Route) => {
    setMoved(true);
    setHistory((before) => [...before.slice(0, -1), route]);
  }, []);
  const back = useCallback(() => setHistory((before) => (before.length > 1 ? before.slice(0, -1) : before)), []);
  const navigation = useMemo<Navigation>(
    () => ({
      route: history.at(-1) ?? first,
      visit,
      go,
      amend,
      back,
      canGoBack: history.length > 1,
      isRestored: isRestored && !moved,
    }),
    [history, visit, first, isRestored, moved, go, amend, back],
  );
  const arrive = useEffectEvent((route: Route) => onArrival?.(route));
  useEffect(() => {
    arrive(navigation.route);
  }, [navigation.route]);
  return <NavigationContext value={navigation}>{children}</NavigationContext>;
}

/** Leads to today's list where `isGone`, and the page is one that is restored: its row was erased since. */
export function useWayFromGone(isGone: boolean): void {
  const navigation = useContext(NavigationContext);
  const leads = isGone && (navigation?.isRestored ?? false);
  const lead = useEffectEvent(() => navigation?.amend({ page: "today" }));
  useEffect(() => {
    if (leads) lead();
  }, [leads]);
}

export function useNavigation(): Navigation {
  const navigation = useContext(NavigationContext);
  if (navigation === null) throw new Error("NavigationProvider is missing");
  return navigation;
}
