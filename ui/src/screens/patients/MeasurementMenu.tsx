import { ActionIcon, Button, Menu, Modal, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDots } from "@tabler/icons-react";
import { useState } from "react";
import { fieldLengths } from "../../ipc/bindings";
import { useCommand } from "../../ipc/use-clinic";
import type { MeasurementView, PatientName } from "../../ipc/views";
import { AskDialog, DialogActions, PatientLine } from "../../parts/AskDialog";
import { MomentFields, momentText, type TypedMoment } from "../../parts/MomentFields";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { offerUndo } from "../../parts/undo";
import { wrongField } from "../../parts/use-field-errors";
import { useMeasures } from "../../parts/use-measures";
import { useMoment } from "../../parts/use-moment";
import { useFormat, useTimeZone, useWords } from "../../words/speech";
import { wallClock } from "../../words/time";
import { HowTakenDialog } from "./HowTakenDialog";
import { unreadOf } from "./unread";

/** The menu of a measurement: corrects or removes it. */
export function MeasurementMenu({ measurement, patient }: { measurement: MeasurementView; patient: PatientName }) {
  const { patients, visits, measurementKinds, frame } = useWords();
  const format = useFormat();
  const { run } = useCommand();
  const [asks, setAsks] = useState<"correct" | "describe" | "confirm" | "remove" | null>(null);
  const measures = useMeasures();
  const kind = measures.name(measurement.kind);
  const date = format.dateTime(measurement.measuredAt);
  const value = measures.value(measurement.kind, measurement.quantity);
  const close = () => setAsks(null);
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={frame.labelled(frame.more, `${kind}, ${date}`)}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {measurement.questioned && (
            <Menu.Item onClick={() => setAsks("confirm")}>{visits.acceptValue(value)}</Menu.Item>
          )}
          <Menu.Item onClick={() => setAsks("correct")}>{patients.correct}</Menu.Item>
          <Menu.Item onClick={() => setAsks("describe")}>{measurementKinds.howTaken}</Menu.Item>
          <Menu.Item onClick={() => setAsks("remove")}>{patients.remove}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asks === "correct" && <CorrectDialog measurement={measurement} patient={patient} onClose={close} />}
      {asks === "describe" && <HowTakenDialog measurement={measurement} patient={patient} onClose={close} />}
      {asks === "confirm" && (
        <AskDialog
          question={patients.confirmMeasure(kind, date, value)}
          answer={visits.acceptValue(value)}
          patient={patient}
          isSafe
          act={(clinic) => clinic.confirmMeasurement(measurement.id, measurement.seen)}
          onDone={() => notifications.show({ message: patients.saved })}
          onClose={close}
        />
      )}
      {asks === "remove" && (
        <AskDialog
          question={patients.removeMeasure(kind, date)}
          answer={patients.remove}
          patient={patient}
          act={async (clinic) => {
            const removal = await clinic.removeMeasurement(measurement.id, measurement.seen);
            offerUndo(`measurement-${measurement.id}`, patients.removed, frame, () =>
              run((open) => open.restoreMeasurement(measurement.id, removal)),
            );
            return removal;
          }}
          onDone={() => undefined}
          onClose={close}
        />
      )}
    </>
  );
}

function CorrectDialog({
  measurement,
  patient,
  onClose,
}: {
  measurement: MeasurementView;
  patient: PatientName;
  onClose: () => void;
}) {
  const { patients, measurementKinds, frame } = useWords();
  const { id, seen, kind, enteredText, measuredAt, quantity } = measurement;
  const format = useFormat();
  const measures = useMeasures();
  const moment = useMoment();
  const [text, setText] = useState(enteredText);
  const timeZone = useTimeZone();
  const recorded = wallClock(measuredAt, timeZone);
  const loaded: TypedMoment = { when: format.day(recorded.slice(0, 10)), time: recorded.slice(11, 16) };
  const [when, setWhen] = useState(loaded);
  const { busy, problem, run } = useCommand();
  const unread = unreadOf(problem);
  // a time alone would be one of today
  const read = (typed: TypedMoment) => moment(typed.when.trim() === "" ? "" : momentText(typed));
  const isSameTime = momentText(when) === momentText(loaded);
  const { at, error: noMoment } = isSameTime ? { at: null, error: null } : read(when);
  const isSame = text === enteredText && isSameTime;
  const wrongTime = wrongField(problem, "at");
  const { beforeBirth, future } = measurementKinds;
  const dateError = wrongTime && (wrongTime.reason === "backwards" ? beforeBirth : future);
  const correct = async () => {
    const correction = { kind, text, at, acceptDoubtful: measurement.confirmed && text === enteredText };
    if ((await run((clinic) => clinic.correctMeasurement(id, seen, correction))) === undefined) return;
    notifications.show({ message: patients.saved });
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={patients.correctMeasure(measures.name(kind))}
      closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void correct())}>
        <Stack gap="md">
          <PatientLine patient={patient} />
          <TextInput
            data-autofocus
            label={patients.value}
            description={patients.correctHelp}
            value={text}
            error={unread && measures.problem({ kind, unit: quantity.unit, possible: null }, unread)}
            maxLength={fieldLengths.measurement.entered}
            autoComplete="off"
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <SimpleGrid cols={2} spacing="sm">
            <MomentFields
              value={when}
              error={noMoment ?? dateError}
              onChange={(part) => setWhen((before) => ({ ...before, ...part }))}
            />
          </SimpleGrid>
          {problem !== null && !unread && !wrongTime && <ProblemAlert problem={problem} />}
          <DialogActions missing={isSame ? patients.unchanged : null} onClose={onClose}>
            <Button type="submit" loading={busy} disabled={text.trim() === "" || noMoment !== null || isSame}>
              {frame.save}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}
