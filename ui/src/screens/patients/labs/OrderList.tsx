import { useState } from "react";
import type { LabOrderView, PatientName } from "../../../ipc/views";
import { CollectDialog } from "../../../parts/CollectDialog";
import { type Column, DataTable } from "../../../parts/DataTable";
import { LabOrderChips } from "../../../parts/LabOrderChips";
import { Panel } from "../../../parts/Panel";
import { useOrderWords } from "../../../parts/use-order-words";
import { useWords } from "../../../words/speech";
import { OrderMenu } from "./OrderMenu";

interface Props {
  orders: LabOrderView[];
  patient: PatientName;
  mayEdit: boolean;
  /** None for a user who may not order. */
  onCorrect: ((order: LabOrderView) => void) | null;
  onEnter: (order: LabOrderView) => void;
}

/** The orders of a patient that have no result, the last one first. */
export function OrderList({ orders, patient, mayEdit, onCorrect, onEnter }: Props) {
  const { labOrders: words, labs, patients } = useWords();
  const { names, step, wished, was } = useOrderWords();
  const [collected, setCollected] = useState<LabOrderView | null>(null);
  const last = (order: LabOrderView) => order.cancelled ?? order.collected ?? order.ordered;
  const remark = (order: LabOrderView) =>
    [order.note, was(order), order.laboratory, order.state === "cancelled" && words.reason(order.cancelReason)]
      .filter(Boolean)
      .join(" · ");
  const columns: Column<LabOrderView>[] = [
    { key: "tests", head: words.tests, cell: (order) => names(order.tests) },
    { key: "wished", wide: true, head: words.wishedOn, width: 160, cell: wished },
    { key: "since", head: words.since, width: 232, cell: (order) => step(last(order)) },
    { key: "remark", wide: true, head: labs.note, cell: (order) => remark(order) || null },
    { key: "state", head: patients.status, width: 136, cell: (order) => <LabOrderChips order={order} /> },
  ];
  return (
    <Panel title={words.title} flush>
      <DataTable
        label={words.title}
        rows={orders}
        columns={columns}
        wraps
        rowKey={(order) => order.id}
        menu={(order) => (
          <OrderMenu
            order={order}
            patient={patient}
            mayEdit={mayEdit}
            onCorrect={onCorrect && (() => onCorrect(order))}
            onCollect={() => setCollected(order)}
            onEnter={() => onEnter(order)}
          />
        )}
      />
      {collected !== null && <CollectDialog order={collected} patient={patient} onClose={() => setCollected(null)} />}
    </Panel>
  );
}
