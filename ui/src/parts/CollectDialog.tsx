import { Button, Modal, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { fieldLengths } from "../ipc/bindings";
import { useCommand } from "../ipc/use-clinic";
import type { LabOrderView, PatientName } from "../ipc/views";
import { useFormat, useToday, useWords } from "../words/speech";
import { readDay } from "../words/time";
import { DialogActions, PatientLine } from "./AskDialog";
import { ProblemAlert } from "./ProblemAlert";
import { useFieldErrors } from "./use-field-errors";
import { useOrderWords } from "./use-order-words";

interface Props {
  order: LabOrderView;
  patient: PatientName;
  onClose: () => void;
}

/** Asks once before an order is collected: today unless another day is typed, and Enter collects it. */
export function CollectDialog({ order, patient, onClose }: Props) {
  const { labOrders: words, labs, frame } = useWords();
  const format = useFormat();
  const today = useToday();
  const { names } = useOrderWords();
  const [day, setDay] = useState(format.day(today));
  const [laboratory, setLaboratory] = useState("");
  const { busy, problem, run } = useCommand();
  const errors = useFieldErrors(
    problem,
    ["collectedOn", "laboratory"],
    { collectedOn: day, laboratory },
    { collectedOn: words.takesDay },
  );
  const collect = async () => {
    const { id, seen } = order;
    const collection = { id, seen, collectedOn: readDay(day) ?? day, laboratory };
    if ((await run((clinic) => clinic.collectLabOrder(collection))) === undefined) return;
    notifications.show({ message: words.collectedNow(names(order.tests)) });
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={words.collectWhat(names(order.tests))}
      closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void collect())}>
        <Stack gap="md">
          <PatientLine patient={patient} />
          <Specimens order={order} />
          {order.note !== "" && <Text>{order.note}</Text>}
          <TextInput
            data-autofocus
            label={labs.laboratory}
            value={laboratory}
            maxLength={fieldLengths.labTest.laboratory}
            error={errors.of("laboratory")}
            autoComplete="off"
            onChange={(event) => setLaboratory(event.currentTarget.value)}
          />
          <TextInput
            label={labs.collectedOn}
            value={day}
            error={errors.of("collectedOn")}
            autoComplete="off"
            onChange={(event) => setDay(event.currentTarget.value)}
          />
          {errors.rest !== null && <ProblemAlert problem={errors.rest} />}
          <DialogActions onClose={onClose}>
            <Button type="submit" loading={busy}>
              {words.collect}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}

/** Each test with what is collected for it. */
function Specimens({ order }: { order: LabOrderView }) {
  const { name } = useOrderWords();
  return (
    <ul style={{ margin: 0, paddingInlineStart: 20 }}>
      {order.tests.map((test) => (
        <li key={name(test)}>
          {name(test)} {test.specimen !== "" && <span className="muted">{test.specimen}</span>}
        </li>
      ))}
    </ul>
  );
}
