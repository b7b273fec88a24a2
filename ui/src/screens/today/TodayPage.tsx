import { Button } from "@mantine/core";
import { IconCalendarOff } from "@tabler/icons-react";
import { Fragment } from "react";
import { useNavigation } from "../../nav/navigation";
import { useMay } from "../../nav/session";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import type { TodayRow, TodayView } from "../../ipc/views";
import { Empty } from "../../parts/Empty";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { Loaded } from "../../parts/Loaded";
import { Page } from "../../parts/Page";
import { Panel } from "../../parts/Panel";
import { useNow } from "../../parts/use-now";
import { useFormat, useToday, useWords } from "../../words/speech";
import { isPast, nowIndex } from "./now-line";
import { NeedsYou, WaitingNow } from "./TodayAside";
import { TodayRowLine } from "./TodayRowLine";
import classes from "./Today.module.css";

/** The dietitian's first screen: whom they see today, and what waits for them. */
export function TodayPage() {
  const { today: words, frame, patients } = useWords();
  const format = useFormat();
  const day = useToday();
  const { go } = useNavigation();
  const may = useMay();
  const view = useClinicQuery(queries.today(day));
  const { busy, problem, run } = useCommand();

  const step = async (row: TodayRow) => {
    const patient = row.appointment.patients[0];
    if (row.visitId !== null) return go({ page: "visit", id: row.visitId });
    if (patient === undefined) return;
    if (row.next === "signNote") return go({ page: "patient", id: patient.id, tab: "visits" });
    const visit = await run((clinic) =>
      clinic.startVisit({ patientId: patient.id, appointmentId: row.appointment.id, type: "followUp" }),
    );
    if (visit) go({ page: "visit", id: visit.id });
  };

  return (
    <Page
      title={`${words.title}, ${format.weekday(day)}`}
      primary={
        may("appointments.write") && (
          <Button data-primary onClick={() => go({ page: "diary", day, books: true })}>
            {frame.newAppointment}
          </Button>
        )
      }>
      {problem !== null && (
        <ProblemAlert problem={problem}>
          {problem.visit !== null && (
            <Button mt="sm" size="xs" variant="default" onClick={() => go({ page: "visit", id: problem.visit! })}>
              {patients.openVisit}
            </Button>
          )}
        </ProblemAlert>
      )}
      <Loaded of={view}>
        {(today) => (
          <div className={classes.columns}>
            <Panel title={words.list} flush>
              {today.rows.length === 0 ? (
                <Empty
                  icon={IconCalendarOff}
                  title={words.none}
                  action={
                    <Button variant="default" onClick={() => go({ page: "diary", day })}>
                      {words.openDiary}
                    </Button>
                  }>
                  {words.noneHelp}
                </Empty>
              ) : (
                <Rows today={today} busy={busy} onStep={(row) => void step(row)} />
              )}
            </Panel>
            <div className={classes.aside}>
              <NeedsYou rows={today.needs} />
              <WaitingNow waiting={today.waiting} />
            </div>
          </div>
        )}
      </Loaded>
    </Page>
  );
}

/** The list with a line of the present time between what has begun and what comes. */
function Rows({ today, busy, onStep }: { today: TodayView; busy: boolean; onStep: (row: TodayRow) => void }) {
  const { today: words } = useWords();
  const format = useFormat();
  const now = useNow();
  const next = nowIndex(
    today.rows.map((row) => row.appointment),
    now,
  );
  const line = (
    <li className={classes.now} aria-label={words.now}>
      <span className={classes.nowTime}>{format.time(now)}</span>
    </li>
  );
  return (
    <ol className={classes.rows}>
      {today.rows.map((row, index) => (
        <Fragment key={row.appointment.id}>
          {index === next && line}
          <TodayRowLine row={row} past={isPast(row.appointment, now)} busy={busy} onStep={onStep} />
        </Fragment>
      ))}
      {next === today.rows.length && line}
    </ol>
  );
}
