import { Alert } from "@mantine/core";
import type { GivenChange } from "../../../ipc/views";
import { useFormat, useWords } from "../../../words/speech";
import classes from "./MealPlans.module.css";

/** What is not as on the paper that the patient has. */
export function ChangedSince({ changes }: { changes: GivenChange[] }) {
  const { mealPlans: words } = useWords();
  const format = useFormat();
  if (changes.length === 0) return null;
  const written = ({ at, by }: GivenChange) => [at !== null && format.dateTime(at), by].filter(Boolean).join(", ");
  return (
    <Alert variant="light" color="yellow" title={words.changedSince}>
      <ul className={classes.changes} aria-label={words.changedSince}>
        {changes.map((change) => (
          <li key={`${change.kind} ${change.name} ${change.at}`}>
            {words.changes[change.kind](change.name)} <span className="small muted">{written(change)}</span>
          </li>
        ))}
      </ul>
      {changes.some(({ kind }) => kind !== "foodValues") && <p className="small muted">{words.changedSinceHelp}</p>}
    </Alert>
  );
}
