import { ActionIcon, Button, Group, NativeSelect, TextInput } from "@mantine/core";
import { IconCheck, IconPlus, IconX } from "@tabler/icons-react";
import { type KeyboardEvent, useEffect, useEffectEvent, useRef, useState } from "react";
import { fieldLengths } from "../../ipc/bindings";
import type { Clinic } from "../../ipc/clinic";
import { queries } from "../../ipc/queries";
import { beforeLeaving } from "../../ipc/unsaved";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import type { Measure, MeasurementView, PatientName } from "../../ipc/views";
import { Loaded } from "../../parts/Loaded";
import { Panel } from "../../parts/Panel";
import { ProblemAlert } from "../../parts/ProblemAlert";
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

/** Readings that are not part of a visit, as those of a health booklet: the form stays open for the next one. */
export function AddReading({ patient }: Props) {
  const { patients } = useWords();
  const [adds, setAdds] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const kinds = useClinicQuery(queries.offeredKinds());
  const close = () => {
    setAdds(false);
    requestAnimationFrame(() => button.current?.focus());
  };
  if (adds)
    return (
      <Panel title={patients.addReading}>
        <Loaded of={kinds} rows={1}>
          {(offered) => <ReadingForm patient={patient} kinds={offered} onClose={close} />}
        </Loaded>
      </Panel>
    );
  return (
    <Button
      ref={button}
      className={classes.button}
      variant="default"
      leftSection={<IconPlus size={16} aria-hidden />}
      onClick={() => setAdds(true)}>
      {patients.addReading}
    </Button>
  );
}

function ReadingForm({ patient, kinds, onClose }: Props & { kinds: Measure[]; onClose: () => void }) {
  const { patients, background, measurementKinds: words, frame } = useWords();
  const format = useFormat();
  const measures = useMeasures();
  const moment = useMoment();
  const [key, setKey] = useState(kinds[0] === undefined ? "" : keyOf(kinds[0]));
  const [text, setText] = useState("");
  const [when, setWhen] = useState("");
  const [entered, setEntered] = useState<MeasurementView | null>(null);
  const { busy, problem, run } = useCommand();
  const value = useRef<HTMLInputElement>(null);
  const kind = kinds.find((one) => keyOf(one) === key);
  const { at, error: noMoment } = when.trim() === "" ? { at: null, error: null } : moment(when);
  const isReady = kind !== undefined && text.trim() !== "" && noMoment === null;
  const save = async (): Promise<boolean> => {
    if (!isReady || busy) return !isReady && text.trim() === "";
    const saved = await run((clinic) => clinic.enterMeasurement({ patientId: patient.id, kind, text, at }));
    if (saved === undefined) return false;
    setEntered(saved);
    setText("");
    value.current?.focus();
    return true;
  };
  // given up: leaving the page saves it no more
  const isOver = useRef(false);
  const isTyped = text.trim() !== "";
  const flush = useEffectEvent(save);
  useEffect(() => (isTyped ? beforeLeaving(() => flush()) : undefined), [isTyped]);
  useSaveOnLeaving(() => {
    if (isOver.current || busy || !isTyped) return null;
    const enter = (clinic: Clinic) => clinic.enterMeasurement({ patientId: patient.id, kind: kind!, text, at });
    return { name: patients.addReading, texts: [text, when], save: isReady ? enter : null };
  });
  const close = () => {
    isOver.current = true;
    onClose();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      close();
    } else if (event.key === "Enter" && event.target instanceof HTMLSelectElement) {
      // a list of words would open instead
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
          data={kinds.map((one) => ({ value: keyOf(one), label: measures.name(one) }))}
          value={key}
          onKeyDown={onKeyDown}
          onChange={(event) => setKey(event.currentTarget.value)}
        />
        <TextInput
          ref={value}
          autoFocus
          label={patients.value}
          value={text}
          error={unread && kind && measures.problem({ kind, unit: "", possible: null }, unread)}
          maxLength={fieldLengths.measurement.entered}
          autoComplete="off"
          onKeyDown={onKeyDown}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <TextInput
          label={words.measuredOn}
          placeholder={words.today}
          value={when}
          error={noMoment ?? refusedTime}
          autoComplete="off"
          onKeyDown={onKeyDown}
          onChange={(event) => setWhen(event.currentTarget.value)}
        />
        <Group gap={4} wrap="nowrap">
          <ActionIcon type="submit" variant="light" aria-label={background.save} loading={busy} disabled={!isReady}>
            <IconCheck size={18} aria-hidden />
          </ActionIcon>
          <ActionIcon aria-label={frame.cancel} onClick={close}>
            <IconX size={18} aria-hidden />
          </ActionIcon>
        </Group>
      </div>
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

/** What was entered last, and the question about it where it is improbable; it can be answered later, too. */
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
