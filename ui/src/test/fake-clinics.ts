import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import { refusal } from "./records";

type Switching = "clinics" | "switchClinic" | "addClinic" | "switchUser";
type OneClinic = Omit<Clinic, Switching>;

const FIRST = "clinic";
const other = (choice: Partial<V.ClinicChoice>, index: number): V.ClinicChoice => ({
  folder: `clinic-${index + 2}`,
  name: "Riverside",
  isShown: false,
  isOpen: false,
  isDemo: false,
  user: null,
  hasCriticalAlert: false,
  sync: null,
  problem: null,
  ...choice,
});

/**
 * A computer in memory with several clinics, of which one is shown at a time: the clinic of the tests, and others that
 * have one user and nothing else of their own. The page is not ended by a switch.
 */
export function withOthers(first: OneClinic, given: Partial<V.ClinicChoice>[], rightPassword: string): Clinic {
  const others = given.map(other);
  let shown: string = FIRST;
  const routes = new Map<string, string>();
  const shownOther = () => others.find(({ folder }) => folder === shown);
  const sessionThere = ({ folder, name, user }: V.ClinicChoice, own: V.StartView): V.SessionView => ({
    userId: `user of ${folder}`,
    username: "kofi",
    name: user ?? "Kofi Boateng",
    initials: "KB",
    clinicName: name ?? "",
    timeZone: own.timeZone ?? "UTC",
    facilityId: null,
    isDemo: false,
    mustChoosePassword: false,
    hasDepartment: false,
    roles: ["Dietitian"],
    rights: ["patients.read", "patients.create"],
  });
  /** Where the session that is open was, as the program knows it after a switch. */
  const lastOf = (session: V.SessionView | null, last: V.LastSession | null): V.LastSession | null => {
    const route = routes.get(shown);
    if (session === null || route === undefined) return last && { ...last, isSwitching };
    return {
      userId: session.userId,
      username: session.username,
      route,
      hasSaved: false,
      cause: null,
      isSwitching: false,
    };
  };
  const lock = async () => {
    others.forEach((choice) => Object.assign(choice, { isOpen: false, user: null }));
    routes.clear();
    return await first.lock();
  };
  let isSwitching = false;
  return {
    ...first,
    start: async () => {
      const own = await first.start();
      const choice = shownOther();
      if (choice === undefined) return { ...own, last: lastOf(own.session, own.last) };
      const session = choice.isOpen ? sessionThere(choice, own) : null;
      return {
        ...own,
        stage: choice.name === null ? "firstRun" : choice.isOpen ? "open" : "locked",
        clinicName: choice.name,
        users: [{ username: "kofi", name: "Kofi Boateng", initials: "KB", demoPassword: null }],
        session,
        last: lastOf(session, null),
      };
    },
    signIn: async (username, password) => {
      const choice = shownOther();
      if (choice === undefined) return await first.signIn(username, password);
      if (password !== rightPassword) throw refusal("wrongPassword", { triesLeft: 4 });
      const there = sessionThere(choice, await first.start());
      Object.assign(choice, { isOpen: true, user: there.name });
      return there;
    },
    lock: async () => {
      isSwitching = false;
      return await lock();
    },
    switchUser: async () => {
      isSwitching = true;
      return await lock();
    },
    signOut: async () => {
      routes.clear();
      return await first.signOut();
    },
    noteRoute: async (route) => {
      const isOpen = shownOther()?.isOpen ?? (await first.start()).session !== null;
      if (isOpen) routes.set(shown, route);
      return await first.noteRoute(route);
    },
    clinics: async () => {
      const { stage, clinicName, session } = await first.start();
      const sync = stage === "firstRun" ? null : await first.syncStatus();
      const own = { folder: FIRST, name: clinicName, isOpen: session !== null, user: session?.name ?? null, sync };
      return [{ ...other(own, 0) }, ...others].map((choice) => ({ ...choice, isShown: choice.folder === shown }));
    },
    switchClinic: async (folder) => {
      if (folder !== FIRST && others.every((choice) => choice.folder !== folder)) throw refusal("notFound");
      shown = folder;
      return null;
    },
    addClinic: async () => {
      const added = other({ name: null }, others.length);
      others.push(added);
      shown = added.folder;
      return null;
    },
  };
}
