import type { Clinic } from "../ipc/clinic";
import * as V from "../ipc/views";
import { absences } from "./fake-absences";
import { alertCommands } from "./fake-alerts";
import { chartCommands } from "./fake-chart";
import { formDrafts } from "./fake-drafts";
import { erasureCommands } from "./fake-erasure";
import { followUpCommands } from "./fake-follow-ups";
import { administrationCommands, firstStaff } from "./fake-administration";
import { fakeSession } from "./fake-session";
import { officeCommands } from "./fake-office";
import { orderCommands } from "./fake-orders";
import { needsCommands } from "./fake-needs";
import { labCommands } from "./fake-labs";
import { backupCommands } from "./fake-backups";
import { cashCommands } from "./fake-cash";
import { expenseCommands } from "./fake-expenses";
import { reportCommands } from "./fake-reports";
import { roleCommands } from "./fake-roles";
import { clinicFoodCommands } from "./fake-clinic-foods";
import { withOthers } from "./fake-clinics";
import { foodCommands } from "./fake-foods";
import { mealPlanCommands } from "./fake-meal-plans";
import { printCommands } from "./fake-prints";
import { billingCommands } from "./fake-quotes";
import { recallCommands } from "./fake-recalls";
import { recipeCommands } from "./fake-recipes";
import { targetCommands } from "./fake-targets";
import { planCommands } from "./fake-plan";
import { looseCommands } from "./fake-loose-notes";
import { screeningCommands } from "./fake-screening";
import { timelineCommands } from "./fake-timeline";
import * as R from "./records";

const RIGHTS: V.Right[] = [
  "alerts.read",
  "alerts.write",
  "notes.read",
  "audit.read",
  "audit.export",
  "conflicts.read",
  "profiles.write",
  "allergies.write",
  "patients.read",
  "patients.create",
  "patients.update",
  "patients.delete",
  "patients.import",
  "patients.merge",
  "patients.erase",
  "chart.read",
  "documents.write",
  "documents.delete",
  "prescriptions.write",
  "prescriptions.dispense",
  "labs.order",
  "visits.write",
  "measurements.write",
  "notes.write",
  "notes.sign",
  "appointments.read",
  "appointments.write",
  "users.read",
  "users.manage",
  "facilities.manage",
  "settings.manage",
  "billing.read",
  "reports.read",
  "billing.services",
  "billing.write",
  "billing.collect",
  "devices.manage",
  "sync.run",
  "conflicts.resolve",
];
export const PASSWORD = "green tea at four";
const KEY_TEXT = "AGE- SECR ET-K EY-1 0XGQ 77KA PQCG A9FS 8H4K CXY0 M7YP FK70 YH8F 66D8 H94G HFVK 83TQ 4MML CK";
export const KEY_GROUPS = KEY_TEXT.split(" ");

export interface Fake extends Clinic {
  /** Names of the commands in the order in which they were called. */
  calls: string[];
  /** Sends an event to every listener. */
  emit: (event: V.ClinicEvent) => void;
  /** Refuses the next call of `command` with `problem`. */
  refuse: (command: keyof Clinic, problem: V.Problem) => void;
}
export interface Surroundings {
  stage?: V.Stage;
  rights?: V.Right[];
  sync?: Partial<V.SyncStatus>;
  empty?: boolean;
  crowd?: number;
  entries?: number;
  secretInFile?: boolean;
  fileAlarm?: V.FileAlarmView | null;
  lostActions?: string[];
  /** Records that are missing from an edited file together with their counts. */
  missing?: V.DamageView[];
  isDiskFull?: boolean;
  timeZone?: string;
  reviews?: V.ReviewChangeView[];
  /** The other clinics of this computer. */
  others?: Partial<V.ClinicChoice>[];
}

