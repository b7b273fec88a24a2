import { Button } from "@mantine/core";
import type { GridFood } from "../../../../ipc/views";
import { useFormat, useWords } from "../../../../words/speech";
import { WIDE_COLUMNS } from "./columns";
import classes from "./Foods.module.css";
import type { GridActions } from "./grid";

/** Asks about an improbably large amount, without blocking. */
export function AmountQuestion({
  food,
  columns,
  actions,
  onDone,
}: {
  food: GridFood;
  columns: number;
  actions: GridActions;
  onDone: () => void;
}) {
  const { foods: words } = useWords();
  const format = useFormat();
  const { meant, amount } = food;
  const shown = format.amount(amount);
  const answer = (of: string, isRight: boolean) => {
    void actions.setAmount(food, of, isRight);
    onDone();
  };
  const grams = food.portion?.grams ?? 0;
  const weight =
    grams < 1000
      ? format.quantityOf({ value: grams, unit: "g" }, 1)
      : format.quantityOf({ value: grams / 1000, unit: "kg" }, 1);
  return (
    <tr className={classes.question}>
      <td colSpan={columns}>
        <div role="alert">
          <span>{meant === null ? words.doubtful(shown, weight) : words.doubtfulMeant(shown, weight, meant)}</span>
          {meant !== null && (
            <Button size="compact-xs" variant="light" onClick={() => answer(meant, false)}>
              {words.use(meant)}
            </Button>
          )}
          <Button size="compact-xs" variant="subtle" onClick={() => answer(amount, true)}>
            {words.confirmAmount(shown)}
          </Button>
        </div>
      </td>
      <td className={classes.wide} colSpan={WIDE_COLUMNS} />
    </tr>
  );
}
