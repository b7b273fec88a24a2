import { Button, NativeSelect, Text, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { fieldLengths } from "../../ipc/bindings";
import type { Clinic } from "../../ipc/clinic";
import { queries } from "../../ipc/queries";
import { useClinic, useClinicQuery, useCommand } from "../../ipc/use-clinic";
import { beforeLeaving } from "../../ipc/unsaved";
import { type Leavable, useLeave } from "../../ipc/use-leave";
import { type LeftForm, useLeftForm, useTypedForm } from "../../ipc/use-left-form";
import type { FormOf, MeasurementView, OfferedKind, PatientName } from "../../ipc/views";
import { Loaded } from "../../parts/Loaded";
import { MomentFields, momentText, type TypedMoment } from "../../parts/MomentFields";
import { Panel } from "../../parts/Panel";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { ResumedNote } from "../../parts/ResumedNote";
import { RowButtons } from "../../parts/RowButtons";
import { UnfinishedForm } from "../../parts/UnfinishedForm";
import { wrongField } from "../../parts/use-field-errors";
import { keyOf, useMeasures } from "../../parts/use-measures";
import { useMoment } from "../../parts/use-moment";
import { useSaveOnLeaving } from "../../parts/use-save-on-leaving";
import { useFormat, useWords } from "../../words/speech";
import classes from "./AddReading.module.css";
import { unreadOf } from "./unread";

interface Props {
  patient: PatientName;
}
interface TypedReading extends TypedMoment, Leavable {
  kind: string;
  text: string;
}
const NO_READING: TypedReading = { kind: "", text: "", when: "", time: "", isLeft: false };
const readingOf = (patientId: string): FormOf => ({ form: "reading", patientId });

/**
 * Readings that are not part of a visit, as those of a health booklet: the form stays open for the next one. An
 * unfinished draft is restored.
 */
export function AddReading({ patient }: Props) {
  const { patients } = useWords();
  const [adds, setAdds] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const kinds = useClinicQuery(queries.offeredKinds());
  const left = useLeftForm(readingOf(patient.id), NO_READING, (typed) => typed.isLeft || setAdds(true));
  const close = () => {
    setAdds(false);
    requestAnimationFrame(() => button.current?.focus());
  };
  if (adds && !left.isPending)
    return (
      <Panel title={patients.addReading}>
        <Loaded of={kinds} rows={1}>
          {(offered) => <ReadingForm key={left.at} patient={patient} kinds={offered} left={left} onClose={close} />}
        </Loaded>
      </Panel>
    );
  return (
    <>
      <UnfinishedForm what="reading" of={readingOf(patient.id)} left={left} onContinue={() => setAdds(true)} />
      <Button
        ref={button}
        className={classes.button}
        variant="default"
        leftSection={<IconPlus size={16} aria-hidden />}
        onClick={() => setAdds(true)}>
        {patients.addReading}
      </Button>
    </>
  );
}

interface FormProps extends Props {
  kinds: OfferedKind[];
  left: LeftForm<TypedReading>;
  onClose: () => void;
}

function ReadingForm({ patient, kinds, left, onClose }: FormProps) {
  const { patients, measurementKinds: words } = useWords();
  const clinic = useClinic();
  const format = useFormat();
  const measures = useMeasures();
  const moment = useMoment();
  // cancelled, or interrupted by a lock: leaving the page no longer saves it
  const isOver = useRef(left.typed !== null);
  useEffect(
    () =>
      beforeLeaving((why) => {
        isOver.current ||= why === "lock";
        return Promise.resolve(true);
      }),
    [],
  );
  const firstKind = kinds[0] === undefined ? "" : keyOf(kinds[0].kind);
  const [typed, setTyped] = useState({ ...NO_READING, kind: firstKind, ...left.typed, isLeft: false });
  const { kind: key, text } = typed;
  const when = momentText(typed);
  const set = (changed: Partial<TypedReading>) => {
    isOver.current = false;
    setTyped((before) => ({ ...before, ...changed }));
  };
  const of = text.trim() === "" ? null : readingOf(patient.id);
  const draft = useTypedForm(of, typed);
  const [entered, setEntered] = useState<MeasurementView | null>(null);
  const { busy, problem, run } = useCommand();
  const value = useRef<HTMLInputElement>(null);
  const offered = kinds.find((one) => keyOf(one.kind) === key);
  const kind = offered?.kind;
  const unit = offered?.unit ?? "";
  const { at, error: noMoment } = when === "" ? { at: null, error: null } : moment(when);
  const isReady = kind !== undefined && text.trim() !== "" && noMoment === null;
  const save = async (): Promise<boolean> => {
    if (!isReady || busy) return !isReady && text.trim() === "";
    const saved = await run((to) => to.enterMeasurement({ patientId: patient.id, kind, text, at }));
    if (saved === undefined) return false;
    setEntered(saved);
    set({ text: "" });
    await clinic.discardFormDraft(readingOf(patient.id)).catch(() => undefined);
    value.current?.focus();
    return true;
  };
  const isTyped = text.trim() !== "";
  useSaveOnLeaving(() => {
    if (isOver.current || busy || !isTyped) return null;
    const enter = (to: Clinic) =>
      to.enterMeasurement({ patientId: patient.id, kind: kind!, text, at }).then(draft.discard);
    return { name: patients.addReading, texts: [text, when], save: isReady ? enter : null };
  });
  // one that was stored goes, too, where its value is empty by now
  const discard = async () => {
    await draft.discard();
    if (of === null) await clinic.discardFormDraft(readingOf(patient.id)).catch(() => undefined);
  };
  const close = () => {
    isOver.current = true;
    void discard();
    left.clear();
    onClose();
  };
  // only "Cancel" discards the draft
  const leaveForm = useLeave(left, [typed, setTyped], { ...draft, discard }, !isTyped);
  const leave = () => {
    isOver.current = true;
    leaveForm();
    onClose();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      leave();
    } else if (event.key === "Enter" && event.target instanceof HTMLSelectElement) {
      // Enter would open the list of the select instead
      event.preventDefault();
      void save();
    }
  };
  const unread = unreadOf(problem);
  const wrongTime = wrongField(problem, "at");
  const refusedTime = wrongTime && (wrongTime.reason === "backwards" ? words.beforeBirth : words.future);
  return (
    <form
      aria-label={patients.addReading}
      className={classes.form}
      onSubmit={(event) => (event.preventDefault(), void save())}>
      <div className={classes.fields}>
        <NativeSelect
          label={patients.kind}
          data={kinds.map((one) => ({ value: keyOf(one.kind), label: measures.name(one.kind) }))}
          value={key}
          onKeyDown={onKeyDown}
          onChange={(event) => set({ kind: event.currentTarget.value })}
        />
        <TextInput
          ref={value}
          autoFocus
          label={patients.value}
          value={text}
          error={unread && kind && measures.problem({ kind, unit, possible: null }, unread)}
          maxLength={fieldLengths.measurement.entered}
          autoComplete="off"
          rightSection={
            <Text size="xs" c="dimmed">
              {unit}
            </Text>
          }
          rightSectionWidth={56}
          onKeyDown={onKeyDown}
          onChange={(event) => set({ text: event.currentTarget.value })}
        />
        <MomentFields value={typed} error={noMoment ?? refusedTime} onChange={set} onKeyDown={onKeyDown} />
        <RowButtons busy={busy} isEmpty={!isReady} onCancel={close} />
      </div>
      <ResumedNote at={isTyped ? left.at : null} onAfresh={() => void draft.discard().then(left.clear)} />
      {problem !== null && unread === null && wrongTime === null && <ProblemAlert problem={problem} />}
      {entered !== null && (
        <Entered
          key={entered.id}
          reading={entered}
          text={patients.readingAdded(
            measures.name(entered.kind),
            measures.value(entered.kind, entered.quantity),
            format.dateTime(entered.measuredAt),
          )}
        />
      )}
    </form>
  );
}

/** The last reading, and the question about it if it is improbable; it can be answered later, too. */
function Entered({ reading, text }: { reading: MeasurementView; text: string }) {
  const { patients, visits } = useWords();
  const measures = useMeasures();
  const [isConfirmed, setConfirmed] = useState(!reading.questioned);
  const { problem, run } = useCommand();
  const confirm = async () => {
    const done = await run((clinic) => clinic.confirmMeasurement(reading.id, reading.seen));
    if (done !== undefined) setConfirmed(true);
  };
  return (
    <div role="status" className={classes.entered}>
      <span className="small">{text}</span>
      {!isConfirmed && (
        <>
          <span className="small">{patients.unlikely}</span>
          <Button size="compact-sm" variant="default" onClick={() => void confirm()}>
            {visits.acceptValue(measures.value(reading.kind, reading.quantity))}
          </Button>
        </>
      )}
      {problem !== null && <ProblemAlert problem={problem} />}
    </div>
  );
}
