import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import type { Clinic } from "./clinic";
import { asFailure } from "./failure";
import type { Problem, ClinicEvent, Topic } from "./views";

type Listener = (event: ClinicEvent) => void;
interface Door {
  clinic: Clinic;
  listen: (listener: Listener) => () => void;
}
const DoorContext = createContext<Door | null>(null);

/** Gives the screens below one clinic and one stream of what happens in it. */
export function ClinicProvider({ clinic, children }: { clinic: Clinic; children: ReactNode }) {
  const listeners = useRef(new Set<Listener>());
  useEffect(() => clinic.watch((event) => listeners.current.forEach((tell) => tell(event))), [clinic]);
  const door = useMemo<Door>(
    () => ({
      clinic,
      listen: (listener) => {
        listeners.current.add(listener);
        return () => void listeners.current.delete(listener);
      },
    }),
    [clinic],
  );
  return <DoorContext value={door}>{children}</DoorContext>;
}

function useDoor(): Door {
  const door = useContext(DoorContext);
  if (door === null) throw new Error("ClinicProvider is missing");
  return door;
}
export const useClinic = (): Clinic => useDoor().clinic;

/** Calls `listener` for everything that happens while the component is shown. */
export function useHappenings(listener: Listener): void {
  const { listen } = useDoor();
  const latest = useRef(listener);
  latest.current = listener;
  useEffect(() => listen((event) => latest.current(event)), [listen]);
}

export interface Answer<T> {
  value: T | null;
  failure: Problem | null;
  reload: () => void;
  set: (value: T) => void;
}

/**
 * Asks on first show, when `key` changes, on `reload`, and when one of `topics` changes elsewhere.
 *
 * The last value stays while a newer one is under way, so that nothing flickers; a new key starts empty.
 */
export function useAnswer<T>(key: string, ask: (clinic: Clinic) => Promise<T>, topics: Topic[] = []): Answer<T> {
  const clinic = useClinic();
  const [held, setHeld] = useState<{ key: string; value: T | null; failure: Problem | null }>({
    key,
    value: null,
    failure: null,
  });
  const [round, setRound] = useState(0);
  const latest = useRef(ask);
  latest.current = ask;
  useEffect(() => {
    let current = true;
    latest.current(clinic).then(
      (value) => current && setHeld({ key, value, failure: null }),
      (thrown: unknown) => current && setHeld({ key, value: null, failure: asFailure(thrown) }),
    );
    return () => {
      current = false;
    };
  }, [clinic, key, round]);
  useHappenings((event) => {
    if (event.kind === "changed" && event.topics.some((noun) => topics.includes(noun))) setRound((n) => n + 1);
  });
  const reload = useCallback(() => setRound((n) => n + 1), []);
  const set = useCallback((value: T) => setHeld({ key, value, failure: null }), [key]);
  const fresh = held.key === key;
  return { value: fresh ? held.value : null, failure: fresh ? held.failure : null, reload, set };
}

export interface Act {
  busy: boolean;
  failure: Problem | null;
  run: <T>(act: (clinic: Clinic) => Promise<T>) => Promise<T | undefined>;
  forget: () => void;
}

/** Runs one command at a time and keeps its refusal for the form to show. Answers undefined when refused. */
export function useAct(): Act {
  const clinic = useClinic();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Problem | null>(null);
  const run = useCallback(
    async <T,>(act: (clinic: Clinic) => Promise<T>) => {
      setBusy(true);
      setFailure(null);
      try {
        return await act(clinic);
      } catch (thrown) {
        setFailure(asFailure(thrown));
        return undefined;
      } finally {
        setBusy(false);
      }
    },
    [clinic],
  );
  const forget = useCallback(() => setFailure(null), []);
  return { busy, failure, run, forget };
}
