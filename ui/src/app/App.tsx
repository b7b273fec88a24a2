import { MantineProvider } from "@mantine/core";
import { ModalsProvider } from "@mantine/modals";
import { Notifications, notifications } from "@mantine/notifications";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { flushSync } from "react-dom";
import type { Clinic } from "../ipc/clinic";
import { queries } from "../ipc/queries";
import { flushAll, forgetUnread } from "../ipc/unsaved";
import { ClinicProvider, useClinic, useClinicEvents, useClinicQuery } from "../ipc/use-clinic";
import type { ProblemCode, SessionView, StartView } from "../ipc/views";
import { NavigationProvider, type Route, withoutText } from "../nav/navigation";
import { SessionContext } from "../nav/session";
import { LeaveDialog } from "../parts/FileAlert";
import { FirstRun, Unopened } from "../screens/start/FirstRun";
import { LockScreen } from "../screens/start/LockScreen";
import { colours, styleNonce, theme } from "../styles/theme";
import { SpeechProvider } from "../words/speech";
import { Frame } from "./Frame";
import { usePreferences, useTextSize } from "./preferences";

/** The window over one clinic. */
export function App({ clinic, first }: { clinic: Clinic; first?: Route }) {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={colours} getStyleNonce={styleNonce} defaultColorScheme="auto">
      <ClinicProvider clinic={clinic}>
        <Started first={first} />
      </ClinicProvider>
    </MantineProvider>
  );
}

/** Shows nothing of what is drawn, dialogs and messages included, until `showWindow`. Needs no drawing by React. */
const blankWindow = () => void (document.body.hidden = true);
const showWindow = () => void (document.body.hidden = false);

function Started({ first }: { first?: Route }) {
  const start = useClinicQuery(queries.start());
  return (
    <Stage start={start.value} first={first} restart={start.set}>
      <Unopened problem={start.problem} onRetry={start.reload} />
    </Stage>
  );
}

type Way = "lock" | "signOut";

/** Returns the last route, if the user who signs in is the one who had the last session. */
function routeBack({ last, session }: StartView): Route | undefined {
  if (last === null || last.userId !== session?.userId) return undefined;
  // null after a sign-out; any other route was stored by this window, so it parses
  return last.route === null ? { page: "today" } : (JSON.parse(last.route) as Route);
}

interface StageProps {
  start: StartView | null;
  first?: Route;
  restart: (start: StartView) => void;
  children: React.ReactNode;
}

