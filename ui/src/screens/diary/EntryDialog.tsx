import { Button, Group, Modal, Select, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { AppointmentStatus, AppointmentView, DiaryView, Move, Problem } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { Chip } from "../../parts/Chip";
import { PrintButton } from "../../parts/PrintButton";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useBirth } from "../../parts/use-birth";
import { useFormat, useToday, useWords } from "../../words/speech";
import { minutesOf, moveOf } from "./slot";
import { DayField, SlotNotes, TimeField } from "./TimeFields";

interface Props {
  diary: DiaryView;
  entry: AppointmentView;
  mayWrite: boolean;
  /** Nothing but a move to another time is asked for. */
  startsMoving?: boolean;
  busy: boolean;
  problem: Problem | null;
  onClose: () => void;
  /** Returns whether it was changed. */
  onStatus: (entry: AppointmentView, status: AppointmentStatus) => Promise<boolean>;
  /** Returns whether it was moved. */
  onMove: (change: Move) => Promise<boolean>;
}

type NextStatus = "confirmed" | "arrived" | "inRoom" | "completed" | "noShow";
/** The statuses that may follow each status. */
const NEXT: Record<AppointmentStatus, NextStatus[]> = {
  scheduled: ["confirmed", "arrived", "noShow"],
  confirmed: ["arrived", "noShow"],
  arrived: ["inRoom"],
  inRoom: ["completed"],
  completed: ["inRoom"],
  noShow: ["arrived"],
  cancelled: [],
};

const LENGTHS = [15, 20, 30, 45, 60, 90, 120];
/** The usual lengths in minutes, with the one that it has. */
const lengthsWith = (own: number) => [...new Set([...LENGTHS, own])].sort((one, other) => one - other);

/** One appointment: what it is, its next step, and moving or cancelling it without a mouse drag. */
export function EntryDialog({
  diary,
  entry,
  mayWrite,
  startsMoving = false,
  busy,
  problem,
  onClose,
  onStatus,
  onMove,
}: Props) {
  const { diary: words, frame } = useWords();
  const format = useFormat();
  const birth = useBirth();
  const { go } = useNavigation();
  const [mode, setMode] = useState<"show" | "move" | "cancel">(startsMoving ? "move" : "show");
  const [asked, setAsked] = useState<NextStatus | null>(null);
  const today = useToday();
  const [startsAt, setStartsAt] = useState(entry.startsAt);
  const [providerId, setProviderId] = useState(entry.providerId);
  const [roomId, setRoomId] = useState(entry.roomId);
  const [minutes, setMinutes] = useState(minutesOf(entry));
  const patient = entry.patients[0];
  const name = patient?.name ?? entry.type;
  const time = format.time(entry.startsAt);
  const span = `${time}–${format.time(entry.endsAt)}`;

  const setStatus = async (status: AppointmentStatus) => {
    if (await onStatus(entry, status)) onClose();
  };
  // a patient can confirm on any day, but can arrive only on the day itself
  const step = (status: NextStatus) =>
    diary.day === today || status === "confirmed" ? void setStatus(status) : setAsked(status);
  const wordOf = (status: NextStatus) =>
    words.status[entry.status === "completed" && status === "inRoom" ? "reopened" : status];
  const move = async () => {
    const { id, seen } = entry;
    if (await onMove({ id, seen, providerId, roomId, startsAt, minutes })) onClose();
  };
  const before = moveOf(entry);
  const isSame =
    startsAt === before.startsAt &&
    providerId === before.providerId &&
    roomId === before.roomId &&
    minutes === before.minutes;
  return (
    <Modal
      opened
      onClose={onClose}
      title={mode === "cancel" ? words.cancelAsk(name, time) : words.appointment(name, time)}
      closeButtonProps={{ "aria-label": frame.close }}>
      <Stack gap="md">
        <Text size="sm">{entry.patients.map((one) => [one.name, birth.facts(one)].join(" · ")).join("\n")}</Text>
        <Group gap="sm">
          <Chip word={entry.status} />
          <Text size="sm" c="dimmed">
            {[format.weekday(diary.day), span, entry.type, entry.provider, entry.room].filter(Boolean).join(" · ")}
          </Text>
        </Group>
        {entry.reason !== null && (
          <Text size="sm" style={{ whiteSpace: "pre-wrap" }}>
            {entry.reason}
          </Text>
        )}
        {problem !== null && <ProblemAlert problem={problem} />}
        {asked !== null && (
          <>
            <Text size="sm">{words.otherDay(name, format.weekday(diary.day))}</Text>
            <Group gap="sm">
              <Button variant="default" data-autofocus onClick={() => setAsked(null)}>
                {words.leaveStatus}
              </Button>
              <Button loading={busy} onClick={() => void setStatus(asked)}>
                {wordOf(asked)}
              </Button>
            </Group>
          </>
        )}
        {mode === "show" && asked === null && (
          <Group gap="sm">
            {patient && (
              <Button variant="default" onClick={() => (onClose(), go({ page: "patient", id: patient.id }))}>
                {words.openPatient}
              </Button>
            )}
            {patient && entry.patients.length === 1 && (
              <PrintButton
                of={{ print: "appointmentCard", appointmentId: entry.id, patientId: patient.id }}
                patient={patient}
                label={words.printCard}
              />
            )}
            {mayWrite &&
              NEXT[entry.status].map((status) => (
                <Button key={status} variant="default" loading={busy} onClick={() => step(status)}>
                  {wordOf(status)}
                </Button>
              ))}
            {mayWrite && entry.status !== "completed" && entry.status !== "cancelled" && (
              <>
                <Button variant="subtle" onClick={() => setMode("move")}>
                  {words.moveTo}
                </Button>
                <Button variant="subtle" onClick={() => setMode("cancel")}>
                  {words.cancel}
                </Button>
              </>
            )}
          </Group>
        )}
        {mode === "move" && (
          <>
            <DayField timeZone={diary.timeZone} at={startsAt} onChange={setStartsAt} />
            <TimeField timeZone={diary.timeZone} at={startsAt} onChange={setStartsAt} />
            <Select
              label={words.provider}
              allowDeselect={false}
              data={diary.choices.providers.map(({ id, name: label }) => ({ value: id, label }))}
              value={providerId}
              onChange={(value) => value && setProviderId(value)}
            />
            <Select
              label={words.room}
              clearable
              placeholder={words.noRoom}
              data={diary.choices.rooms.map(({ id, name: label }) => ({ value: id, label }))}
              value={roomId}
              onChange={setRoomId}
            />
            <Select
              label={words.minutes}
              allowDeselect={false}
              data={lengthsWith(minutesOf(entry)).map(String)}
              value={String(minutes)}
              onChange={(value) => value && setMinutes(Number(value))}
            />
            <SlotNotes diary={diary} {...{ providerId, roomId, startsAt, minutes }} except={entry.id} />
            <Button loading={busy} disabled={startsMoving && isSame} onClick={() => void move()}>
              {words.move}
            </Button>
          </>
        )}
        {mode === "cancel" && (
          <Group gap="sm">
            <Button variant="default" data-autofocus onClick={() => setMode("show")}>
              {words.doNotCancel}
            </Button>
            <Button color="red" loading={busy} onClick={() => void setStatus("cancelled")}>
              {words.cancel}
            </Button>
          </Group>
        )}
      </Stack>
    </Modal>
  );
}
