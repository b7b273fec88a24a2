import { Button, Group, Modal, Select, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useCommand } from "../../ipc/use-clinic";
import type { AppointmentStatus, AppointmentView, DiaryView, Move } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { Chip } from "../../parts/Chip";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useFormat, useWords } from "../../words/speech";
import { TimeField } from "./BookDialog";
import { minutesOf } from "./slot";

interface Props {
  diary: DiaryView;
  entry: AppointmentView;
  mayWrite: boolean;
  onClose: () => void;
  onChanged: () => void;
  onMove: (change: Move) => void;
}

/** What may come after each status. */
const NEXT: Record<AppointmentStatus, ("confirmed" | "arrived" | "inRoom" | "completed" | "noShow")[]> = {
  scheduled: ["confirmed", "arrived", "noShow"],
  confirmed: ["arrived", "noShow"],
  arrived: ["inRoom"],
  inRoom: ["completed"],
  completed: [],
  noShow: ["arrived"],
  cancelled: [],
};

/** One appointment: what it is, its next step, and moving or cancelling it without a mouse drag. */
export function EntryDialog({ diary, entry, mayWrite, onClose, onChanged, onMove }: Props) {
  const { diary: words, frame, patients } = useWords();
  const format = useFormat();
  const { go } = useNavigation();
  const [mode, setMode] = useState<"show" | "move" | "cancel">("show");
  const [startsAt, setStartsAt] = useState(entry.startsAt);
  const [providerId, setProviderId] = useState(entry.providerId);
  const { busy, problem, run } = useCommand();
  const patient = entry.patients[0];
  const name = patient?.name ?? entry.type;
  const time = format.time(entry.startsAt);

  const setStatus = async (status: AppointmentStatus) => {
    if (!(await run((clinic) => clinic.setAppointmentStatus(entry.id, entry.seen, status, null)))) return;
    onChanged();
    onClose();
  };
  const move = () => {
    onMove({ id: entry.id, seen: entry.seen, providerId, roomId: entry.roomId, startsAt, minutes: minutesOf(entry) });
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={mode === "cancel" ? words.cancelAsk(name, time) : words.appointment(name, time)}
      closeButtonProps={{ "aria-label": frame.close }}>
      <Stack gap="md">
        <Text size="sm">
          {entry.patients
            .map((one) =>
              [
                one.name,
                one.birthDate ? format.day(one.birthDate) : patients.noBirth,
                patients.fileNumber(one.fileNumber),
              ].join(" · "),
            )
            .join("\n")}
        </Text>
        <Group gap="sm">
          <Chip word={entry.status} />
          <Text size="sm" c="dimmed">
            {[`${time}–${format.time(entry.endsAt)}`, entry.type, entry.provider, entry.room]
              .filter(Boolean)
              .join(" · ")}
          </Text>
        </Group>
        {problem !== null && <ProblemAlert problem={problem} />}
        {mode === "show" && (
          <Group gap="sm">
            {patient && (
              <Button variant="default" onClick={() => (onClose(), go({ page: "patient", id: patient.id }))}>
                {words.openPatient}
              </Button>
            )}
            {mayWrite &&
              NEXT[entry.status].map((status) => (
                <Button key={status} variant="default" loading={busy} onClick={() => void setStatus(status)}>
                  {words.status[status]}
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
              data={diary.choices.providers.map(({ id, name: label }) => ({ value: id, label }))}
              value={providerId}
              onChange={(value) => value && setProviderId(value)}
            />
            <Button onClick={move}>{words.move}</Button>
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
