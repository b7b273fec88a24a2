import { Button, Group } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useCommand } from "../../../ipc/use-clinic";
import type { LabOrderView, PatientName } from "../../../ipc/views";
import { AskDialog } from "../../../parts/AskDialog";
import { LabOrderChips } from "../../../parts/LabOrderChips";
import { PrintButton } from "../../../parts/PrintButton";
import { useOwnPrimary } from "../../../parts/PrimaryScope";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { useOrderWords } from "../../../parts/use-order-words";
import { useWords } from "../../../words/speech";
import classes from "./Labs.module.css";

interface Props {
  order: LabOrderView;
  patient: PatientName;
  mayEdit: boolean;
  /** Whether it is the next sheet to read: its button is then the filled one of the page. */
  isNext: boolean;
  onEnter: () => void;
}

/** What was ordered of a sheet with results: its steps, what is still to come, and the button that it waits for. */
export function OrderBar({ order, patient, mayEdit, isNext, onEnter }: Props) {
  const { labOrders: words } = useWords();
  const { names, steps, was } = useOrderWords();
  const [asks, setAsks] = useState(false);
  const { busy, problem, run } = useCommand();
  useOwnPrimary(isNext);
  const { id, seen, state, readToken } = order;
  const missing = order.tests.filter(({ isResulted }) => !isResulted);
  const setRead = async () => {
    if (readToken === null || (await run((clinic) => clinic.readLabResults(id, readToken))) === undefined) return;
    notifications.show({ message: words.readNow });
  };
  return (
    <div className={classes.ordered}>
      <Group gap={8}>
        <LabOrderChips order={order} />
        <span className="small muted">{steps(order).join(" · ")}</span>
      </Group>
      {state === "cancelled" && (
        <p className="small">
          {words.resultsAllTheSame} {order.cancelReason !== "" && words.reason(order.cancelReason)}
        </p>
      )}
      {order.note !== "" && <p className="small">{order.note}</p>}
      {order.former !== null && <p className="small muted">{was(order)}</p>}
      {missing.length > 0 && state !== "resulted" && <p className="small">{words.toCome(names(missing))}</p>}
      {problem !== null && <ProblemAlert problem={problem} />}
      <Group gap={8}>
        {readToken !== null && (
          <Button
            size="compact-sm"
            variant={isNext ? "filled" : "default"}
            data-primary={isNext || undefined}
            loading={busy}
            onClick={() => void setRead()}>
            {words.setRead}
          </Button>
        )}
        {mayEdit && state === "collected" && (
          <>
            <Button size="compact-sm" variant="default" onClick={onEnter}>
              {words.enter}
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => setAsks(true)}>
              {words.finish}
            </Button>
          </>
        )}
        <PrintButton
          size="compact-sm"
          of={{ print: "labOrder", labOrderId: id }}
          patient={patient}
          label={words.print}
        />
      </Group>
      {asks && (
        <AskDialog
          isSafe
          question={words.finishWhat}
          answer={words.finish}
          patient={patient}
          act={(clinic) => clinic.finishLabOrder(id, seen)}
          onDone={() => notifications.show({ message: words.finished })}
          onClose={() => setAsks(false)}
        />
      )}
    </div>
  );
}
