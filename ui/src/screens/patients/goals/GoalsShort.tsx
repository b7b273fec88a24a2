import { Button, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { queries } from "../../../ipc/queries";
import { useClinicQuery } from "../../../ipc/use-clinic";
import type { PatientHeader } from "../../../ipc/views";
import { LooseChip } from "../../../parts/Chip";
import { damageText } from "../../../parts/FileAlert";
import { Loaded } from "../../../parts/Loaded";
import { Panel } from "../../../parts/Panel";
import { useWords } from "../../../words/speech";
import { GoalLine } from "./GoalLine";
import classes from "./Goals.module.css";

/** The goals that are pursued, on the first page of a patient. */
export function GoalsShort({ patient, onOpen }: { patient: PatientHeader; onOpen: () => void }) {
  const { goals: words, sync } = useWords();
  const lacks = patient.damaged.filter(({ what }) => what === "goal");
  const plan = useClinicQuery(queries.carePlan(patient.id));
  return (
    <Panel
      title={words.goals}
      action={
        <Button variant="subtle" size="xs" onClick={onOpen}>
          {words.allGoals}
        </Button>
      }>
      {lacks.map((damage) => (
        <LooseChip key={damage.what} tone="bad" icon={IconAlertTriangle} text={damageText(sync, damage)} />
      ))}
      <Loaded of={plan}>
        {({ goals }) => {
          const active = goals.filter(({ status }) => status === "active");
          if (active.length === 0)
            return lacks.length > 0 ? null : (
              <Text size="sm" c="dimmed">
                {goals.length > 0 ? words.noneActive : words.noGoals}
              </Text>
            );
          return (
            <ul className={classes.list}>
              {active.map((goal) => (
                <li key={goal.id}>
                  <GoalLine goal={goal} />
                </li>
              ))}
            </ul>
          );
        }}
      </Loaded>
    </Panel>
  );
}
