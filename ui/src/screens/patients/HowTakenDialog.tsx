import { Button, Modal, NativeSelect, Stack, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useId, useState } from "react";
import { fieldLengths } from "../../ipc/bindings";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import type { HowTaken, MeasurementContext, MeasurementMethod, MeasurementView, PatientName } from "../../ipc/views";
import { DialogActions, PatientLine } from "../../parts/AskDialog";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useMeasures } from "../../parts/use-measures";
import { useWords } from "../../words/speech";

const METHODS: MeasurementMethod[] = ["measured", "reported", "estimated", "device"];
const CONTEXTS: MeasurementContext[] = ["fasting", "beforeMeal", "afterMeal"];

const sameHow = (one: HowTaken, other: HowTaken) =>
  one.method === other.method && one.context === other.context && one.device.trim() === other.device;

/** How a reading was taken: measured or reported, after what, with what. Its value stays. */
export function HowTakenDialog({
  measurement,
  patient,
  onClose,
}: {
  measurement: MeasurementView;
  patient: PatientName;
  onClose: () => void;
}) {
  const { patients, measurementKinds: words, frame } = useWords();
  const { id, seen, kind, how: recorded } = measurement;
  const measures = useMeasures();
  const [how, setHow] = useState(recorded);
  const set = (changed: Partial<HowTaken>) => setHow((before) => ({ ...before, ...changed }));
  const { busy, problem, run } = useCommand();
  // what the patient's other readings were taken with is offered again
  const readings = useClinicQuery(queries.measurements(patient.id));
  const devices = [...new Set((readings.value ?? []).map((reading) => reading.how.device))].filter(Boolean);
  const list = useId();
  const isSame = sameHow(how, recorded);
  const save = async () => {
    if ((await run((clinic) => clinic.describeMeasurement(id, seen, how))) === undefined) return;
    notifications.show({ message: patients.saved });
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={words.howTakenOf(measures.name(kind))}
      closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void save())}>
        <Stack gap="md">
          <PatientLine patient={patient} />
          <NativeSelect
            data-autofocus
            label={words.method}
            data={METHODS.map((value) => ({ value, label: words.methods[value] }))}
            value={how.method ?? "measured"}
            onChange={(event) => set({ method: event.currentTarget.value as MeasurementMethod })}
          />
          <NativeSelect
            label={words.context}
            data={[
              { value: "", label: words.noContext },
              ...CONTEXTS.map((value) => ({ value, label: words.contexts[value] })),
            ]}
            value={how.context ?? ""}
            onChange={(event) => set({ context: (event.currentTarget.value || null) as MeasurementContext | null })}
          />
          <TextInput
            label={words.device}
            description={words.deviceHelp}
            value={how.device}
            list={list}
            maxLength={fieldLengths.measurement.device}
            autoComplete="off"
            onChange={(event) => set({ device: event.currentTarget.value })}
          />
          <datalist id={list}>
            {devices.map((device) => (
              <option key={device} value={device} />
            ))}
          </datalist>
          {problem !== null && <ProblemAlert problem={problem} />}
          <DialogActions missing={isSame ? words.howUnchanged : null} onClose={onClose}>
            <Button type="submit" loading={busy} disabled={isSame}>
              {frame.save}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}
