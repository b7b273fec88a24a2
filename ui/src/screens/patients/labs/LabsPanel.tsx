import { Button, Group, SegmentedControl, Text } from "@mantine/core";
import { IconAlertTriangle, IconFlask } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { queries } from "../../../ipc/queries";
import { useClinicQuery } from "../../../ipc/use-clinic";
import type { LabOrderView, Labs, LabSheetView, LabTestInfo, PatientHeader } from "../../../ipc/views";
import { useNavigation } from "../../../nav/navigation";
import { useMay } from "../../../nav/session";
import { LooseChip } from "../../../parts/Chip";
import { Empty } from "../../../parts/Empty";
import { damageText } from "../../../parts/FileAlert";
import { Loaded } from "../../../parts/Loaded";
import { Panel } from "../../../parts/Panel";
import { useWords } from "../../../words/speech";
import type { NamedTest } from "./find-tests";
import { LabEntry } from "./LabEntry";
import classes from "./Labs.module.css";
import { LabSheet } from "./LabSheet";
import { LabTable } from "./LabTable";
import { OrderForm } from "./OrderForm";
import { OrderList } from "./OrderList";

/** The sheet on which the results of an order are entered: with those that are there, or without any. */
function sheetOf({ sheets, orders }: Labs, id: string): LabSheetView | undefined {
  const order = orders.find((one) => one.id === id);
  if (order === undefined || order.collected === null) return sheets.find((one) => one.id === id);
  return {
    id,
    seen: order.seen,
    visitId: order.visitId,
    collectedOn: order.collected.on,
    laboratory: order.laboratory,
    note: "",
    status: "collected",
    isRemoved: false,
    by: order.ordered.by,
    order,
    results: [],
  };
}

interface Props {
  patient: PatientHeader;
  /** The visit that is open. */
  visitId: string | null;
  /** The order whose results are entered; the worklist is shown again once they are. */
  labOrder?: string;
}

/** Orders, and laboratory results: each test over time, or sheet by sheet; and a button to type in a sheet. */
export function LabsPanel({ patient, visitId, labOrder }: Props) {
  const labs = useClinicQuery(queries.labs(patient.id));
  const tests = useClinicQuery(queries.labTests());
  return (
    <Loaded of={tests}>
      {(list) => (
        <Loaded of={labs}>{(view) => <Shown {...{ patient, visitId, labOrder }} labs={view} list={list} />}</Loaded>
      )}
    </Loaded>
  );
}

function Shown({ patient, visitId, labOrder, labs, list }: Props & { labs: Labs; list: LabTestInfo[] }) {
  const { labs: words, labOrders, labTests, patients, sync } = useWords();
  const { back } = useNavigation();
  const may = useMay();
  const mayEdit = may("measurements.write") && patient.deletedAt === null;
  const [shown, setShown] = useState<"test" | "sheet">("test");
  const [enters, setEnters] = useState<LabSheetView | "new" | null>(() =>
    labOrder === undefined ? null : (sheetOf(labs, labOrder) ?? null),
  );
  const [orders, setOrders] = useState<LabOrderView | "new" | null>(null);
  const orderButton = useRef<HTMLButtonElement>(null);
  const addButton = useRef<HTMLButtonElement>(null);
  const lacks = patient.damaged.filter(({ what }) => what === "lab_test" || what === "lab_result");
  const tests: NamedTest[] = list.map((test) => ({ ...test, label: labTests[test.key] ?? test.name }));
  // the unit of this patient's last result, else the SI unit
  const preferred = ({ key, units }: NamedTest) => {
    const known = labs.series.find(({ test }) => test === key)?.unit;
    return known !== undefined && units.includes(known) ? known : units.at(-1)!;
  };
  const isEmpty = labs.sheets.length === 0;
  const close = () => {
    if (labOrder !== undefined) return back();
    setEnters(null);
    requestAnimationFrame(() => addButton.current?.focus());
  };
  const add = mayEdit && enters === null && (
    <Button ref={addButton} variant="default" onClick={() => setEnters("new")}>
      {words.add}
    </Button>
  );
  const mayOrder = mayEdit && may("labs.order");
  const order = mayOrder && orders === null && (
    <Button ref={orderButton} variant="default" onClick={() => setOrders("new")}>
      {labOrders.order}
    </Button>
  );
  const isBlank = isEmpty && enters === null && lacks.length === 0;
  const buttons = (order || add) && (
    <Group gap={8}>
      {order}
      {add}
    </Group>
  );
  // they are in the empty list where there is nothing else on the page
  const isToolbar = !isBlank || labs.orders.length > 0;
  const unread = labs.sheets.filter(({ order }) => order?.isUnread === true);
  const next = orders !== null || enters !== null ? undefined : unread.find(({ order }) => order?.readToken !== null);
  const sheet = (one: LabSheetView) => (
    <LabSheet
      key={one.id}
      sheet={one}
      patient={patient}
      tests={tests}
      preferred={preferred}
      mayEdit={mayEdit}
      isNext={one === next}
      onAdd={() => setEnters(one)}
    />
  );
  return (
    <div className={classes.page}>
      {isToolbar && buttons}
      {orders !== null && (
        <OrderForm
          key={orders === "new" ? orders : orders.id}
          patientId={patient.id}
          order={orders === "new" ? null : orders}
          visitId={visitId}
          tests={tests}
          onClose={() => {
            setOrders(null);
            requestAnimationFrame(() => orderButton.current?.focus());
          }}
        />
      )}
      {lacks.map((damage) => (
        <LooseChip key={damage.what} tone="bad" icon={IconAlertTriangle} text={damageText(sync, damage)} />
      ))}
      {enters !== null && (
        <LabEntry
          patient={patient}
          tests={tests}
          preferred={preferred}
          sheet={enters === "new" ? null : enters}
          onClose={close}
        />
      )}
      {labs.orders.length > 0 && (
        <OrderList
          orders={labs.orders}
          patient={patient}
          mayEdit={mayEdit}
          onCorrect={mayOrder ? setOrders : null}
          onEnter={({ id }) => setEnters(sheetOf(labs, id) ?? null)}
        />
      )}
      {unread.map(sheet)}
      {isBlank && (
        <Panel title={words.title}>
          <Empty
            icon={IconFlask}
            title={patient.partial ? patients.partial : words.none}
            action={!isToolbar && buttons}>
            {words.noneHelp}
          </Empty>
        </Panel>
      )}
      {!isEmpty && (
        <>
          <SegmentedControl
            className={classes.switch}
            aria-label={words.show}
            data={[
              { value: "test", label: words.byTest },
              { value: "sheet", label: words.bySheet },
            ]}
            value={shown}
            onChange={(value) => setShown(value === "sheet" ? "sheet" : "test")}
          />
          {shown === "test" ? <LabTable labs={labs} /> : labs.sheets.filter((one) => !unread.includes(one)).map(sheet)}
          <Text size="xs" c="dimmed">
            {words.adults} {words.noFlag}
          </Text>
        </>
      )}
    </div>
  );
}
