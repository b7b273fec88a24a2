import { Tabs } from "@mantine/core";
import { useState } from "react";
import type { PatientHeader } from "../../ipc/views";
import type { PlanPart } from "../../nav/navigation";
import { useWords } from "../../words/speech";
import { DietOrdersPanel } from "./diet-orders/DietOrdersPanel";
import { GoalsPanel } from "./goals/GoalsPanel";
import { HandoutsPanel } from "./handouts/HandoutsPanel";
import { NeedsPanel } from "./needs/NeedsPanel";
import { MealPlansPanel } from "./meal-plans/MealPlansPanel";
import { RecallsPanel } from "./recalls/RecallsPanel";
import classes from "./SecondTabs.module.css";
import { ScreeningPanel } from "./screening/ScreeningPanel";
import { TargetsPanel } from "./targets/TargetsPanel";

interface Props {
  patient: PatientHeader;
  /** The code of the language that the patient reads best; empty where it is not recorded. */
  language: string;
  visitId: string | null;
  first?: PlanPart;
}

/** The plan of a patient, and what it is based on. */
export function PlanTab({ patient, language, visitId, first = "goals" }: Props) {
  const { dietOrders, goals, handouts, mealPlans, needs, recalls, screening } = useWords();
  const [tab, setTab] = useState<string>(first);
  return (
    <Tabs value={tab} onChange={(next) => setTab(next ?? "goals")} className={classes.tabs} keepMounted={false}>
      <Tabs.List aria-label={screening.plan}>
        <Tabs.Tab value="goals">{goals.tab}</Tabs.Tab>
        <Tabs.Tab value="needs">{needs.title}</Tabs.Tab>
        <Tabs.Tab value="screening">{screening.title}</Tabs.Tab>
        <Tabs.Tab value="recalls">{recalls.tab}</Tabs.Tab>
        <Tabs.Tab value="mealPlans">{mealPlans.tab}</Tabs.Tab>
        <Tabs.Tab value="dietOrders">{dietOrders.tab}</Tabs.Tab>
        <Tabs.Tab value="handouts">{handouts.tab}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="goals" pt="md">
        <GoalsPanel patient={patient} />
      </Tabs.Panel>
      <Tabs.Panel value="needs" pt="md">
        <NeedsPanel patient={patient} visitId={visitId}>
          <TargetsPanel patient={patient} />
        </NeedsPanel>
      </Tabs.Panel>
      <Tabs.Panel value="screening" pt="md">
        <ScreeningPanel patient={patient} visitId={visitId} />
      </Tabs.Panel>
      <Tabs.Panel value="recalls" pt="md">
        <RecallsPanel patient={patient} visitId={visitId} />
      </Tabs.Panel>
      <Tabs.Panel value="mealPlans" pt="md">
        <MealPlansPanel patient={patient} visitId={visitId} />
      </Tabs.Panel>
      <Tabs.Panel value="dietOrders" pt="md">
        <DietOrdersPanel patient={patient} />
      </Tabs.Panel>
      <Tabs.Panel value="handouts" pt="md">
        <HandoutsPanel patient={patient} language={language} visitId={visitId} />
      </Tabs.Panel>
    </Tabs>
  );
}