/** First run, lock screen or the open clinic, each in the language and colours of its user. */
function Stage({ start, first, restart, children }: StageProps) {
  const [isOver, setOver] = useState(false);
  const [asksToLeave, setAsksToLeave] = useState<Way | null>(null);
  const noted = useRef<string | null>(null);
  const clinic = useClinic();
  const session = isOver ? null : (start?.session ?? null);
  const preferences = usePreferences(session?.userId ?? null);
  const timeZone = session?.timeZone ?? start?.timeZone ?? undefined;
  const isNarrow = useTextSize(preferences.value.textSize);

  const refresh = () => void clinic.start().then(restart, () => undefined);
  const enter = (entered: SessionView) => {
    if (start === null) return;
    setOver(false);
    restart({ ...start, stage: "open", session: entered });
    // the clinic's own minutes until the lock are known only now
    refresh();
  };
  const lockedNow = (saved: boolean, cause: ProblemCode | null = null) => {
    setAsksToLeave(null);
    noted.current = null;
    forgetUnread();
    // notifications name patients
    notifications.clean();
    notifications.cleanQueue();
    // clear the page synchronously; nothing is drawn until the program has answered
    flushSync(() => setOver(true));
    showWindow();
    const lock = (next: StartView | null) => {
      if (next !== null) restart(next);
      setOver(false);
    };
    const ended = start && session && { ...session, route: null, hasSaved: saved, cause };
    clinic.start().then(lock, () => lock(start && { ...start, stage: "locked", session: null, last: ended }));
  };
  /** Reports the route to the program, since this page ends with the session. */
  const arrive = (arrived: Route) => {
    const route = JSON.stringify(withoutText(arrived));
    if (route === noted.current) return;
    noted.current = route;
    // if this fails, the next session starts at Today
    clinic.noteRoute(route).catch(() => undefined);
  };
  /** Whether a full disk refused the last input. If the program does not answer, the lock goes on. */
  const isDiskFull = async () => {
    const now = await clinic.start().catch(() => null);
    if (now !== null) restart(now);
    return now !== null && (now.unstoredDrafts > 0 || now.file?.isDiskFull === true);
  };
  const leave = async (how: Way, asks: boolean, cause: ProblemCode | null = null) => {
    // blank the window first; the hidden pages then save their last input while the keys are still there
    blankWindow();
    const isSaved = await flushAll("lock");
    if (asks && !isSaved && (await isDiskFull())) {
      showWindow();
      return setAsksToLeave(how);
    }
    await clinic[how]().then(
      (saved) => lockedNow(saved, cause),
      () => lockedNow(false, cause),
    );
  };
  useClinicEvents((event) => {
    if (event.kind === "diskChanged" && !isOver) refresh();
    // the last steps of a first run are taken in an open clinic, which locks itself, too
    if (session === null && (isOver || start?.stage !== "firstRun")) return;
    if (event.kind === "locked") lockedNow(event.hasSaved, event.cause);
    if (session !== null && event.kind === "closing") void leave("lock", false, event.cause);
    if (session !== null && event.kind === "rightsChanged") refresh();
  });
  useEffect(() => {
    window.addEventListener("pagehide", blankWindow);
    window.addEventListener("pageshow", showWindow);
    return () => {
      window.removeEventListener("pagehide", blankWindow);
      window.removeEventListener("pageshow", showWindow);
    };
  }, []);
  useIdle(
    session === null ? null : (start?.lockMinutes ?? 10),
    () => void leave("lock", false),
    () => void clinic.noteInput().catch(() => undefined),
  );

  return (
    <SpeechProvider language={preferences.value.language} timeZone={timeZone}>
      <ModalsProvider>
        {start === null && children}
        {start?.stage === "firstRun" && <FirstRun onOpen={enter} onJoined={restart} />}
        {start !== null && start.stage !== "firstRun" && session === null && !isOver && (
          <LockScreen
            start={start}
            last={start.last?.username ?? null}
            saved={start.last?.hasSaved ?? false}
            cause={start.last?.cause ?? null}
            onOpen={enter}
          />
        )}
        {session !== null && (
          <SessionContext
            value={{
              session,
              leave: (how) => void leave(how, true),
              secretInFile: start?.keyStoreIsFile ?? false,
              file: start?.file ?? null,
              unstored: start?.unstoredDrafts ?? 0,
              refresh,
            }}>
            <NavigationProvider key={session.userId} first={(start && routeBack(start)) ?? first} onArrival={arrive}>
              <Frame preferences={preferences} isNarrow={isNarrow} />
              {asksToLeave !== null && (
                <LeaveDialog onLeave={() => void leave(asksToLeave, false)} onClose={() => setAsksToLeave(null)} />
              )}
            </NavigationProvider>
          </SessionContext>
        )}
        <Notifications position="bottom-right" limit={2} autoClose={4000} transitionDuration={100} />
      </ModalsProvider>
    </SpeechProvider>
  );
}

const INPUT = ["keydown", "pointerdown", "pointermove", "wheel"] as const;
/** How often input is reported to the program, which has a clock of its own. */
const REPORT_EVERY_MS = 5_000;

/**
 * Calls `onIdle` once after so many minutes without input, and `onInput` every few seconds while there is some; null
 * switches both off.
 */
function useIdle(minutes: number | null, onIdle: () => void, onInput: () => void): void {
  const idle = useEffectEvent(onIdle);
  const input = useEffectEvent(onInput);
  useEffect(() => {
    if (minutes === null) return;
    let timer: ReturnType<typeof setTimeout>;
    let reportedAt = 0;
    const again = () => {
      clearTimeout(timer);
      timer = setTimeout(() => idle(), minutes * 60_000);
    };
    const onEvent = (event: Event) => {
      // ignore events that a script made
      if (!event.isTrusted) return;
      again();
      if (Date.now() - reportedAt < REPORT_EVERY_MS) return;
      reportedAt = Date.now();
      input();
    };
    again();
    INPUT.forEach((name) => window.addEventListener(name, onEvent, { passive: true, capture: true }));
    return () => {
      clearTimeout(timer);
      INPUT.forEach((name) => window.removeEventListener(name, onEvent, { capture: true }));
    };
  }, [minutes]);
}
