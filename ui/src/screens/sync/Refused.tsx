import { Button, Group, Text } from "@mantine/core";
import { useId, useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import type { RejectedAt, RejectedRow, ReviewField } from "../../ipc/views";
import { useMay } from "../../nav/session";
import { FieldList, ReviewFields } from "../../parts/FieldList";
import { Detail, DetailHead, ListDetail } from "../../parts/ListDetail";
import { Loaded } from "../../parts/Loaded";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { SaveFileDialog } from "../../parts/SaveFileDialog";
import { useBirth } from "../../parts/use-birth";
import { useNames } from "../../parts/use-names";
import { useFormat, useWords } from "../../words/speech";
import { CorrectDialog, DiscardDialog, isRegistration } from "./RefusedDialogs";
import classes from "./Sync.module.css";

interface Props {
  refused: RejectedRow[];
  onChanged: () => void;
}

/** Changes that the server refused: nothing disappears silently. */
export function Refused({ refused, onChanged }: Props) {
  const { operations, rejected } = useWords();
  const format = useFormat();
  const title = useId();
  const [picked, setPicked] = useState<string | null>(null);
  const current = refused.find(({ groupId }) => groupId === picked) ?? refused[0];
  if (current === undefined) return null;
  return (
    <section className={classes.refused} aria-labelledby={title}>
      <h2 id={title} className={classes.title}>
        {rejected.title(refused.length)}
      </h2>
      <ListDetail
        label={rejected.list}
        rows={refused}
        rowKey={({ groupId }) => groupId}
        current={current}
        lines={({ what, patient, at }) => [
          operations[what] ?? what,
          ...(patient === null ? [] : [patient.name]),
          format.dateTime(at),
        ]}
        onPick={setPicked}>
        <Decision row={current} onChanged={onChanged} />
      </ListDetail>
    </section>
  );
}

/** What is asked about one change, which stays the same one when another is shown below. */
interface Asked {
  about: "discard" | "correct" | "export";
  row: RejectedRow;
  fields: ReviewField[];
}

/** One change, and what can become of it. */
function Decision({ row, onChanged }: { row: RejectedRow; onChanged: () => void }) {
  const { operations, refusals, rejected, sync } = useWords();
  const birth = useBirth();
  const name = useNames();
  const format = useFormat();
  const may = useMay();
  const change = useClinicQuery(queries.rejectedChange(row.groupId));
  const { busy, problem, run } = useCommand();
  const [sent, setSent] = useState<string | null>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const { wrong, patient } = row;
  const what = operations[row.what] ?? row.what;
  const at = format.dateTime(row.at);
  const ask = (about: Asked["about"]) => setAsked({ about, row, fields: change.value?.fields ?? [] });
  const close = () => setAsked(null);
  const sendAgain = async () => {
    setSent(row.groupId);
    await run((clinic) => clinic.sendAgain(row.groupId));
    onChanged();
  };
  return (
    <Detail
      label={what}
      footer={
        <>
          <Button variant="subtle" color="red" onClick={() => ask("discard")}>
            {rejected.discard}
          </Button>
          <Group gap="xs">
            {may("patients.export") && (
              <Button variant="default" onClick={() => ask("export")}>
                {rejected.export}
              </Button>
            )}
            {(isRegistration(row) ? may("patients.create") : patient !== null && may("patients.read")) && (
              <Button variant="default" disabled={change.isPending} onClick={() => ask("correct")}>
                {rejected.correct}
              </Button>
            )}
            <Button variant="default" loading={busy} onClick={() => void sendAgain()}>
              {rejected.sendAgain}
            </Button>
          </Group>
        </>
      }>
      <DetailHead as="h3" title={what} line={patient === null ? at : `${patient.name} · ${birth.facts(patient)}`} />
      <FieldList
        isShort
        fields={[
          { label: sync.why, text: refusals.codes[row.code] ?? refusals.other(row.code) },
          ...(wrong === null ? [] : [{ label: rejected.wrong, text: <Wrong at={wrong} /> }]),
        ]}
      />
      <Loaded of={change} rows={2}>
        {(view) => (
          <>
            <Text c="dimmed">{rejected.by(view.by, at)}</Text>
            {view.fields.length === 0 ? (
              <Text>{rejected.noValues}</Text>
            ) : (
              <div className={classes.values}>
                <h4 className={classes.title}>{rejected.values(name.whatOf(view.fields))}</h4>
                <ReviewFields fields={view.fields} />
              </div>
            )}
          </>
        )}
      </Loaded>
      {problem !== null && sent === row.groupId && <ProblemAlert problem={problem} />}
      {asked?.about === "discard" && <DiscardDialog row={asked.row} onClose={close} onDiscarded={onChanged} />}
      {asked?.about === "correct" && <CorrectDialog {...asked} onClose={close} onDiscarded={onChanged} />}
      {asked?.about === "export" && (
        <SaveFileDialog
          name={rejected.fileName}
          save={(clinic, path) => clinic.saveRejected(asked.row.groupId, path)}
          onClose={close}
        />
      )}
    </Detail>
  );
}

/** The cell and the field, with the id of the row for support. */
function Wrong({ at: { row, cell, field } }: { at: RejectedAt }) {
  const name = useNames();
  return (
    <span title={row ?? undefined}>{[name.what(cell), ...(field === null ? [] : [name.field(field)])].join(", ")}</span>
  );
}
