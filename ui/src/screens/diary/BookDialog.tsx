import { Button, Modal, Select, Stack, Text, TextInput, UnstyledButton } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { fieldLengths } from "../../ipc/bindings";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import type { DiaryView, PatientName } from "../../ipc/views";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useFormat, useWords } from "../../words/speech";
import { instantOf, wallClock } from "../../words/time";
import classes from "./Diary.module.css";
import type { Slot } from "./slot";

interface Props {
  diary: DiaryView;
  slot: Slot;
  patientId: string | null;
  onClose: () => void;
  onBooked: () => void;
}
const HITS_MAX = 6;

/** Two clicks: a time was clicked, now the patient; everything else is filled in. */
export function BookDialog({ diary, slot, patientId, onClose, onBooked }: Props) {
  const { diary: words, frame } = useWords();
  const format = useFormat();
  const { types, rooms, providers } = diary.choices;
  const known = useClinicQuery(queries.patientToBook(patientId));
  const [chosen, setChosen] = useState<PatientName | null>(null);
  const [typeId, setTypeId] = useState(types[0]?.id ?? "");
  const [roomId, setRoomId] = useState<string | null>(null);
  const [providerId, setProviderId] = useState(slot.providerId);
  const [startsAt, setStartsAt] = useState(slot.startsAt);
  const [reason, setReason] = useState("");
  const { busy, problem, run } = useCommand();
  const patient = chosen ?? known.value;
  const minutes = types.find((type) => type.id === typeId)?.minutes ?? 30;

  const book = async () => {
    if (patient === null) return;
    const booked = await run((clinic) =>
      clinic.bookAppointment({
        patientId: patient.id,
        providerId,
        roomId,
        typeId,
        startsAt,
        minutes,
        reason: reason.trim(),
      }),
    );
    if (!booked) return;
    notifications.show({ message: words.booked(patient.name, format.time(booked.startsAt)) });
    onBooked();
    onClose();
  };
  return (
    <Modal opened onClose={onClose} size={320} title={words.bookTitle} closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void book())}>
        <Stack gap="md">
          {patient === null ? (
            <PatientField onChoose={setChosen} />
          ) : (
            <Chosen patient={patient} onClear={() => setChosen(null)} />
          )}
          <TimeField
            label={words.time}
            day={diary.day}
            timeZone={diary.timeZone}
            at={startsAt}
            onChange={setStartsAt}
          />
          <Select
            label={words.provider}
            allowDeselect={false}
            data={providers.map(({ id, name }) => ({ value: id, label: name }))}
            value={providerId}
            onChange={(value) => value && setProviderId(value)}
          />
          <Select
            label={words.type}
            allowDeselect={false}
            data={types.map((type) => ({ value: type.id, label: `${type.name}, ${type.minutes} min` }))}
            value={typeId}
            onChange={(value) => value && setTypeId(value)}
          />
          <Select
            label={words.room}
            clearable
            placeholder={words.noRoom}
            data={rooms.map(({ id, name }) => ({ value: id, label: name }))}
            value={roomId}
            onChange={setRoomId}
          />
          <TextInput
            label={words.reason}
            value={reason}
            maxLength={fieldLengths.appointmentPatient.reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {problem !== null && <ProblemAlert problem={problem} />}
          <Button type="submit" loading={busy} disabled={patient === null}>
            {words.book}
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}

function Chosen({ patient, onClear }: { patient: PatientName; onClear: () => void }) {
  const { patients, frame } = useWords();
  const format = useFormat();
  return (
    <div className={classes.chosen}>
      <div>
        <Text fw={500}>{patient.name}</Text>
        <Text size="xs" c="dimmed">
          {[
            patient.birthDate ? format.day(patient.birthDate) : patients.noBirth,
            patients.fileNumber(patient.fileNumber),
          ].join(" · ")}
        </Text>
      </div>
      <Button variant="subtle" size="xs" onClick={onClear}>
        {frame.remove}
      </Button>
    </div>
  );
}

/** Finds a patient as one types; Enter takes the first. */
function PatientField({ onChoose }: { onChoose: (patient: PatientName) => void }) {
  const { diary, patients } = useWords();
  const format = useFormat();
  const [text, setText] = useState("");
  const search = useClinicQuery(queries.search(text, HITS_MAX));
  const hits = search.value?.hits ?? [];
  const takeFirst = (event: React.KeyboardEvent) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (hits[0]) onChoose(hits[0]);
  };
  return (
    <div>
      <TextInput
        data-autofocus
        label={diary.patient}
        placeholder={diary.patientSearch}
        value={text}
        autoComplete="off"
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={takeFirst}
      />
      <ul className={classes.hits}>
        {hits.map((hit) => (
          <li key={hit.id}>
            <UnstyledButton className={classes.hit} onClick={() => onChoose(hit)}>
              <span className="strong ellipsis">{hit.name}</span>
              <span className="small muted ellipsis">
                {[
                  hit.birthDate ? format.day(hit.birthDate) : patients.noBirth,
                  patients.fileNumber(hit.fileNumber),
                ].join(" · ")}
              </span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
      {search.value?.hits.length === 0 && (
        <Text size="xs" c="dimmed" role="status">{`${patients.noMatch(text)}.`}</Text>
      )}
    </div>
  );
}

interface TimeProps {
  label: string;
  day: string;
  timeZone: string;
  at: string;
  onChange: (at: string) => void;
}

/** A time of day in the clinic's zone. */
export function TimeField({ label, day, timeZone, at, onChange }: TimeProps) {
  const shown = wallClock(at, timeZone).slice(11, 16);
  return (
    <TextInput
      type="time"
      label={label}
      value={shown}
      step={300}
      onChange={(event) =>
        event.currentTarget.value !== "" && onChange(instantOf(`${day} ${event.currentTarget.value}:00`, timeZone))
      }
    />
  );
}
