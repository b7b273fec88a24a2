import { Tabs } from "@mantine/core";
import { useState } from "react";
import type { PatientHeader } from "../../ipc/views";
import type { LabsPart } from "../../nav/navigation";
import { useWords } from "../../words/speech";
import { LabsPanel } from "./labs/LabsPanel";
import classes from "./SecondTabs.module.css";
import { PrescriptionsPanel } from "./prescriptions/PrescriptionsPanel";

interface Props {
  patient: PatientHeader;
  visitId: string | null;
  first?: LabsPart;
  /** The order whose results are entered. */
  labOrder?: string;
}

/** Laboratory results and prescriptions. */
export function LabsTab({ patient, visitId, first = "labs", labOrder }: Props) {
  const { labs, patients, prescriptions } = useWords();
  const [tab, setTab] = useState<string>(first);
  return (
    <Tabs value={tab} onChange={(next) => setTab(next ?? "labs")} className={classes.tabs} keepMounted={false}>
      <Tabs.List aria-label={patients.tabs.labs}>
        <Tabs.Tab value="labs">{labs.title}</Tabs.Tab>
        <Tabs.Tab value="prescriptions">{prescriptions.tab}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="labs" pt="md">
        <LabsPanel patient={patient} visitId={visitId} labOrder={labOrder} />
      </Tabs.Panel>
      <Tabs.Panel value="prescriptions" pt="md">
        <PrescriptionsPanel patient={patient} visitId={visitId} />
      </Tabs.Panel>
    </Tabs>
  );
}
