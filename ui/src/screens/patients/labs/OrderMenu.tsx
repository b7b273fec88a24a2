import { ActionIcon, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDots } from "@tabler/icons-react";
import { useState } from "react";
import type { LabOrderView, PatientName } from "../../../ipc/views";
import { PrintDialog } from "../../../parts/PrintDialog";
import { useOrderWords } from "../../../parts/use-order-words";
import { useWords } from "../../../words/speech";
import { ReasonDialog } from "../../../parts/ReasonDialog";

interface Props {
  order: LabOrderView;
  patient: PatientName;
  mayEdit: boolean;
  /** None for a user who may not order. */
  onCorrect: (() => void) | null;
  onCollect: () => void;
  onEnter: () => void;
}

/** The menu of an order without a result: its next step, the request on paper, and its end. */
export function OrderMenu({ order, patient, mayEdit, onCorrect, onCollect, onEnter }: Props) {
  const { labOrders: words, frame } = useWords();
  const tests = useOrderWords().names(order.tests);
  const [asks, setAsks] = useState<"cancel" | "print" | null>(null);
  // the form takes the focus, and the menu must not take it back
  const [opensForm, setOpensForm] = useState(false);
  const close = () => setAsks(null);
  const isOpen = order.state === "ordered" || order.state === "collected";
  return (
    <>
      <Menu returnFocus={!opensForm} onOpen={() => setOpensForm(false)}>
        <Menu.Target>
          <ActionIcon aria-label={frame.labelled(frame.more, words.ofOrder(tests))}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {mayEdit && order.state === "ordered" && <Menu.Item onClick={onCollect}>{words.collect}</Menu.Item>}
          {onCorrect !== null && order.state === "ordered" && (
            <Menu.Item onClick={() => (setOpensForm(true), onCorrect())}>{words.correct}</Menu.Item>
          )}
          {mayEdit && order.state === "collected" && (
            <Menu.Item onClick={() => (setOpensForm(true), onEnter())}>{words.enter}</Menu.Item>
          )}
          <Menu.Item onClick={() => setAsks("print")}>{words.print}</Menu.Item>
          {mayEdit && isOpen && <Menu.Item onClick={() => setAsks("cancel")}>{words.cancel}</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      {asks === "print" && (
        <PrintDialog of={{ print: "labOrder", labOrderId: order.id }} patient={patient} hint={null} onClose={close} />
      )}
      {asks === "cancel" && (
        <ReasonDialog
          title={words.whyCancel(tests)}
          action={words.cancel}
          patient={patient}
          act={(clinic, reason) => clinic.cancelLabOrder(order.id, order.seen, reason)}
          onDone={() => notifications.show({ message: words.cancelledNow })}
          onClose={close}
        />
      )}
    </>
  );
}
