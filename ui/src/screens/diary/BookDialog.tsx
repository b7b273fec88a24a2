import { Button, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useEffect, useRef, useState } from "react";
import { fieldLengths } from "../../ipc/bindings";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import type { DiaryView, PatientName } from "../../ipc/views";
import { PatientSearch } from "../../parts/PatientSearch";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useFormat, useWords } from "../../words/speech";
import { dayOf } from "../../words/time";
import classes from "./Diary.module.css";
import type { Slot } from "./slot";
import { DayField, SlotNotes, TimeField } from "./TimeFields";

interface Props {
  diary: DiaryView;
  slot: Slot;
  patientId: string | null;
  onClose: () => void;
  onBooked: () => void;
}

/** Two clicks: a time was clicked, now the patient; everything else is filled in. */
export function BookDialog({ diary, slot, patientId, onClose, onBooked }: Props) {
  const { diary: words, frame } = useWords();
  const format = useFormat();
  const { types, rooms, providers } = diary.choices;
  const [chosen, setChosen] = useState<PatientName | null>(null);
  const [isCleared, setCleared] = useState(false);
  const known = useClinicQuery(queries.patientToBook(chosen?.id ?? (isCleared ? null : patientId))).value;
  const [pickedType, setTypeId] = useState<string | null>(null);
  const [roomId, setRoomId] = useState<string | null>(null);
  const [providerId, setProviderId] = useState(slot.providerId);
  const [startsAt, setStartsAt] = useState(slot.startsAt);
  const [reason, setReason] = useState("");
  const { busy, problem, run } = useCommand();
  const patient = chosen ?? known?.header ?? null;
  // who comes for the first time comes for longer
  const usual = known !== null && !known.hasCome ? "INITIAL" : "FOLLOW_UP";
  const typeId = pickedType ?? types.find(({ id }) => id === usual)?.id ?? types[0]?.id ?? "";
  const submit = useRef<HTMLButtonElement>(null);
  const isChosen = chosen !== null;
  // the field that was typed in is gone: the next step has the keys
  useEffect(() => {
    if (isChosen) submit.current?.focus();
  }, [isChosen]);
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
    const time = format.time(booked.startsAt);
    const bookedOn = dayOf(booked.startsAt, diary.timeZone);
    const when = bookedOn === diary.day ? time : `${format.weekday(bookedOn)}, ${time}`;
    notifications.show({ message: words.booked(patient.name, when) });
    onBooked();
    onClose();
  };
  return (
    <Modal opened onClose={onClose} size={320} title={words.bookTitle} closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void book())}>
        <Stack gap="md">
          {patient === null ? (
            <PatientSearch onChoose={setChosen} />
          ) : (
            <Chosen patient={patient} onClear={() => (setChosen(null), setCleared(true))} />
          )}
          <div className={classes.when}>
            <DayField timeZone={diary.timeZone} at={startsAt} onChange={setStartsAt} />
            <TimeField timeZone={diary.timeZone} at={startsAt} onChange={setStartsAt} />
          </div>
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
          <SlotNotes diary={diary} providerId={providerId} startsAt={startsAt} minutes={minutes} />
          {problem !== null && <ProblemAlert problem={problem} />}
          <Button ref={submit} type="submit" loading={busy} disabled={patient === null}>
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
