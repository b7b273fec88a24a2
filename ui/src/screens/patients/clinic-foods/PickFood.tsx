import { useState } from "react";
import { useCommand } from "../../../ipc/use-clinic";
import type { FoodHit } from "../../../ipc/views";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { useLanguage } from "../../../words/speech";
import { FoodSearch } from "../parts/foods/FoodSearch";
import classes from "./ClinicFoods.module.css";

/** A search from which one food is taken. */
export function PickFood({ label, onPick }: { label: string; onPick: (food: FoodHit) => void }) {
  const language = useLanguage();
  const [text, setText] = useState("");
  const { problem, run } = useCommand();
  const enter = async (typed: string, chosen: FoodHit | "text" | null) => {
    // words that no food matches stay
    if (chosen === "text") return setText(typed);
    // Enter was pressed before the results for these letters came
    const first = chosen ?? (await run((clinic) => clinic.searchFoods(typed, language, 1, null)))?.[0];
    if (first) onPick(first);
    else setText(typed);
  };
  return (
    <div className={classes.search}>
      <FoodSearch
        label={label}
        foodsOnly
        text={text}
        onText={setText}
        onEnter={(...typed) => void enter(...typed)}
        onUp={() => {}}
      />
      {problem !== null && <ProblemAlert problem={problem} />}
    </div>
  );
}
