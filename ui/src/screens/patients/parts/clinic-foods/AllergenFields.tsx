import { Button, SegmentedControl } from "@mantine/core";
import type { Allergen } from "../../../../ipc/views";
import { useWords } from "../../../../words/speech";
import type { KnownAllergens } from "../allergens";
import classes from "./FoodDialog.module.css";

interface Props {
  value: KnownAllergens;
  onChange: (value: KnownAllergens) => void;
}

/** Whether a food contains each of the fourteen allergens. */
export function AllergenFields({ value, onChange }: Props) {
  const { clinicFoods: words, foods } = useWords();
  const names = Object.entries(foods.allergens) as [Allergen, string][];
  const stateOf = (of: Allergen) =>
    value.contains.includes(of) ? "contains" : value.freeOf.includes(of) ? "freeOf" : "notKnown";
  const set = (of: Allergen, state: string) => {
    const contains = value.contains.filter((one) => one !== of);
    const freeOf = value.freeOf.filter((one) => one !== of);
    if (state === "contains") contains.push(of);
    if (state === "freeOf") freeOf.push(of);
    onChange({ contains, freeOf });
  };
  const others = names.map(([of]) => of).filter((of) => !value.contains.includes(of));
  return (
    <fieldset className={classes.allergens}>
      <legend className="strong">{words.allergens}</legend>
      {names.map(([of, name]) => (
        <div key={of} className={classes.allergen}>
          <span className="small">{name}</span>
          <SegmentedControl
            size="xs"
            aria-label={name}
            data={[
              { value: "contains", label: words.contains },
              { value: "freeOf", label: words.freeOf },
              { value: "notKnown", label: words.notKnown },
            ]}
            value={stateOf(of)}
            onChange={(state) => set(of, state)}
          />
        </div>
      ))}
      <Button size="xs" variant="subtle" onClick={() => onChange({ contains: value.contains, freeOf: others })}>
        {words.freeOfOthers}
      </Button>
    </fieldset>
  );
}
