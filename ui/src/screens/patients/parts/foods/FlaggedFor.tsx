import { IconAlertTriangle } from "@tabler/icons-react";
import type { FlaggedFor as Flagged } from "../../../../ipc/views";
import { useWords } from "../../../../words/speech";
import classes from "./Foods.module.css";
import { useTextures } from "./textures";

/** The allergies and dislikes for which the foods of a grid are flagged, and those that are only found by name. */
export function FlaggedFor({ of }: { of: Flagged }) {
  const { allergies, byNameOnly, dislikes, isAsked, ordered, hasLostTextures } = of;
  const { foods: words, foodProfiles: profiles } = useWords();
  const { food, fluid } = useTextures();
  const facts = [
    allergies.length > 0 && words.flaggedFor(allergies.join(", ")),
    byNameOnly.length > 0 && words.byNameOnly(byNameOnly.join(", ")),
    dislikes.length > 0 && words.dislikes(dislikes.join(", ")),
    ordered !== null &&
      (ordered.isUnsure ? profiles.orderUnsure : profiles.ordered(food(ordered.foodLevel), fluid(ordered.fluidLevel))),
    hasLostTextures && profiles.lost,
  ].filter((fact) => fact !== false);
  if (isAsked && facts.length === 0) return null;
  return (
    <div className={classes.stack}>
      {!isAsked && (
        <p className={`small ${classes.notAsked}`}>
          <IconAlertTriangle size={14} aria-hidden /> {words.allergiesNotAsked}
        </p>
      )}
      {facts.map((fact) => (
        <p key={fact} className="small muted">
          {fact}
        </p>
      ))}
    </div>
  );
}
