import { createContext, useContext } from "react";
import type { FileStateView, Problem, Right, SessionView } from "../ipc/views";

/** How a user leaves the page; `switchUser` locks it for another user. */
export type Way = "lock" | "signOut" | "switchUser";

interface OpenSession {
  session: SessionView;
  leave: (how: Way) => void;
  secretInFile: boolean;
  file: FileStateView | null;
  /** The number of notes that wait in memory because the disk is full. */
  unstored: number;
  /** Reads the start view again: rights, minutes until the lock, the state of the file. */
  refresh: () => void;
  /** Shows what is of one facility, or of all. */
  workAt: (facilityId: string | null) => void;
}
export const SessionContext = createContext<OpenSession | null>(null);

export function useSession(): OpenSession {
  const session = useContext(SessionContext);
  if (session === null) throw new Error("no user is signed in");
  return session;
}
/** Whether to show what needs `right`; the clinic decides again when it is used. */
export function useMay(): (right: Right) => boolean {
  const { rights } = useSession().session;
  return (right) => rights.includes(right);
}

/** Leads to the other clinics of this computer, with or without a session. */
interface ClinicSwitch {
  switchTo: (folder: string) => void;
  /** Shows the first run of a new clinic. */
  add: () => void;
  /** Why the last switch was refused. */
  problem: Problem | null;
  forgetProblem: () => void;
}
export const ClinicSwitchContext = createContext<ClinicSwitch | null>(null);

export function useClinicSwitch(): ClinicSwitch {
  const clinicSwitch = useContext(ClinicSwitchContext);
  if (clinicSwitch === null) throw new Error("ClinicSwitchContext is missing");
  return clinicSwitch;
}
