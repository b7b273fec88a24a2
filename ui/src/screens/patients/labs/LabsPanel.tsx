import { Button, SegmentedControl, Text } from "@mantine/core";
import { IconAlertTriangle, IconFlask } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { queries } from "../../../ipc/queries";
import { useClinicQuery } from "../../../ipc/use-clinic";
import type { Labs, LabSheetView, LabTestInfo, PatientHeader } from "../../../ipc/views";
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

/** Laboratory results: each test over time, or sheet by sheet; and a button to type in a sheet. */
export function LabsPanel({ patient }: { patient: PatientHeader }) {
  const labs = useClinicQuery(queries.labs(patient.id));
  const tests = useClinicQuery(queries.labTests());
  return (
    <Loaded of={tests}>
      {(list) => <Loaded of={labs}>{(view) => <Shown patient={patient} labs={view} list={list} />}</Loaded>}
    </Loaded>
  );
}

function Shown({ patient, labs, list }: { patient: PatientHeader; labs: Labs; list: LabTestInfo[] }) {
  const { labs: words, labTests, patients, sync } = useWords();
  const may = useMay();
  const mayEdit = may("measurements.write") && patient.deletedAt === null;
  const [shown, setShown] = useState<"test" | "sheet">("test");
  const [enters, setEnters] = useState<LabSheetView | "new" | null>(null);
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
    setEnters(null);
    requestAnimationFrame(() => addButton.current?.focus());
  };
  const add = mayEdit && enters === null && (
    <Button ref={addButton} variant="default" onClick={() => setEnters("new")}>
      {words.add}
    </Button>
  );
  return (
    <div className={classes.page}>
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
      {isEmpty && enters === null && lacks.length === 0 && (
        <Panel title={words.title}>
          <Empty icon={IconFlask} title={patient.partial ? patients.partial : words.none} action={add}>
            {words.noneHelp}
          </Empty>
        </Panel>
      )}
      {isEmpty && lacks.length > 0 && add}
      {!isEmpty && (
        <>
          <div className={classes.bar}>
            <SegmentedControl
              aria-label={words.show}
              data={[
                { value: "test", label: words.byTest },
                { value: "sheet", label: words.bySheet },
              ]}
              value={shown}
              onChange={(value) => setShown(value === "sheet" ? "sheet" : "test")}
            />
            {add}
          </div>
          {shown === "test" ? (
            <LabTable labs={labs} />
          ) : (
            labs.sheets.map((sheet) => (
              <LabSheet
                key={sheet.id}
                sheet={sheet}
                patient={patient}
                tests={tests}
                preferred={preferred}
                mayEdit={mayEdit}
                onAdd={() => setEnters(sheet)}
              />
            ))
          )}
          <Text size="xs" c="dimmed">
            {words.adults} {words.noFlag}
          </Text>
        </>
      )}
    </div>
  );
}
