import { Button, Chip, Group, Input, Modal, Stack, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { fieldLengths, firstType } from "../../../ipc/bindings";
import { queries } from "../../../ipc/queries";
import { useClinicQuery, useCommand } from "../../../ipc/use-clinic";
import { changedOver, type LeftForm, useLeftForm, useTypedForm } from "../../../ipc/use-left-form";
import type { FormOf, Id, PatientName, WaitingEntry, WaitingWishes, WishedDay } from "../../../ipc/views";
import { DialogActions, PatientLine } from "../../../parts/AskDialog";
import { ClockInput } from "../../../parts/ClockInput";
import { DayInput } from "../../../parts/DayInput";
import { PatientSearch } from "../../../parts/PatientSearch";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { ResumedNote } from "../../../parts/ResumedNote";
import { Select } from "../../../parts/Select";
import { useFieldErrors, wrongField } from "../../../parts/use-field-errors";
import { useTypeName } from "../../../parts/use-type-name";
import { useFormat, useToday, useWords } from "../../../words/speech";
import { WEEKDAYS } from "./use-waiting";
import classes from "./Waiting.module.css";

const FIELDS = ["patientId", "typeId", "providerId", "fromTime", "untilTime", "fromDay", "untilDay", "note"];
const ANY: WaitingWishes = {
  typeId: null,
  providerId: null,
  weekdays: [],
  fromTime: "",
  untilTime: "",
  fromDay: null,
  untilDay: null,
  note: "",
};
const isDay = (text: string): text is WishedDay => WEEKDAYS.some((day) => day === text);

/** What is typed over the wishes as they were, and for whom. */
export interface TypedWishes {
  patientId: Id | null;
  loaded: WaitingWishes;
  form: WaitingWishes;
}
export const NO_WISHES: TypedWishes = { patientId: null, loaded: ANY, form: ANY };
export const NEW_WISHES: FormOf = { form: "setting", list: "waitingList", id: null };

interface Props {
  /** Null for a new one. */
  entry: WaitingEntry | null;
  /** Who is put on the list, where that is chosen already. */
  patientId: Id | null;
  onClose: () => void;
}

/** A patient to be put on the list, or the wishes of one who is on it; what was left of it is there again. */
export function WishesDialog(props: Props) {
  const of: FormOf = { form: "setting", list: "waitingList", id: props.entry?.id ?? null };
  const loaded = props.entry?.wishes ?? ANY;
  const blank = { patientId: props.patientId, loaded, form: loaded };
  const left = useLeftForm<TypedWishes>(of, blank);
  return !left.isPending && <WishesFields key={left.at} {...props} of={of} left={left} loaded={loaded} />;
}

type FieldsProps = Props & { of: FormOf; left: LeftForm<TypedWishes>; loaded: WaitingWishes };

function WishesFields({ entry, patientId, of, left, loaded, onClose }: FieldsProps) {
  const { waiting: words, frame } = useWords();
  const typeName = useTypeName();
  const format = useFormat();
  const today = useToday();
  const choices = useClinicQuery(queries.diary(today)).value?.choices ?? null;
  const [typed, setTyped] = useState(() =>
    left.typed === null ? loaded : changedOver(loaded, left.typed.loaded, left.typed.form),
  );
  const [isTypeChosen, setTypeChosen] = useState(entry !== null || typed.typeId !== null);
  const [chosenId, setChosenId] = useState(patientId ?? left.typed?.patientId ?? null);
  const [chosen, setChosen] = useState<PatientName | null>(entry?.patient ?? null);
  const known = useClinicQuery(queries.patientToBook(entry === null ? chosenId : null)).value;
  const patient = chosen ?? known?.header ?? null;
  // one who has not come yet needs the longer time
  const form = { ...typed, typeId: !isTypeChosen && known?.hasCome === false ? firstType : typed.typeId };
  const draft = useTypedForm(of, { patientId: chosenId, loaded, form }, chosenId ?? entry?.patient.id ?? null);
  const { busy, problem, submit } = useCommand();
  const reasonOf = (field: string) => wrongField(problem, field)?.reason;
  const takesUntil = reasonOf("untilTime") === "backwards" ? words.takesLater : words.takesTime;
  const errors = useFieldErrors(
    problem,
    FIELDS,
    { ...form, patientId: chosenId },
    {
      patientId: words.takesPatient,
      fromTime: words.takesTime,
      untilTime: takesUntil,
      ...(reasonOf("untilDay") === "backwards" && { untilDay: words.takesLaterDay }),
    },
  );
  const change = (part: Partial<WaitingWishes>) => setTyped((before) => ({ ...before, ...part }));
  const save = async () => {
    if (patient === null) return;
    const saved = await submit(
      (clinic) =>
        entry === null
          ? clinic.addWaiting({ patientId: patient.id, wishes: form })
          : clinic.editWaiting(entry.id, entry.seen, loaded, form),
      draft.saveNow,
    );
    if (!saved) return;
    await draft.discard();
    left.clear();
    const { name } = saved.patient;
    notifications.show({ message: entry === null ? words.saved(name) : words.changed(name) });
    onClose();
  };
  const close = () => (void draft.discard(), left.clear(), onClose());
  // Escape is struck by accident: only "Cancel" throws away what is typed
  const leave = () => (void left.leave(draft.saveNow), onClose());
  const choose = (next: PatientName) => (setChosen(next), setChosenId(next.id));
  const { typeId, providerId, weekdays, fromTime, untilTime, fromDay, untilDay, note } = form;
  const days = (chosenDays: string[]) =>
    change({ weekdays: WEEKDAYS.filter((day) => chosenDays.some((one) => one === day && isDay(one))) });
  return (
    <Modal
      opened
      onClose={leave}
      closeOnClickOutside={false}
      title={entry === null ? words.addTitle : words.editTitle}
      closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void save())}>
        <Stack gap="md">
          <ResumedNote at={left.at} onAfresh={() => void draft.discard().then(left.clear)} />
          {patient === null && chosenId === null && <PatientSearch registers onChoose={choose} />}
          {patient !== null && <PatientLine patient={patient} />}
          {errors.of("patientId") !== undefined && <Input.Error>{errors.of("patientId")}</Input.Error>}
          <div className={classes.pair}>
            <Select
              data-autofocus={patient !== null || undefined}
              label={words.type}
              clearable
              placeholder={words.anyType}
              data={(choices?.types ?? []).map(({ id, name }) => ({ value: id, label: typeName(id, name) }))}
              value={typeId}
              error={errors.of("typeId")}
              onChange={(value) => {
                setTypeChosen(true);
                change({ typeId: value });
              }}
            />
            <Select
              label={words.provider}
              clearable
              placeholder={words.anyProvider}
              data={(choices?.providers ?? []).map(({ id, name }) => ({ value: id, label: name }))}
              value={providerId}
              error={errors.of("providerId")}
              onChange={(value) => change({ providerId: value })}
            />
          </div>
          <Input.Wrapper label={words.weekdays} description={weekdays.length === 0 ? words.anyDay : undefined}>
            <Chip.Group multiple value={weekdays} onChange={days}>
              <Group gap={4} mt={4} role="group" aria-label={words.weekdays}>
                {WEEKDAYS.map((day, index) => (
                  <Chip key={day} value={day} size="xs">
                    {format.weekdayName(index)}
                  </Chip>
                ))}
              </Group>
            </Chip.Group>
          </Input.Wrapper>
          <div className={classes.pair}>
            <ClockInput
              step={300}
              label={words.fromTime}
              value={fromTime}
              error={errors.of("fromTime")}
              onChange={(time) => change({ fromTime: time })}
            />
            <ClockInput
              step={300}
              label={words.untilTime}
              value={untilTime}
              error={errors.of("untilTime")}
              onChange={(time) => change({ untilTime: time })}
            />
            <WishedDate
              label={words.fromDay}
              day={fromDay}
              error={errors.of("fromDay")}
              onChange={(day) => change({ fromDay: day })}
            />
            <WishedDate
              label={words.untilDay}
              day={untilDay}
              error={errors.of("untilDay")}
              onChange={(day) => change({ untilDay: day })}
            />
          </div>
          <TextInput
            label={words.note}
            description={words.noteHelp}
            value={note}
            autoComplete="off"
            maxLength={fieldLengths.waitingListEntry.note}
            error={errors.of("note")}
            onChange={(event) => change({ note: event.currentTarget.value })}
          />
          {errors.rest !== null && <ProblemAlert problem={errors.rest} />}
          <DialogActions missing={patient === null ? words.missing : null} onClose={close}>
            <Button type="submit" loading={busy} disabled={patient === null}>
              {entry === null ? words.add : words.save}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}

interface DateProps {
  label: string;
  day: string | null;
  error: string | undefined;
  onChange: (day: string | null) => void;
}

function WishedDate({ label, day, error, onChange }: DateProps) {
  const { waiting: words } = useWords();
  return (
    <DayInput
      label={label}
      aim="next"
      clearLabel={words.anyDate}
      placeholder={words.anyDate}
      value={day}
      error={error}
      onChange={onChange}
    />
  );
}
