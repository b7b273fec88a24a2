import { Alert } from "@mantine/core";
import type { GivenChange, GivenChangeKind } from "../../../ipc/views";
import { useFormat, useWords } from "../../../words/speech";
import classes from "./MealPlans.module.css";

/** The plan is as on paper all the same: it has the values, the names and the targets of then. */
const AS_THEN: GivenChangeKind[] = ["foodValues", "foodNames", "targets"];

interface Props {
  changes: GivenChange[];
  /** What the plan was then cannot be read. */
  hasLostGiven: boolean;
}

/** What is not as on the paper that the patient has. */
export function ChangedSince({ changes, hasLostGiven }: Props) {
  const { mealPlans: words } = useWords();
  const format = useFormat();
  if (hasLostGiven) return <Alert variant="light" color="yellow" title={words.lostGiven} />;
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
      {changes.some(({ kind }) => !AS_THEN.includes(kind)) && <p className="small muted">{words.changedSinceHelp}</p>}
    </Alert>
  );
}
