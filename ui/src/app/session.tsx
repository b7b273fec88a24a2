import { createContext, useContext } from "react";
import type { Right, SessionView } from "../ipc/views";

interface SessionDoor {
  session: SessionView;
  leave: (how: "lock" | "signOut") => void;
  secretInFile: boolean;
}
export const SessionContext = createContext<SessionDoor | null>(null);

export function useSession(): SessionDoor {
  const door = useContext(SessionContext);
  if (door === null) throw new Error("nobody is signed in");
  return door;
}
/** Whether to show what needs `right`; the clinic decides again when it is used. */
export function useMay(): (right: Right) => boolean {
  const { rights } = useSession().session;
  return (right) => rights.includes(right);
}
