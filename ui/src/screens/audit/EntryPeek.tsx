import { Button, Text } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import type { AuditEntryView, AuditRow } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { useMay } from "../../nav/session";
import { Chip } from "../../parts/Chip";
import { Loaded } from "../../parts/Loaded";
import { Peek } from "../../parts/Peek";
import { useBirth } from "../../parts/use-birth";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Audit.module.css";
import { ChangedCells } from "./ChangedCells";
import { useOperations } from "./use-operations";

/** One entry in words, next to the list, which stays in use. */
export function EntryPeek({ row, onClose }: { row: AuditRow; onClose: () => void }) {
  const { audit } = useWords();
  return (
    <Peek title={audit.entry.label} onClose={onClose}>
      <Entry key={`${row.deviceNumber} ${row.number}`} row={row} />
    </Peek>
  );
}

function Entry({ row: { deviceNumber, number } }: { row: AuditRow }) {
  const view = useClinicQuery(queries.auditEntry(deviceNumber, number));
  return <Loaded of={view}>{(entry) => <Details view={entry} />}</Loaded>;
}

function Details({ view }: { view: AuditEntryView }) {
  const { audit } = useWords();
  const operations = useOperations();
  const { entry } = view;
  const isSilent = entry.remark === "" && view.cells.length === 0;
  return (
    <article className={classes.entry}>
      <h2 className={classes.heading}>{operations.name(entry)}</h2>
      <Facts view={view} />
      {entry.isUndecryptable ? (
        <Sealed />
      ) : isSilent ? (
        <Text size="sm" c="dimmed">
          {audit.entry.none}
        </Text>
      ) : (
        <ChangedCells cells={view.cells} more={view.more} />
      )}
    </article>
  );
}

function Sealed() {
  const { audit } = useWords();
  return (
    <div className={classes.sealed}>
      <IconLock size={18} aria-hidden />
      <div>
        <p className="strong">{audit.entry.sealed}</p>
        <p>{audit.entry.sealedHelp}</p>
      </div>
    </div>
  );
}

function Facts({ view: { entry, device, session } }: { view: AuditEntryView }) {
  const { audit } = useWords();
  const words = audit.entry;
  const format = useFormat();
  const operations = useOperations();
  const isWarning = entry.severity === "WARNING";
  const result = operations.isDone(entry)
    ? audit.outcomes.done
    : operations.isRefused(entry)
      ? words.refusedHelp
      : audit.outcomes.failed;
  const facts: [string, ReactNode][] = [
    [words.time, <span className="tabular">{format.exactTime(entry.at)}</span>],
    [words.who, <Who entry={entry} />],
    [words.result, isWarning ? `${result} · ${words.warning}` : result],
    ...(entry.patient === null ? [] : [[words.patient, <Patient patient={entry.patient} />] as [string, ReactNode]]),
    ...(entry.remark === "" ? [] : [[words.remark, entry.remark] as [string, ReactNode]]),
    [words.computer, device || format.dash],
    [words.retained, format.dateTime(entry.retainedUntil)],
    [
      words.number,
      <span className="tabular">{words.inSession(format.number(entry.number, 0), format.number(session, 0))}</span>,
    ],
    ...(entry.resourceId === null
      ? []
      : [[words.record, <span className={classes.mono}>{entry.resourceId}</span>] as [string, ReactNode]]),
  ];
  return (
    <dl className={classes.facts}>
      {facts.map(([label, value]) => (
        <Fact key={label} label={label}>
          {value}
        </Fact>
      ))}
    </dl>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** Whether the named user is verified is shown with the name. */
function Who({ entry }: { entry: AuditRow }) {
  const { audit } = useWords();
  if (entry.who === null) return <span className="muted">{audit.noUser}</span>;
  return (
    <>
      {entry.who} {entry.isEndorsed && <Chip word="verified" />}
      <p className="small muted">{entry.isEndorsed ? audit.entry.verifiedHelp : audit.entry.aloneHelp}</p>
    </>
  );
}

function Patient({ patient }: { patient: NonNullable<AuditRow["patient"]> }) {
  const { audit } = useWords();
  const birth = useBirth();
  const may = useMay();
  const { go } = useNavigation();
  return (
    <>
      {patient.name}
      <p className="small muted">{birth.facts(patient)}</p>
      {may("patients.read") && (
        <Button mt={4} size="xs" variant="default" onClick={() => go({ page: "patient", id: patient.id })}>
          {audit.entry.openPatient}
        </Button>
      )}
    </>
  );
}
