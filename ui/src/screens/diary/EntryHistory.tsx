import { Text } from "@mantine/core";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import type { AppointmentDetails, AppointmentView, StatusChangeView } from "../../ipc/views";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useStatusWhy } from "../../parts/use-status-why";
import { useFormat, useLabelled, useWords } from "../../words/speech";
import classes from "./Diary.module.css";

/** Whom to call about an appointment, and how it came to its status; of a session its history alone. */
export function EntryHistory({ entry }: { entry: AppointmentView }) {
  const { statusReasons: words } = useWords();
  const details = useClinicQuery(queries.appointmentDetails(entry.id, entry.seen), { showsPrevious: true });
  const { value, problem, reload } = details;
  if (problem !== null) return <ProblemAlert problem={problem} onRetry={reload} />;
  if (value === null) return null;
  return (
    <>
      {entry.group === null && <Contacts of={value} />}
      <details>
        <summary className="small">{words.history}</summary>
        {value.history.length === 0 ? (
          <Text size="sm" c="dimmed">
            {words.noHistory}
          </Text>
        ) : (
          <ol className={classes.history} aria-label={words.history}>
            {value.history.map((change) => (
              <Change key={change.id} change={change} />
            ))}
          </ol>
        )}
      </details>
    </>
  );
}

function Contacts({ of: { contacts } }: { of: AppointmentDetails }) {
  const { statusReasons: words } = useWords();
  return contacts.map(({ patientId, name, phone }) => (
    <Text key={patientId} size="sm" className="tabular">
      {[contacts.length > 1 && name, phone ?? words.noPhone].filter(Boolean).join(" · ")}
    </Text>
  ));
}

function Change({ change: { from, to, at, by, code, reason, patient } }: { change: StatusChangeView }) {
  const { statusReasons: words, chips } = useWords();
  const format = useFormat();
  const labelled = useLabelled();
  const why = useStatusWhy()(code, reason);
  const what = from === null ? words.booked : words.step(chips[from], chips[to]);
  return (
    <li>
      <span className="strong">{labelled(what, patient)}</span>
      <span className="muted">{` · ${format.dateTime(at)} ${words.by(by)}`}</span>
      {why !== "" && <div>{why}</div>}
    </li>
  );
}
