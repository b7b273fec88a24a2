import { Button, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import type { AbsenceForm, AppointmentView, Id, PatientName } from "../../ipc/views";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { offerUndo } from "../../parts/undo";
import { useEntryName } from "../../parts/use-entry-name";
import { wrongField } from "../../parts/use-field-errors";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Absences.module.css";
import { MoveDialog } from "./MoveDialog";
import { moveOf } from "./slot";

const UNDO = "moved";

interface Props {
  form: AbsenceForm;
  onMove: (entry: AppointmentView) => void;
}

/** What lies in an absence before it is saved: each is moved, called about, or left as it is. */
export function AbsenceInside({ form: { providerId, roomId, startsAt, endsAt }, onMove }: Props) {
  const { absences: words } = useWords();
  const inside = useClinicQuery(queries.absencePreview({ providerId, roomId, startsAt, endsAt, reason: "" })).value;
  if (inside === null) return null;
  if (inside.length === 0)
    return (
      <Text size="sm" c="dimmed" role="status">
        {words.nothingInside}
      </Text>
    );
  return (
    <div>
      <Text size="sm" role="status" c="var(--nv-warn-text)">
        {words.insideNew(inside.length)}
      </Text>
      <ul className={classes.inside}>
        {inside.map((entry) => (
          <Entry key={entry.id} entry={entry} onMove={() => onMove(entry)} />
        ))}
      </ul>
    </div>
  );
}

function Entry({ entry, onMove }: { entry: AppointmentView; onMove: () => void }) {
  const { clashes: words, waiting } = useWords();
  const format = useFormat();
  const name = useEntryName()(entry);
  const { busy, problem, run } = useCommand();
  const [called, setCalled] = useState<Id | null>(null);
  const { patients } = entry;
  // a session is not called, each of its patients is
  const patient = patients.length === 1 ? patients[0] : undefined;
  const call = async ({ id, name: who }: PatientName) => {
    if (!(await run((clinic) => clinic.askToCall(id)))) return;
    setCalled(id);
    notifications.show({ message: waiting.asked(who) });
  };
  const isListed = wrongField(problem, "patientId") !== null;
  return (
    <li className={classes.entry}>
      <Text size="sm" className={classes.who}>
        {[format.dateTime(entry.startsAt), name].join(" · ")}
      </Text>
      <Button
        variant="default"
        size="xs"
        aria-label={words.moveOne(name, format.time(entry.startsAt))}
        onClick={onMove}>
        {words.move}
      </Button>
      {patient !== undefined && called === null && (
        <Button
          variant="default"
          size="xs"
          disabled={busy}
          aria-label={words.callOf(name)}
          onClick={() => void call(patient)}>
          {words.call}
        </Button>
      )}
      {called !== null && (
        <Text size="xs" role="status">
          {words.toCall}
        </Text>
      )}
      {isListed && (
        <Text size="xs" role="status">
          {waiting.askedAlready(name)}
        </Text>
      )}
      {problem !== null && !isListed && <ProblemAlert problem={problem} />}
    </li>
  );
}

/** Moves one of them, which can be undone. */
export function AbsenceMove({ entry, onClose }: { entry: AppointmentView; onClose: () => void }) {
  const { diary: words, frame } = useWords();
  const format = useFormat();
  const nameOf = useEntryName();
  const { busy, problem, run } = useCommand();
  const move = async (to: ReturnType<typeof moveOf>) => {
    const moved = await run((clinic) => clinic.moveAppointment(to));
    if (!moved) return false;
    const message = words.moved(nameOf(moved), format.dateTime(moved.startsAt));
    offerUndo(UNDO, message, frame, () =>
      run((clinic) => clinic.moveAppointment({ ...moveOf(entry), seen: moved.seen })),
    );
    return true;
  };
  return <MoveDialog entry={entry} busy={busy} problem={problem} onClose={onClose} onMove={move} />;
}
