import { Button, Stack, Text } from "@mantine/core";
import { type MouseEvent, useState } from "react";
import { useCommand } from "../../ipc/use-clinic";
import type { AppointmentView, DiaryView, LaterPlan, Move } from "../../ipc/views";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { offerUndo } from "../../parts/undo";
import { useEntryName } from "../../parts/use-entry-name";
import { useWords } from "../../words/speech";
import { minutesOf, moveOf } from "./slot";
import { AS_PLANNED, byId } from "./series/repeat";
import { type Scope, ScopeChoice } from "../../parts/ScopeChoice";
import { Select } from "../../parts/Select";
import classes from "./Diary.module.css";
import { SeriesDates } from "./SeriesDates";
import { useLaterMove } from "./series/use-series";
import { DayField, SlotNotes, TimeField } from "./TimeFields";

const LENGTHS = [15, 20, 30, 45, 60, 90, 120];
/** The usual lengths in minutes, with the one that it has. */
const lengthsWith = (own: number) => [...new Set([...LENGTHS, own])].sort((one, other) => one - other);

interface Props {
  diary: DiaryView;
  entry: AppointmentView;
  /** Where it was dragged. */
  target: Move | null;
  /** Those after it may be moved, too. */
  asksScope: boolean;
  mustDiffer: boolean;
  busy: boolean;
  onMove: (change: Move) => void;
  onScope: (scope: Scope) => void;
  /** Several were moved. */
  onMoved: () => void;
}

/** Moves an appointment without a mouse drag, of a series also those after it. */
export function EntryMove({ diary, entry, target, asksScope, mustDiffer, busy, onMove, onScope, onMoved }: Props) {
  const { diary: words, series: seriesWords, frame } = useWords();
  const nameOf = useEntryName();
  const before = moveOf(entry);
  const [to, setTo] = useState<Move>(target ?? before);
  const [scope, setScope] = useState<Scope>("one");
  const [adjusted, setAdjusted] = useState(AS_PLANNED);
  const change = (part: Partial<Move>) => (setTo({ ...to, ...part }), setAdjusted(AS_PLANNED));
  const { providerId, roomId, startsAt, minutes } = to;
  const isSame =
    startsAt === before.startsAt &&
    providerId === before.providerId &&
    roomId === before.roomId &&
    minutes === before.minutes;
  const isLater = scope === "later";
  const plan: LaterPlan | null = isLater && !isSame ? { to, ...byId(adjusted) } : null;
  const later = useLaterMove(plan);
  const command = useCommand();
  const moveLater = async () => {
    const moved = await later.move(command.run);
    if (moved === null) return;
    onMoved();
    const name = nameOf(entry);
    offerUndo("moved", seriesWords.moved(name, moved.appointments.length), frame, async () => {
      const back = await command.run((clinic) => clinic.moveSeriesBack(moved.back));
      onMoved();
      return back;
    });
  };
  const dates = plan === null ? null : later.preview.value?.dates;
  const { problem } = later.preview;
  // a day that is typed may be none
  const isDay = ({ currentTarget: { form } }: MouseEvent<HTMLButtonElement>) => form?.checkValidity() === true;
  return (
    <form onSubmit={(event) => event.preventDefault()}>
      <Stack gap="md">
        <div className={classes.when}>
          <DayField timeZone={diary.timeZone} at={startsAt} onChange={(at) => change({ startsAt: at })} />
          <TimeField timeZone={diary.timeZone} at={startsAt} onChange={(at) => change({ startsAt: at })} />
        </div>
        <Select
          label={words.provider}
          allowDeselect={false}
          data={diary.choices.providers.map(({ id, name: label }) => ({ value: id, label }))}
          value={providerId}
          onChange={(value) => value && change({ providerId: value })}
        />
        <Select
          label={words.room}
          clearable
          placeholder={words.noRoom}
          data={diary.choices.rooms.map(({ id, name: label }) => ({ value: id, label }))}
          value={roomId}
          onChange={(value) => change({ roomId: value })}
        />
        <Select
          label={words.minutes}
          allowDeselect={false}
          data={lengthsWith(minutesOf(entry)).map((length) => ({ value: String(length), label: words.lasts(length) }))}
          value={String(minutes)}
          onChange={(value) => value && change({ minutes: Number(value) })}
        />
        {asksScope && <ScopeChoice value={scope} onChange={(chosen) => (setScope(chosen), onScope(chosen))} />}
        {!isLater && (
          <SlotNotes
            diary={diary}
            {...{ providerId, roomId, startsAt, minutes }}
            except={entry.id}
            patientIds={entry.patients.map(({ id }) => id)}
          />
        )}
        {command.problem !== null && <ProblemAlert problem={command.problem} />}
        {plan !== null && problem !== null && <ProblemAlert problem={problem} onRetry={later.preview.reload} />}
        {later.taken.length > 0 && (
          <Text size="sm" role="alert" c="var(--nv-warn-text)">
            {seriesWords.taken(later.taken.length)}
          </Text>
        )}
        {dates && (
          <SeriesDates
            timeZone={diary.timeZone}
            dates={dates}
            taken={later.taken}
            leftOut={seriesWords.staying}
            adjusted={adjusted}
            onAdjust={setAdjusted}
          />
        )}
        {isLater ? (
          <Button
            loading={command.busy}
            disabled={plan === null || !later.canMove}
            onClick={(event) => isDay(event) && void moveLater()}>
            {plan === null ? words.move : seriesWords.move(later.ready, later.all)}
          </Button>
        ) : (
          <Button loading={busy} disabled={mustDiffer && isSame} onClick={(event) => isDay(event) && onMove(to)}>
            {words.move}
          </Button>
        )}
      </Stack>
    </form>
  );
}
