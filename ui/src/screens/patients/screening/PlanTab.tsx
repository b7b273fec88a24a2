import { Tabs } from "@mantine/core";
import { useState } from "react";
import type { PatientHeader } from "../../../ipc/views";
import { useWords } from "../../../words/speech";
import { GoalsPanel } from "../goals/GoalsPanel";
import { NeedsPanel } from "../needs/NeedsPanel";
import classes from "./Screening.module.css";
import { ScreeningPanel } from "./ScreeningPanel";

/** What is planned for a patient, and what the plan rests on. */
export function PlanTab({ patient, visitId }: { patient: PatientHeader; visitId: string | null }) {
  const { goals, needs, screening } = useWords();
  const [tab, setTab] = useState("goals");
  return (
    <Tabs value={tab} onChange={(next) => setTab(next ?? "goals")} className={classes.second} keepMounted={false}>
      <Tabs.List aria-label={screening.plan}>
        <Tabs.Tab value="goals">{goals.tab}</Tabs.Tab>
        <Tabs.Tab value="needs">{needs.title}</Tabs.Tab>
        <Tabs.Tab value="screening">{screening.title}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="goals" pt="md">
        <GoalsPanel patient={patient} />
      </Tabs.Panel>
      <Tabs.Panel value="needs" pt="md">
        <NeedsPanel patient={patient} visitId={visitId} />
      </Tabs.Panel>
      <Tabs.Panel value="screening" pt="md">
        <ScreeningPanel patient={patient} visitId={visitId} />
      </Tabs.Panel>
    </Tabs>
  );
}
