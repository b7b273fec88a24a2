import { Anchor, Text } from "@mantine/core";
import {
  type Icon,
  IconArrowsLeftRight,
  IconBell,
  IconCalendarOff,
  IconCloudOff,
  IconFlask,
  IconPencil,
} from "@tabler/icons-react";
import { useState } from "react";
import type { EntryList, FormOf, NeedRow, TodayView } from "../../ipc/views";
import { type PatientTab, type Route, useNavigation } from "../../nav/navigation";
import { useMay } from "../../nav/session";
import { namesakesOf } from "../../parts/namesakes";
import { Panel } from "../../parts/Panel";
import { useBirth } from "../../parts/use-birth";
import type { Tone } from "../../styles/tokens";
import { useFormat, useNow, useWords } from "../../words/speech";
import classes from "./Today.module.css";

const SHOWN_MAX = 5;
const OF_LABS: NeedRow["kind"][] = ["criticalResult", "unreadResult", "departmentResult"];

function routeOf(need: NeedRow): Route {
  if (need.form !== null) return routeOfForm(need.form, need);
  if (need.kind === "alert") return { page: "alerts", id: need.id };
  if (OF_LABS.includes(need.kind) && need.patient !== null)
    return { page: "patient", id: need.patient.id, tab: "labs" };
  if (need.kind === "missingNote") return { page: "visit", id: need.id };
  if (need.kind === "conflict") return { page: "conflicts", id: need.id };
  if (need.kind === "clash") return { page: "clashes" };
  if (need.kind === "refused" || need.patient === null) return { page: "sync" };
  return { page: "patient", id: need.patient.id, tab: "visits" };
}

const TABS: Record<EntryList, PatientTab> = {
  allergies: "overview",
  conditions: "overview",
  pregnancies: "overview",
  stays: "overview",
  medications: "overview",
  diagnoses: "plan",
  goals: "plan",
  tasks: "plan",
  targets: "plan",
  mealPlans: "plan",
  dietOrders: "plan",
  prescriptions: "labs",
  consents: "contact",
  policies: "contact",
  referrals: "contact",
  careTeam: "contact",
  labSheets: "labs",
  labOrders: "labs",
  labResults: "labs",
  documents: "documents",
  officeDocuments: "contact",
  invoices: "documents",
  packages: "documents",
  quotes: "documents",
};

/** The page on which an unfinished form is offered again. */
function routeOfForm(of: FormOf, { id }: NeedRow): Route {
  switch (of.form) {
    case "registration":
      return { page: "register", text: "" };
    case "details":
      return { page: "edit", id: of.patientId };
    case "contact":
      return { page: "patient", id: of.patientId, tab: "contact" };
    case "booking":
      return { page: "diary", day: null, ...(of.patientId !== null && { patientId: of.patientId }) };
    case "entry":
      if (of.list === "invoices" && of.id !== null) return { page: "invoiceDraft", id: of.id };
      if (of.list === "mealPlans" && of.id !== null) return { page: "mealPlan", id: of.id };
      if (of.list === "quotes" && of.id !== null) return { page: "quote", id: of.id };
      return { page: "patient", id: of.patientId, tab: TABS[of.list] };
    case "measures":
      return { page: "visit", id: of.visitId };
    case "reading":
      return { page: "patient", id: of.patientId, tab: "measurements" };
    case "foods":
      return of.list === "recall" ? { page: "recall", id: of.id } : { page: "mealPlan", id: of.id };
    case "profileText":
      return { page: "patient", id: of.patientId, tab: "overview" };
    case "call":
      return { page: "patients", followUps: { part: "overdue", dietitianId: null, row: 0 } };
    case "setting":
      if (of.list === "alerts") return { page: "alerts" };
      if (of.list === "absences") return { page: "diary", day: null };
      if (of.list === "waitingList") return { page: "waiting" };
      if (of.list === "expenses") return { page: "billing", part: "expenses" };
      return { page: of.list === "clinicFoods" || of.list === "recipes" ? "foods" : "settings" };
    case "noteText":
      if (id !== of.noteId) return { page: "visit", id };
      return { page: "note", id: of.noteId };
    case "addendum":
      // the visit may have another note by now, in the place of a void one
      return { page: "note", id: of.noteId };
  }
}

