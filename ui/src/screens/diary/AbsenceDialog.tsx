import { Button, Modal, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { fieldLengths } from "../../ipc/bindings";
import type { Clinic } from "../../ipc/clinic";
import { useCommand } from "../../ipc/use-clinic";
import { changedOver, type LeftForm, useLeftForm, useTypedForm } from "../../ipc/use-left-form";
import type { AbsenceForm, AbsenceRow, AppointmentView, DiaryView, FormOf } from "../../ipc/views";
import { DialogActions } from "../../parts/AskDialog";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { ResumedNote } from "../../parts/ResumedNote";
import { Select } from "../../parts/Select";
import { useFieldErrors } from "../../parts/use-field-errors";
import { useFormat, useWords } from "../../words/speech";
import { instantOf } from "../../words/time";
import { AbsenceInside, AbsenceMove } from "./AbsenceInside";
import classes from "./Absences.module.css";
import { DayField, TimeField } from "./TimeFields";
import { useDoubts } from "./use-doubts";

/** The fields of a form without what only a stored absence has. */
const formOf = ({ providerId, roomId, startsAt, endsAt, reason }: AbsenceForm): AbsenceForm => ({
  providerId,
  roomId,
  startsAt,
  endsAt,
  reason,
});

interface Props {
  diary: DiaryView;
  /** Null for a new one. */
  absence: AbsenceRow | null;
  onClose: () => void;
}

/** What is typed over the absence as it was. */
interface Typed {
  loaded: AbsenceForm;
  form: AbsenceForm;
}

/** A new absence or one that is changed; what was left of it is there again. */
export function AbsenceDialog(props: Props) {
  const { diary, absence } = props;
  const of: FormOf = { form: "setting", list: "absences", id: absence?.id ?? null };
  const at = (time: string) => instantOf(`${diary.day} ${time}:00`, diary.timeZone);
  const blank = { providerId: null, roomId: null, startsAt: at(diary.opens), endsAt: at(diary.closes), reason: "" };
  const loaded = formOf(absence ?? blank);
  const left = useLeftForm<Typed>(of, { loaded, form: loaded });
  return !left.isPending && <AbsenceFields key={left.at} {...props} of={of} left={left} loaded={loaded} />;
}

type FieldsProps = Props & { of: FormOf; left: LeftForm<Typed>; loaded: AbsenceForm };

function AbsenceFields({ diary, absence, of, left, loaded, onClose }: FieldsProps) {
  const { absences: words, diary: diaryWords, frame } = useWords();
  const format = useFormat();
  const { timeZone, choices } = diary;
  const [form, setForm] = useState(() =>
    left.typed === null ? loaded : changedOver(loaded, left.typed.loaded, left.typed.form),
  );
  const draft = useTypedForm(of, { loaded, form });
  const { busy, problem, run, submit } = useCommand();
  const doubts = useDoubts(
    form,
    (clinic) => clinic.overlappingAbsences(form, absence?.id ?? null),
    (others) => others.length > 0,
  );
  const [moving, setMoving] = useState<AppointmentView | null>(null);
  const errors = useFieldErrors(problem, ["providerId", "roomId", "startsAt", "endsAt", "reason"], form, {
    providerId: words.takesProvider,
    roomId: words.takesRoom,
    startsAt: words.takesDay,
    endsAt: words.takesEnd,
  });
  const change = (part: Partial<AbsenceForm>) => setForm((before) => ({ ...before, ...part }));
  const save = async () => {
    const write = (clinic: Clinic) =>
      absence === null ? clinic.addAbsence(form) : clinic.editAbsence(absence.id, absence.seen, loaded, form);
    if (!(await doubts.confirm(run))) return;
    const saved = await submit(write, draft.saveNow);
    if (!saved) return;
    await draft.discard();
    left.clear();
    notifications.show({ message: words.saved(saved.name) });
    onClose();
  };
  const close = () => (void draft.discard(), left.clear(), onClose());
  // Escape is struck by accident: only "Cancel" throws away what is typed
  const leave = () => (void left.leave(draft.saveNow), onClose());
  const { providerId, roomId, startsAt, endsAt, reason } = form;
  const isReady = providerId !== null || roomId !== null;
  const group = (label: string, kind: string, list: { id: string; name: string }[]) => ({
    group: label,
    items: list.map(({ id, name }) => ({ value: `${kind}:${id}`, label: name })),
  });
  const offered = [
    group(diaryWords.providers, "provider", choices.providers),
    group(diaryWords.rooms, "room", choices.rooms),
  ].filter(({ items }) => items.length > 0);
  const value = providerId !== null ? `provider:${providerId}` : roomId !== null ? `room:${roomId}` : null;
  const isListed = value === null || offered.some(({ items }) => items.some((item) => item.value === value));
  // what is typed is there again after a move
  if (moving !== null) return <AbsenceMove entry={moving} onClose={() => setMoving(null)} />;
  return (
    <Modal
      opened
      onClose={leave}
      closeOnClickOutside={false}
      title={absence === null ? words.addTitle : words.editTitle(absence.name)}
      closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void save())}>
        <Stack gap="md">
          <ResumedNote at={left.at} onAfresh={() => void draft.discard().then(left.clear)} />
          <Select
            data-autofocus
            label={words.of}
            allowDeselect={false}
            // who sees no patients any more is not offered, but the absence may be theirs
            data={isListed || value === null ? offered : [{ value, label: absence?.name ?? "" }, ...offered]}
            value={value}
            error={errors.of("providerId") ?? errors.of("roomId")}
            onChange={(chosen) => {
              const [kind, id = ""] = (chosen ?? "").split(":");
              if (chosen !== null)
                change(kind === "room" ? { providerId: null, roomId: id } : { providerId: id, roomId: null });
            }}
          />
          <div className={classes.span}>
            <DayField
              label={words.from}
              timeZone={timeZone}
              at={startsAt}
              error={errors.of("startsAt")}
              onChange={(at) => change({ startsAt: at })}
            />
            <TimeField
              label={words.fromTime}
              timeZone={timeZone}
              at={startsAt}
              onChange={(at) => change({ startsAt: at })}
            />
            <DayField
              label={words.to}
              timeZone={timeZone}
              at={endsAt}
              error={errors.of("endsAt")}
              onChange={(at) => change({ endsAt: at })}
            />
            <TimeField label={words.toTime} timeZone={timeZone} at={endsAt} onChange={(at) => change({ endsAt: at })} />
          </div>
          <TextInput
            label={words.reason}
            description={words.reasonHelp}
            value={reason}
            autoComplete="off"
            maxLength={fieldLengths.absence.reason}
            error={errors.of("reason")}
            onChange={(event) => change({ reason: event.currentTarget.value })}
          />
          {isReady && <AbsenceInside form={form} onMove={setMoving} />}
          {doubts.result?.map((other) => (
            <Text key={other.id} size="sm" role="alert" c="var(--nv-warn-text)">
              {words.overlapsAsk(other.name, format.dateTime(other.startsAt), format.dateTime(other.endsAt))}
            </Text>
          ))}
          {errors.rest !== null && <ProblemAlert problem={errors.rest} />}
          <DialogActions missing={isReady ? null : words.missing} onClose={close}>
            <Button type="submit" loading={busy} disabled={!isReady}>
              {doubts.result === null ? words.save : words.saveBoth}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}
