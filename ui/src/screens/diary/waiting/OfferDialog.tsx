import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { IconCalendarOff } from "@tabler/icons-react";
import { waitingQueries } from "../../../ipc/waiting-queries";
import { useClinicQuery } from "../../../ipc/use-clinic";
import type { FreeSlotView, WaitingEntry } from "../../../ipc/views";
import { useNavigation } from "../../../nav/navigation";
import { PatientLine } from "../../../parts/AskDialog";
import { Empty } from "../../../parts/Empty";
import { Loaded } from "../../../parts/Loaded";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { useMinute, useWords } from "../../../words/speech";
import { useWaitingBooking, useWaitingWords } from "./use-waiting";
import classes from "./Waiting.module.css";

interface Props {
  entry: WaitingEntry;
  onCall: () => void;
  onEnd: () => void;
  onClose: () => void;
  onBooked: () => void;
}

/** The free times that suit one who waits; any other is chosen in the diary. */
export function OfferDialog({ entry, onCall, onEnd, onClose, onBooked }: Props) {
  const { waiting: words, frame } = useWords();
  const say = useWaitingWords();
  const { go } = useNavigation();
  const free = useClinicQuery(waitingQueries.free(useMinute()), { showsPrevious: true });
  const { busy, problem, isTaken, book, run } = useWaitingBooking(onBooked);
  const take = async (slot: FreeSlotView) => {
    const view = await run((clinic) => clinic.freeSlotFits(slot.ids[0] ?? ""));
    const fit = view?.rows.find((row) => row.entry.id === entry.id);
    if (view && fit && (await book(fit.entry, view.slot, { startsAt: fit.startsAt, minutes: fit.minutes }))) onClose();
    else free.reload();
  };
  const choose = () => go({ page: "diary", day: null, patientId: entry.patient.id, waitingId: entry.id });
  return (
    <Modal
      opened
      onClose={onClose}
      size={560}
      title={words.offerTo(entry.patient.name)}
      closeButtonProps={{ "aria-label": frame.close }}>
      <Stack gap="md">
        <PatientLine patient={entry.patient} />
        <Text size="sm">{[say.wants(entry), entry.wishes.note].filter(Boolean).join(" · ")}</Text>
        <Text className="tabular strong">{entry.phone ?? words.noPhone}</Text>
        {problem !== null &&
          (isTaken ? <Text c="var(--nv-warn-text)">{words.taken}</Text> : <ProblemAlert problem={problem} />)}
        <Loaded of={free} rows={2}>
          {({ slots }) => {
            const own = slots.filter(({ entryIds }) => entryIds.includes(entry.id));
            return own.length === 0 ? (
              <Empty icon={IconCalendarOff} title={words.noFree}>
                {words.noFreeHelp}
              </Empty>
            ) : (
              <ul className={classes.plain}>
                {own.map((slot, index) => (
                  <li key={slot.ids[0]} className={classes.choice}>
                    <span>{words.free(say.when(slot.startsAt), slot.provider)}</span>
                    <Button
                      size="xs"
                      variant="default"
                      data-autofocus={index === 0 || undefined}
                      disabled={busy}
                      aria-label={words.confirm(entry.patient.name, say.when(slot.startsAt))}
                      onClick={() => void take(slot)}>
                      {words.book}
                    </Button>
                  </li>
                ))}
              </ul>
            );
          }}
        </Loaded>
        <Group gap="sm">
          <Button variant="default" onClick={onClose}>
            {frame.cancel}
          </Button>
          <Button variant="default" onClick={choose}>
            {words.otherTime}
          </Button>
          <Button variant="default" onClick={onCall}>
            {words.call}
          </Button>
          <Button variant="subtle" onClick={onEnd}>
            {words.end}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
