import { Button } from "@mantine/core";
import { useState } from "react";
import { entryOf, useLeftForm } from "../../../ipc/use-left-form";
import type { FormOf, GridDay, Meal, MealPlanView } from "../../../ipc/views";
import { useWords } from "../../../words/speech";
import { ExchangesPanel } from "../parts/foods/ExchangesPanel";
import { ExchangeTargets, NO_TARGETS } from "./ExchangeTargets";
import type { PlanActions } from "./use-meal-plan";

interface Props {
  plan: MealPlanView;
  day: GridDay;
  meal: Meal;
  /** Null if read-only. */
  actions: PlanActions | null;
}

const targetsOf = (plan: MealPlanView): FormOf => entryOf("mealPlans", plan.patientId, plan.id);

/** In which exchanges a plan is counted, and the targets of its meals. */
export function PlanExchanges({ plan, day, meal, actions }: Props) {
  const { exchanges: words } = useWords();
  const [setsTargets, setSetsTargets] = useState(false);
  const of = plan.grid.exchangesOf;
  const left = useLeftForm(actions === null || of === null ? null : targetsOf(plan), NO_TARGETS, (typed) => {
    // targets of another table are of other groups
    if (typed.table === of?.id) setSetsTargets(true);
  });
  const targets = plan.form.exchanges?.targets ?? [];
  const choose = (table: string | null, isAnew: boolean) => {
    const same = table === of?.id ? targets : [];
    void actions?.edit({ exchanges: table === null ? null : { table, isAnew, targets: same } });
  };
  return (
    <>
      <ExchangesPanel
        grid={plan.grid}
        day={day}
        meal={meal}
        meals={plan.meals}
        targets={targets}
        onChoose={actions === null ? null : choose}>
        <Button size="xs" variant="default" onClick={() => setSetsTargets(true)}>
          {words.setTargets}
        </Button>
      </ExchangesPanel>
      {setsTargets && of !== null && actions !== null && (
        <ExchangeTargets
          plan={plan}
          of={of}
          draftOf={targetsOf(plan)}
          left={left}
          actions={actions}
          onClose={() => setSetsTargets(false)}
        />
      )}
    </>
  );
}
