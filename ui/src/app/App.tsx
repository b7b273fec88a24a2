import { MantineProvider } from "@mantine/core";
import { ModalsProvider } from "@mantine/modals";
import { Notifications, notifications } from "@mantine/notifications";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { asProblem, type Clinic } from "../ipc/clinic";
import { queries } from "../ipc/queries";
import { flushAll, forgetUnread } from "../ipc/unsaved";
import { ClinicProvider, useClinic, useClinicEvents, useClinicQuery, useReset } from "../ipc/use-clinic";
import type { Problem, ProblemCode, SessionView, StartView } from "../ipc/views";
import { NavigationProvider, type Route, withoutText } from "../nav/navigation";
import { ClinicSwitchContext, SessionContext, type Way } from "../nav/session";
import { LeaveDialog } from "../parts/FileAlert";
import { ChoosePassword } from "../screens/start/ChoosePassword";
import { FirstRun, Unopened } from "../screens/start/FirstRun";
import { LockScreen } from "../screens/start/LockScreen";
import { colours, styleNonce, theme } from "../styles/theme";
import { SpeechProvider } from "../words/speech";
import { watchFocus } from "./focus";
import { Frame } from "./Frame";
import { fieldWithFocus, useLeftField } from "./left-field";
import { usePreferences, useTextSize } from "./preferences";

/** The window over one clinic. */
export function App({ clinic, first }: { clinic: Clinic; first?: Route }) {
  useEffect(watchFocus, []);
  return (
    <MantineProvider theme={theme} cssVariablesResolver={colours} getStyleNonce={styleNonce} defaultColorScheme="auto">
      <ClinicProvider clinic={clinic}>
        <Started first={first} />
      </ClinicProvider>
    </MantineProvider>
  );
}

