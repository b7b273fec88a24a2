import { Radio } from "@mantine/core";
import { queries } from "../../../ipc/queries";
import { useClinicQuery } from "../../../ipc/use-clinic";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { useWords } from "../../../words/speech";

interface Props {
  id: string;
  alsoUnfinished: boolean;
  onChange: (alsoUnfinished: boolean) => void;
}

/** Where a recipe is used, and which of these uses a change affects. */
export function UsedIn({ id, alsoUnfinished, onChange }: Props) {
  const { recipes: words } = useWords();
  const used = useClinicQuery(queries.recipeUse(id));
  if (used.problem !== null) return <ProblemAlert problem={used.problem} onRetry={used.reload} />;
  if (used.value === null) return null;
  const { plans, unfinished, recipes } = used.value;
  return (
    <>
      {plans > 0 && <p className="small">{words.usedIn(plans)}</p>}
      {unfinished > 0 && (
        <Radio.Group
          aria-label={words.usedIn(plans)}
          value={alsoUnfinished ? "also" : "new"}
          onChange={(value) => onChange(value === "also")}>
          <Radio value="new" label={words.newOnly} />
          <Radio value="also" label={words.alsoUnfinished(unfinished)} mt={8} />
        </Radio.Group>
      )}
      {recipes > 0 && <p className="small muted">{words.madeOf(recipes)}</p>}
    </>
  );
}
