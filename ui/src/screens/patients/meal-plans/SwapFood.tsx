import { SegmentedControl, Stack } from "@mantine/core";
import { type KeyboardEvent, useRef, useState } from "react";
import { queries } from "../../../ipc/queries";
import { useClinicQuery } from "../../../ipc/use-clinic";
import type { GridFood, Nutrient, PlanChange, Problem, SameNutrient, SimilarFood } from "../../../ipc/views";
import { Loaded } from "../../../parts/Loaded";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { useFormat, useLanguage, useWords } from "../../../words/speech";
import { FoodFlags } from "../parts/foods/FoodFlags";
import { nameParts } from "../parts/foods/grid";
import { digitsOf } from "../parts/foods/Totals";
import classes from "./MealPlans.module.css";
import type { PlanActions } from "./use-meal-plan";

interface Props {
  food: GridFood;
  actions: PlanActions;
  onChanged: (message: string) => (change: PlanChange) => void;
  onDone: () => void;
}

const SAME: SameNutrient[] = ["energy", "carbohydrate", "protein"];
const after = (same: SameNutrient, step: number) => SAME.at((SAME.indexOf(same) + step) % SAME.length) ?? same;

const COMPARED: Nutrient[] = ["energy", "protein", "carbohydrate", "fat", "fibre"];

/**
 * Foods that can replace one: up and down move through them, Enter takes one, left and right change the nutrient that
 * is kept equal.
 */
export function SwapFood({ food, actions, onChanged, onDone }: Props) {
  const { mealPlans: words } = useWords();
  const language = useLanguage();
  const [same, setSame] = useState<SameNutrient>("energy");
  const [problem, setProblem] = useState<Problem | null>(null);
  const others = useClinicQuery(queries.similarFoods(food.id, same, language));
  const take = async ({ id, name, portion }: SimilarFood) => {
    const form = { food, other: id, amount: `${portion.grams} g` };
    const refused = await actions.swapFor(form, onChanged(words.swapped(food.name, name)));
    setProblem(refused);
    if (refused === null) onDone();
  };
  return (
    <Stack gap="sm">
      <p className={classes.swapTitle}>{words.swapTitle(food.name)}</p>
      <Loaded of={others} rows={8}>
        {(list) =>
          list.length === 0 ? (
            <p className="muted">{words.noSwap}</p>
          ) : (
            <Choices list={list} onTake={(other) => void take(other)} onSame={(step) => setSame(after(same, step))} />
          )
        }
      </Loaded>
      <SegmentedControl
        aria-label={words.asMuch}
        size="xs"
        data={SAME.map((value) => ({ value, label: words.same[value] }))}
        value={same}
        onChange={(value) => setSame(value)}
      />
      <p className="small muted">{words.swapHelp}</p>
      {problem !== null && <ProblemAlert problem={problem} />}
    </Stack>
  );
}

interface ChoicesProps {
  list: SimilarFood[];
  onTake: (food: SimilarFood) => void;
  /** Another nutrient is kept equal: the next one, or the one before by -1. */
  onSame: (step: number) => void;
}

function Choices({ list, onTake, onSame }: ChoicesProps) {
  const { mealPlans: words } = useWords();
  const format = useFormat();
  const change = useChange();
  const group = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const aside = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (aside === 0 && step === 0) return;
    event.preventDefault();
    if (aside !== 0) return onSame(aside);
    const buttons = [...(group.current?.querySelectorAll("button") ?? [])];
    const at = buttons.findIndex((button) => button === document.activeElement);
    buttons[(at + step + buttons.length) % buttons.length]?.focus();
  };
  return (
    <div ref={group} role="group" aria-label={words.swap} className={classes.swaps}>
      {list.map((other, index) => {
        const [first, rest] = nameParts(other.name);
        return (
          <button
            key={other.id}
            type="button"
            className={classes.swapChoice}
            data-autofocus={index === 0 || undefined}
            autoFocus={index === 0}
            title={other.name}
            onKeyDown={onKeyDown}
            onClick={() => onTake(other)}>
            <span className="ellipsis">
              <span className="strong">{first}</span>
              {rest !== "" && <span className="small muted"> {rest}</span>}
            </span>
            <span className="small tabular">{format.quantityOf({ value: other.portion.grams, unit: "g" }, 0)}</span>
            <span className={classes.swapAbout}>
              <span className="small muted tabular">{change(other)}</span>
              <FoodFlags flags={other.flags} />
            </span>
          </button>
        );
      })}
    </div>
  );
}

/** A smaller difference of a portion does not matter: our own limit, by unit. */
const LEAST: Record<string, number> = { kcal: 5, g: 0.5 };

/** "−3 g fat, +2 g fibre", rounded as the totals are; unknown amounts and small differences are left out. */
function useChange(): (food: SimilarFood) => string {
  const { nutrients, mealPlans: words } = useWords();
  const format = useFormat();
  return ({ changes }) => {
    const differing = COMPARED.flatMap((name) => {
      const of = changes.find(({ nutrient }) => nutrient === name);
      if (of === undefined || of.by === null) return [];
      const amount = Math.abs(of.by);
      if (amount < (LEAST[of.unit] ?? 0)) return [];
      const word = name === "energy" ? "" : ` ${nutrients.names[name].toLowerCase()}`;
      const sign = of.by > 0 ? "+" : "−";
      return [`${sign}${format.quantityOf({ value: amount, unit: of.unit }, digitsOf(of.unit, amount))}${word}`];
    });
    return differing.length === 0 ? words.noDifference : differing.join(", ");
  };
}
