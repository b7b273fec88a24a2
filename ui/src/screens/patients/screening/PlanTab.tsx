import { Tabs } from "@mantine/core";
import type { PatientName } from "../../../ipc/views";
import { useWords } from "../../../words/speech";
import classes from "./Screening.module.css";
import { ScreeningPanel } from "./ScreeningPanel";

/** What is planned for a patient, and what the plan rests on. */
export function PlanTab({ patient, visitId }: { patient: PatientName; visitId: string | null }) {
  const { screening } = useWords();
  return (
    <Tabs value="screening" className={classes.second} keepMounted={false}>
      <Tabs.List aria-label={screening.plan}>
        <Tabs.Tab value="screening">{screening.title}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="screening" pt="md">
        <ScreeningPanel patient={patient} visitId={visitId} />
      </Tabs.Panel>
    </Tabs>
  );
}
