import type { GridFood, MealPlanView } from "../../../ipc/views";
import { AskDialog } from "../../../parts/AskDialog";
import { useWords } from "../../../words/speech";
import { useTextures } from "../parts/foods/textures";

/**
 * What of a plan is not decided: a food with an allergen of the patient, a texture that their order does not allow,
 * an amount that is asked about, words that are not counted, and no food at all.
 */
export function undecidedOf({ grid }: MealPlanView) {
  const foods = grid.days.flatMap(({ meals }) => meals).flatMap(({ foods }) => foods);
  const allergens = foods.flatMap(({ name, flags }) =>
    flags.filter(({ kind }) => kind === "allergen").map(({ of }) => `${name} (${of})`),
  );
  const textures = foods.filter(({ flags }) =>
    flags.some(({ kind }) => kind === "texture" || kind === "nothingByMouth"),
  );
  return {
    // a food of several days is named once
    allergens: [...new Set(allergens)],
    textures: [...new Map(textures.map((food) => [food.name, food])).values()],
    amounts: foods.filter(({ questioned }) => questioned).map(({ name }) => name),
    notCounted: foods.filter(({ food }) => food === null).map(({ name }) => name),
    hasNoFood: foods.length === 0,
  };
}

interface Props {
  plan: MealPlanView;
  give: () => Promise<unknown>;
  onClose: () => void;
}

/** Asks before a plan is given of which not all foods are decided, or of which the patient may not eat one. */
export function GivePlan({ plan, give, onClose }: Props) {
  const { mealPlans: words, foodProfiles: profiles } = useWords();
  const { short } = useTextures();
  const textureOf = ({ flags }: GridFood) => {
    if (flags.some(({ kind }) => kind === "nothingByMouth")) return profiles.nothingByMouth;
    const texture = flags.find(({ kind }) => kind === "texture")?.texture ?? null;
    return texture === null ? profiles.textureUnsure : short(texture);
  };
  const { allergens, textures, amounts, notCounted, hasNoFood } = undecidedOf(plan);
  const parts = [
    hasNoFood && words.noFoodPlanned,
    allergens.length > 0 && words.allergenFoods(allergens.join(", ")),
    textures.length > 0 && words.textureFoods(textures.map((food) => `${food.name} (${textureOf(food)})`).join(", ")),
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