/** Drops the messages, which name patients. */
function cleanMessages() {
  notifications.clean();
  notifications.cleanQueue();
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

// any route was stored by this window, so it parses
const parsed = (route: string) => JSON.parse(route) as Route & { field?: string };

/** Returns the last route and its field, if the user who signs in is the one who had the last session. */
function routeBack({ last, session }: StartView): { route?: Route; field?: string } {
  if (last === null || last.userId !== session?.userId) return {};
  // null after a sign-out
  if (last.route === null) return { route: { page: "today" } };
  const { field, ...route } = parsed(last.route);
  return { route, field };
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
  const [asked, setAsked] = useState<{ goOn: () => void } | null>(null);
  const [switchProblem, setSwitchProblem] = useState<Problem | null>(null);
  const noted = useRef<string | null>(null);
  /** The route to which a refused switch leads back. */
  const [returnTo, setReturnTo] = useState<string | null>(null);
  const clinic = useClinic();
  const reset = useReset();
  const session = isOver ? null : (start?.session ?? null);
  const preferences = usePreferences(session?.userId ?? null, start?.language ?? null);
  const timeZone = session?.timeZone ?? start?.timeZone ?? undefined;
  const isNarrow = useTextSize(preferences.value.textSize);

  const back = start === null ? {} : routeBack(start);
  const routeOfSession = returnTo === null ? back.route : parsed(returnTo);
  useLeftField(session === null || returnTo !== null ? null : (back.field ?? null));
  const refresh = () => void clinic.start().then(restart, () => undefined);
  const enter = (entered: SessionView) => {
    if (start === null) return;
    setSwitchProblem(null);
    // where this user was last and the clinic's own minutes until the lock are known only now
    const open = (now: StartView | null) => {
      setOver(false);
      restart(now ?? { ...start, stage: "open", session: entered });
    };
    void clinic.start().then(open, () => open(null));
  };
  const lockedNow = (saved: boolean, cause: ProblemCode | null = null) => {
    setAsked(null);
    noted.current = null;
    setReturnTo(null);
    forgetUnread();
    cleanMessages();
    // clear the page synchronously; nothing is drawn until the program has answered
    flushSync(() => setOver(true));
    showWindow();
    const lock = (next: StartView | null) => {
      if (next !== null) restart(next);
      // the library hands the view on in a task of its own: before that, the page that is over would be drawn again
      setTimeout(() => setOver(false));
    };
    const ended = start && session && { ...session, route: null, hasSaved: saved, cause, isSwitching: false };
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
  /** Blanks the window and saves what was typed. Returns false where a full disk refuses it and the user is asked. */
  const isSaved = async (goOn: (() => void) | null): Promise<boolean> => {
    // blank the window first; the hidden pages then save their last input while the keys are still there
    blankWindow();
    const hasSaved = await flushAll("lock");
    if (goOn === null || hasSaved || !(await isDiskFull())) return true;
    showWindow();
    setAsked({ goOn });
    return false;
  };
  const leave = async (how: Way, asks: boolean, cause: ProblemCode | null = null, field = fieldWithFocus()) => {
    if (!(await isSaved(asks ? () => void leave(how, false, cause, field) : null))) return;
    if (field !== null && noted.current !== null)
      await clinic.noteRoute(JSON.stringify({ ...parsed(noted.current), field })).catch(() => undefined);
    await clinic[how]().then(
      (saved) => lockedNow(saved, cause),
      () => lockedNow(false, cause),
    );
  };
  /** Saves, then shows another clinic: the program ends this page, and a browser goes on with it. */
  const switchClinic = async (command: () => Promise<unknown>, asks = true) => {
    if (!(await isSaved(asks ? () => void switchClinic(command, false) : null))) return;
    setAsked(null);
    setSwitchProblem(null);
    cleanMessages();
    // what this page saves at its end goes to the clinic that it was typed in
    flushSync(() => setOver(true));
    try {
      await command();
      noted.current = null;
      setReturnTo(null);
      forgetUnread();
      await reset();
    } catch (thrown) {
      setSwitchProblem(asProblem(thrown));
      setReturnTo(noted.current);
    }
    setOver(false);
    showWindow();
  };
  const workAt = async (facilityId: string | null) => {
    if (start === null) return;
    // a failure is shown by what is read again
    const entered = await clinic.workAt(facilityId).catch(() => null);
    if (entered !== null) restart({ ...start, session: entered });
    await reset();
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
        <ClinicSwitchContext
          value={{
            switchTo: (folder) => void switchClinic(() => clinic.switchClinic(folder)),
            add: () => void switchClinic(() => clinic.addClinic()),
            problem: switchProblem,
            forgetProblem: () => setSwitchProblem(null),
          }}>
          {start === null && !isOver && children}
          {start?.stage === "firstRun" && !isOver && <FirstRun onOpen={enter} onJoined={restart} />}
          {start !== null && start.stage !== "firstRun" && session === null && !isOver && (
            <LockScreen
              start={start}
              last={start.last === null || start.last.isSwitching ? null : start.last.username}
              saved={start.last?.hasSaved ?? false}
              cause={start.last?.cause ?? null}
              onOpen={enter}
            />
          )}
          {session?.mustChoosePassword && (
            <ChoosePassword session={session} onChosen={enter} onLeave={() => void leave("signOut", false)} />
          )}
          {session !== null && !session.mustChoosePassword && (
            <SessionContext
              value={{
                session,
                leave: (how) => void leave(how, true),
                secretInFile: start?.keyStoreIsFile ?? false,
                file: start?.file ?? null,
                unstored: start?.unstoredDrafts ?? 0,
                refresh,
                workAt: (facilityId) => void workAt(facilityId),
              }}>
              <NavigationProvider
                key={session.userId}
                first={routeOfSession ?? first}
                isRestored={routeOfSession != null}
                onArrival={arrive}>
                <Frame preferences={preferences} isNarrow={isNarrow} />
                {asked !== null && <LeaveDialog onLeave={asked.goOn} onClose={() => setAsked(null)} />}
              </NavigationProvider>
            </SessionContext>
          )}
        </ClinicSwitchContext>
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
