import type { MealPlanView } from "../../../ipc/views";
import { AskDialog } from "../../../parts/AskDialog";
import { useWords } from "../../../words/speech";

/** The foods of a plan that are not decided: an amount that is asked about, and words that are not counted. */
export function undecidedOf({ grid }: MealPlanView) {
  const foods = grid.days.flatMap(({ meals }) => meals).flatMap(({ foods }) => foods);
  return {
    amounts: foods.filter(({ questioned }) => questioned).map(({ name }) => name),
    notCounted: foods.filter(({ food }) => food === null).map(({ name }) => name),
  };
}

interface Props {
  plan: MealPlanView;
  give: () => Promise<unknown>;
  onClose: () => void;
}

/** Asks before a plan is given of which not all foods are decided. */
export function GivePlan({ plan, give, onClose }: Props) {
  const { mealPlans: words } = useWords();
  const { amounts, notCounted } = undecidedOf(plan);
  const parts = [
    amounts.length > 0 && words.openAmounts(amounts.join(", ")),
    notCounted.length > 0 && words.notCountedFoods(notCounted.join(", ")),
  ];
  const act = async () => {
    await give();
    // an error is shown on the page
    return true;
  };
  return (
    <AskDialog
      isSafe
      question={[...parts.filter(Boolean), words.giveAnyway].join(" ")}
      answer={words.give}
      act={act}
      onDone={() => undefined}
      onClose={onClose}
    />
  );
}
