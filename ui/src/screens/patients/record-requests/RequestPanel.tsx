import { Button, Text } from "@mantine/core";
import { IconAlertTriangle, IconBan, IconCheck, IconPlus } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { recordRequestQueries } from "../../../ipc/record-request-queries";
import { useClinicQuery } from "../../../ipc/use-clinic";
import type { PatientHeader, RecordRequestForm, RecordRequests, RecordRequestView } from "../../../ipc/views";
import { useMay } from "../../../nav/session";
import { LooseChip } from "../../../parts/Chip";
import { EntryForm } from "../../../parts/EditRow";
import { Loaded } from "../../../parts/Loaded";
import { Panel } from "../../../parts/Panel";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { unbroken } from "../../../words/format";
import { useFormat, useTimeZone, useToday, useWords } from "../../../words/speech";
import { dayOf } from "../../../words/time";
import classes from "../parts/Entries.module.css";
import { useNoRequest, useRequestFields } from "./request-form";
import { useAnswers } from "./use-answers";

/** Who asked for a copy of the patient’s records: open requests first, those that are closed folded. */
export function RequestPanel({ patient }: { patient: PatientHeader }) {
  const { recordRequests: words, patients } = useWords();
  const mayAnswer = useMay()("patients.export");
  const requests = useClinicQuery(recordRequestQueries.ofPatient(patient.id, useToday()));
  const answers = useAnswers(requests.reload);
  const [adds, setAdds] = useState(false);
  const [showsAnswered, setShowsAnswered] = useState(false);
  const addButton = useRef<HTMLButtonElement>(null);
  const fields = useRequestFields();
  const blank = useNoRequest();
  const close = () => {
    setAdds(false);
    requestAnimationFrame(() => addButton.current?.focus());
  };
  const list = (rows: RecordRequestView[]) => (
    <ul className={classes.list}>
      {rows.map((request) => (
        <li key={request.id} className={classes.row}>
          <Shown request={request} />
          {mayAnswer && <Steps request={request} answers={answers} />}
        </li>
      ))}
    </ul>
  );
  return (
    <Panel title={words.title}>
      {answers.problem !== null && <ProblemAlert problem={answers.problem} />}
      <Loaded of={requests} rows={1}>
        {({ isUnsure, requests: rows }: RecordRequests) => {
          const [open, closed] = [rows.filter(isOpen), rows.filter((row) => !isOpen(row))];
          return (
            <>
              {isUnsure && <LooseChip tone="warn" icon={IconAlertTriangle} text={patients.partial} />}
              {list(open)}
              {rows.length === 0 && !isUnsure && <p className={`muted small ${classes.none}`}>{words.none}</p>}
              {closed.length > 0 && (
                <>
                  <Button
                    className={classes.quiet}
                    size="compact-sm"
                    variant="subtle"
                    onClick={() => setShowsAnswered(!showsAnswered)}
                    aria-expanded={showsAnswered}>
                    {words.over(String(closed.length))}
                  </Button>
                  {showsAnswered && <div className={classes.over}>{list(closed)}</div>}
                </>
              )}
            </>
          );
        }}
      </Loaded>
      {adds && (
        <EntryForm<RecordRequestForm>
          name={words.add}
          fields={fields}
          form={blank}
          save={(clinic, form) => clinic.addRecordRequest({ patientId: patient.id, form })}
          onSaved={() => (close(), requests.reload())}
          onClose={close}
        />
      )}
      {mayAnswer && !adds && (
        <Button
          ref={addButton}
          className={classes.quiet}
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => setAdds(true)}>
          {words.add}
        </Button>
      )}
      {answers.dialog}
    </Panel>
  );
}

const isOpen = ({ status }: RecordRequestView) => status === "open";

function Shown({ request }: { request: RecordRequestView }) {
  const { recordRequests: words } = useWords();
  const format = useFormat();
  const timeZone = useTimeZone();
  const { askedBy, askedFor, askedOn, dueOn, status, isOverdue, answeredAt, answeredBy, reason } = request;
  const day = (text: string) => unbroken(format.day(text));
  const facts = [
    askedFor,
    words.asked(day(askedOn)),
    isOpen(request) ? words.dueBy(day(dueOn)) : "",
    answeredAt === null ? "" : words.closed(day(dayOf(answeredAt, timeZone)), answeredBy),
    reason,
  ];
  return (
    <div className={classes.shown}>
      <span className={classes.name}>{askedBy}</span>
      {isOverdue && <LooseChip tone="bad" icon={IconAlertTriangle} text={words.overdue} />}
      {status === "done" && <LooseChip tone="ok" icon={IconCheck} text={words.status.done} />}
      {status === "refused" && <LooseChip tone="none" icon={IconBan} text={words.status.refused} />}
      <Text size="xs" c="dimmed" w="100%">
        {facts.filter(Boolean).join(" · ")}
      </Text>
    </div>
  );
}

function Steps({ request, answers }: { request: RecordRequestView; answers: ReturnType<typeof useAnswers> }) {
  const { recordRequests: words } = useWords();
  const { name } = request.patient;
  const step = (text: string, label: string, act: () => void) => (
    <Button size="compact-sm" variant="subtle" disabled={answers.busy} aria-label={label} onClick={act}>
      {text}
    </Button>
  );
  return (
    <div className={classes.head}>
      {isOpen(request) ? (
        <>
          {step(words.sent, words.sentTo(name, request.askedBy), () => void answers.send(request))}
          {step(words.refuse, words.refuseTo(name, request.askedBy), () => answers.refuse(request))}
        </>
      ) : (
        step(words.reopen, words.reopenOf(request.askedBy), () => void answers.reopen(request))
      )}
    </div>
  );
}
