import { Alert, Button, Text } from "@mantine/core";
import { IconAlertTriangle, IconClipboardList } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { queries } from "../../../ipc/queries";
import { useClinicQuery } from "../../../ipc/use-clinic";
import type { DietOrderView, PatientHeader } from "../../../ipc/views";
import { useMay } from "../../../nav/session";
import { LooseChip } from "../../../parts/Chip";
import { type Column, DataTable } from "../../../parts/DataTable";
import { Empty } from "../../../parts/Empty";
import { damageText } from "../../../parts/FileAlert";
import { Loaded } from "../../../parts/Loaded";
import { Panel } from "../../../parts/Panel";
import { PrintButton } from "../../../parts/PrintButton";
import { useFormat, useWords } from "../../../words/speech";
import classes from "./DietOrders.module.css";
import { OrderForm } from "./OrderForm";
import { OrderMenu } from "./OrderMenu";
import { useOrderText } from "../parts/use-order-text";

/** The diet orders of a patient: the current one in full, and those before it. */
export function DietOrdersPanel({ patient }: { patient: PatientHeader }) {
  const orders = useClinicQuery(queries.dietOrders(patient.id));
  return <Loaded of={orders}>{(list) => <Orders patient={patient} list={list} />}</Loaded>;
}

function Orders({ patient, list }: { patient: PatientHeader; list: DietOrderView[] }) {
  const { dietOrders: words, patients, sync } = useWords();
  const may = useMay();
  const mayEdit = may("profiles.write") && patient.deletedAt === null;
  const [adds, setAdds] = useState(false);
  const addButton = useRef<HTMLButtonElement>(null);
  const lacks = patient.damaged.filter(({ what }) => what === "diet_order");
  const current = list.find(({ state }) => state === "current");
  const earlier = list.filter((order) => order !== current);
  const close = () => {
    setAdds(false);
    requestAnimationFrame(() => addButton.current?.focus());
  };
  const add = mayEdit && !adds && (
    <Button ref={addButton} variant="default" onClick={() => setAdds(true)}>
      {words.add}
    </Button>
  );
  return (
    <Panel title={words.title} action={add}>
      {lacks.map((damage) => (
        <LooseChip key={damage.what} tone="bad" icon={IconAlertTriangle} text={damageText(sync, damage)} />
      ))}
      {adds && <OrderForm patientId={patient.id} current={current ?? null} onClose={close} />}
      {current !== undefined && <Current order={current} patient={patient} mayEdit={mayEdit} />}
      {current === undefined && earlier.length > 0 && lacks.length === 0 && (
        <Text size="sm" c="dimmed">
          {words.noneNow}
        </Text>
      )}
      {list.length === 0 && lacks.length === 0 && !adds && (
        <Empty icon={IconClipboardList} title={patient.partial ? patients.partial : words.none}>
          {words.noneHelp}
        </Empty>
      )}
      {earlier.length > 0 && <Earlier rows={earlier} patient={patient} mayEdit={mayEdit} />}
    </Panel>
  );
}

interface RowProps {
  patient: PatientHeader;
  mayEdit: boolean;
}

function Current({ order, patient, mayEdit }: RowProps & { order: DietOrderView }) {
  const { dietOrders: words } = useWords();
  const format = useFormat();
  const text = useOrderText();
  return (
    <section aria-label={words.current} className={classes.current}>
      <div className={classes.lines}>
        {!order.isComplete && (
          <Alert color="red" icon={<IconAlertTriangle size={18} aria-hidden />}>
            {words.incomplete}
          </Alert>
        )}
        {text.lines(order).map((line, index) => (
          <p key={index} className={classes.line}>
            {line}
          </p>
        ))}
        {order.remark !== "" && <p>{order.remark}</p>}
        {order.gives !== null && <p className={classes.gives}>{text.given(order.gives)}</p>}
        <Text size="xs" c="dimmed">
          {words.since(format.dateTime(order.startedAt), order.by)}
        </Text>
      </div>
      <div className={classes.actions}>
        <PrintButton of={{ print: "wardSheet", dietOrderId: order.id }} patient={patient} label={words.wardSheet} />
        <PrintButton of={{ print: "bedLabel", dietOrderId: order.id }} patient={patient} label={words.bedLabel} />
        {mayEdit && <OrderMenu order={order} patient={patient} />}
      </div>
    </section>
  );
}

function Earlier({ rows, patient, mayEdit }: RowProps & { rows: DietOrderView[] }) {
  const { dietOrders: words, patients } = useWords();
  const format = useFormat();
  const text = useOrderText();
  const [isOpen, setIsOpen] = useState(false);
  const label = words.earlier(format.number(rows.length));
  const until = ({ state, overAt, endReason }: DietOrderView) =>
    overAt === null ? null : words.over(words.states[state], format.dateTime(overAt), endReason);
  const columns: Column<DietOrderView>[] = [
    { key: "from", head: words.from, width: 144, cell: (row) => format.dateTime(row.startedAt) },
    { key: "order", head: words.order, cell: (row) => text.lines(row).join("; ") },
    { key: "until", head: words.until, width: 224, cell: until },
    { key: "by", wide: true, head: patients.by, width: 144, cell: (row) => row.by },
  ];
  return (
    <div>
      <Button size="compact-sm" variant="subtle" onClick={() => setIsOpen(!isOpen)} aria-expanded={isOpen}>
        {label}
      </Button>
      {isOpen && (
        <DataTable
          label={label}
          rows={rows}
          columns={columns}
          rowKey={(row) => row.id}
          menu={mayEdit ? (row) => <OrderMenu order={row} patient={patient} /> : undefined}
        />
      )}
    </div>
  );
}