const SIGNS: Record<NeedRow["kind"], { tone: Tone; icon: Icon }> = {
  unsignedNote: { tone: "warn", icon: IconPencil },
  missingNote: { tone: "warn", icon: IconPencil },
  conflict: { tone: "bad", icon: IconArrowsLeftRight },
  refused: { tone: "bad", icon: IconCloudOff },
  clash: { tone: "warn", icon: IconCalendarOff },
  leftForm: { tone: "warn", icon: IconPencil },
  alert: { tone: "bad", icon: IconBell },
  criticalResult: { tone: "bad", icon: IconFlask },
  unreadResult: { tone: "warn", icon: IconFlask },
  departmentNote: { tone: "warn", icon: IconPencil },
  departmentResult: { tone: "bad", icon: IconFlask },
};

/** The tasks that only this user can do: patient first, then task. */
export function NeedsYou({ rows }: { rows: NeedRow[] }) {
  const { today } = useWords();
  const format = useFormat();
  const birth = useBirth();
  const { go } = useNavigation();
  const [all, setAll] = useState(false);
  return (
    <Panel title={today.needsYou}>
      {rows.length === 0 && (
        <Text size="sm" c="dimmed">
          {today.nothingNeeds}
        </Text>
      )}
      <ul className={classes.needs}>
        {rows.slice(0, all ? undefined : SHOWN_MAX).map((need) => {
          const { tone, icon: Sign } = SIGNS[need.kind];
          const what = need.form === null ? today.needs[need.kind] : today.leftForms[need.form.form];
          const name = need.patient?.name ?? need.title;
          const details = [
            need.patient && birth.facts(need.patient),
            name !== null && what,
            need.by,
            format.shortDate(need.at),
            format.time(need.at),
          ]
            .filter(Boolean)
            .join(" · ");
          return (
            <li key={`${need.kind}-${need.form?.form}-${need.id}`}>
              <button type="button" className={classes.need} onClick={() => go(routeOf(need))}>
                <span className={classes.sign} data-tone={tone}>
                  <Sign size={16} stroke={1.75} aria-hidden />
                </span>
                <span className={classes.needText}>
                  <span className={classes.name}>{name ?? what}</span>
                  <span className={classes.details} title={details}>
                    {details}
                  </span>
                </span>
              </button>
            </li>
          );
        })}
      </ul>
      {rows.length > SHOWN_MAX && (
        <Anchor component="button" size="sm" mt="sm" onClick={() => setAll(!all)}>
          {all ? today.seeFewer : today.seeAll(rows.length)}
        </Anchor>
      )}
    </Panel>
  );
}

const WARN_MINUTES = 15;
const BAD_MINUTES = 30;

export function WaitingNow({ waiting }: { waiting: TodayView["waiting"] }) {
  const { today } = useWords();
  const { go } = useNavigation();
  const now = useNow();
  const birth = useBirth();
  const namesakes = namesakesOf(waiting.map(({ patient }) => patient));
  const mayMeasure = useMay()("measurements.write");
  return (
    <Panel title={today.waitingNow}>
      {waiting.length === 0 && (
        <Text size="sm" c="dimmed">
          {today.noneWaiting}
        </Text>
      )}
      <ul className={classes.needs}>
        {waiting.map(({ patient, since, room, isMeasured }) => {
          const minutes = Math.max(0, Math.round((Date.parse(now) - Date.parse(since)) / 60_000));
          return (
            <li key={patient.id} className={classes.waiting}>
              <button type="button" className={classes.who} onClick={() => go({ page: "patient", id: patient.id })}>
                <span className={classes.name}>{patient.name}</span>
                {namesakes.has(patient.id) && (
                  <span className={classes.details} title={birth.facts(patient)}>
                    {birth.facts(patient)}
                  </span>
                )}
              </button>
              <span className="small muted">{room}</span>
              <span
                className={classes.minutes}
                data-tone={minutes >= BAD_MINUTES ? "bad" : minutes >= WARN_MINUTES ? "warn" : undefined}>
                {today.minutes(minutes)}
              </span>
              {mayMeasure && isMeasured === false && (
                <Anchor
                  component="button"
                  size="sm"
                  className={classes.measure}
                  onClick={() => go({ page: "patient", id: patient.id, tab: "measurements" })}>
                  {today.measure}
                </Anchor>
              )}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