/** A clinic in memory that behaves like the real one; for tests and for looking at screens only. */
export function fakeClinic({
  stage = "open",
  rights = RIGHTS,
  sync = {},
  empty = false,
  crowd = 0,
  entries = 0,
  secretInFile = false,
  fileAlarm = null,
  lostActions = [],
  missing = [],
  isDiskFull = false,
  timeZone = "UTC",
  reviews = [],
  others = [],
}: Surroundings = {}): Fake {
  const staff = firstStaff(timeZone);
  const own = fakeSession(rights, timeZone, staff.facilities);
  let tries = 5;
  let alarm = fileAlarm;
  let listeners: ((event: V.ClinicEvent) => void)[] = [];
  let route: string | null = null;
  let last: V.LastSession | null = null;
  const end = (hasSaved: boolean, cause: V.ProblemCode | null = ending) => {
    const { userId, username } = own.view();
    if (state.stage === "open") last = { userId, username, route, hasSaved, cause, isSwitching: false };
    [state.stage, route, ending] = ["locked", null, null];
  };
  let ending: V.ProblemCode | null = null;
  const onChanged = (topic: V.Topic) =>
    listeners.forEach((listener) => listener({ kind: "changed", topics: [topic], patientIds: [] }));
  const calls: string[] = [];
  const refusals = new Map<string, V.Problem>();
  const state: R.FakeState = {
    stage,
    rights,
    sync,
    empty,
    entries,
    ...staff,
    tested: { testedAt: R.at("09:00", "2026-11-01"), testedBy: "Abena Mensah" },
    notes: new Map([R.SIGNED_NOTE, R.OLDER_NOTE, R.DRAFT_NOTE].map((note) => [note.id, structuredClone(note)])),
    diary: empty ? [] : R.appointments(R.DAY),
    absences: empty ? [] : absences(),
    people: empty ? [] : [...R.NAMES, ...R.crowd(crowd)],
    lines: structuredClone(R.LINES),
    solved: empty,
    reviews,
  };

  const drafts = formDrafts();
  const clinic: Parameters<typeof withOthers>[0] = {
    start: async () => ({
      stage: state.stage,
      version: "0.1.0",
      clinicName: state.stage === "firstRun" ? null : "Ring Road Clinic",
      timeZone: state.stage === "firstRun" ? null : timeZone,
      language: null,
      isDemo: false,
      users: staff.users.map((user) => ({
        username: user.username,
        name: user.name,
        initials: user.name
          .split(" ")
          .map((word) => word[0])
          .join(""),
        demoPassword: null,
      })),
      session: state.stage === "open" ? own.view() : null,
      keyStoreIsFile: secretInFile,
      file: state.stage === "firstRun" ? null : { alarm, lostActions, missing, anchor: "stored", isDiskFull },
      unstoredDrafts: 0,
      lockMinutes: 10,
      last,
    }),
    acceptFile: async () => {
      const ended = alarm;
      alarm = null;
      return ended;
    },
    signIn: async (_username, password) => {
      if (password === PASSWORD) {
        state.stage = "open";
        return own.view();
      }
      tries -= 1;
      throw tries === 0
        ? R.refusal("lockedOut", { until: R.at("10:15") })
        : R.refusal("wrongPassword", { triesLeft: tries });
    },
    lock: async () => {
      end(true);
      return true;
    },
    signOut: async () => {
      route = null;
      end(false);
      return false;
    },
    noteRoute: async (noted) => {
      route = noted;
      return null;
    },
    noteInput: async () => null,
    watch: (listener) => {
      listeners.push(listener);
      return () => void (listeners = listeners.filter((other) => other !== listener));
    },
    createClinic: async ({ clinicName }) => ({ clinicName, groups: KEY_GROUPS, drives: ["/media/usb"] }),
    printRecoverySheet: async () => "sent",
    saveRecoverySheet: async (folder) => `${folder}/recovery-key.txt`,
    checkRecoveryGroup: async (index, text) => KEY_GROUPS[index] === text.toUpperCase(),
    testRecoveryKey: async (groups) => {
      if (groups.some((group, index) => group.toUpperCase() !== KEY_GROUPS[index])) throw R.refusal("recoveryKeyWrong");
      state.tested = { testedAt: R.at("09:00"), testedBy: "Abena Mensah" };
      return state.tested;
    },
    finishFirstRun: async () => {
      state.stage = "open";
      return own.view();
    },
    joinClinic: async () => {
      state.stage = "locked";
      return clinic.start();
    },
    ...chartCommands(state, PASSWORD, () => onChanged("patients")),
    ...planCommands(empty, R.at("09:12", "2026-11-20"), () => onChanged("patients")),
    ...officeCommands(state),
    ...administrationCommands(state, () => onChanged("settings")),
    ...own.commands,
    ...erasureCommands(officeCommands(state).syncPage),
    ...needsCommands(state),
    ...targetCommands(state, () => onChanged("visits")),
    ...labCommands(state, () => onChanged("visits")),
    ...foodCommands(),
    ...clinicFoodCommands(),
    ...recipeCommands(),
    ...recallCommands(state, () => onChanged("visits")),
    ...orderCommands(state, () => onChanged("visits")),
    ...billingCommands(state, () => onChanged("billing")),
    ...cashCommands(state, () => onChanged("billing")),
    ...expenseCommands(state, () => onChanged("billing")),
    ...reportCommands(state),
    ...roleCommands(() => onChanged("users")),
    ...backupCommands(() => onChanged("settings")),
    ...mealPlanCommands(state, () => onChanged("visits")),
    ...alertCommands(state, () => onChanged("alerts")),
    ...printCommands(),
    ...followUpCommands(state),
    ...timelineCommands(state),
    ...looseCommands(state),
    ...screeningCommands(state),
    ...drafts.commands,
  };

  const watched = Object.fromEntries(
    Object.entries(withOthers(clinic, others, PASSWORD)).map(([name, call]) => [
      name,
      name === "watch"
        ? call
        : async (...given: unknown[]) => {
            calls.push(name);
            const problem = refusals.get(name);
            if (problem !== undefined) {
              refusals.delete(name);
              throw problem;
            }
            const answer: unknown = await (call as (...args: unknown[]) => unknown)(...given);
            drafts.afterCommand(name, given);
            return answer;
          },
    ]),
  ) as unknown as Clinic;
  return {
    ...watched,
    calls,
    emit: (event) => {
      if (event.kind === "closing") ending = event.cause;
      if (event.kind === "locked") end(event.hasSaved, event.cause);
      listeners.forEach((listener) => listener(event));
    },
    refuse: (command, problem) => void refusals.set(command, problem),
  };
}
