import { createContext, useContext } from "react";
import type { FileStateView, Right, SessionView } from "../ipc/views";

interface OpenSession {
  session: SessionView;
  leave: (how: "lock" | "signOut") => void;
  secretInFile: boolean;
  file: FileStateView | null;
  /** The number of notes that wait in memory because the disk is full. */
  unstored: number;
  /** Reads the start view again: rights, minutes until the lock, the state of the file. */
  refresh: () => void;
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
