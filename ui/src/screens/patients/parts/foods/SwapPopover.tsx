import { Popover } from "@mantine/core";
import type { ReactElement } from "react";
import type { GridFood } from "../../../../ipc/views";
import { useWords } from "../../../../words/speech";
import classes from "./Foods.module.css";
import type { Swap } from "./grid";

interface Props {
  food: GridFood;
  /** None if the foods of this grid are not swapped. */
  swap: Swap | undefined;
  /** Moves the focus back to the row. */
  onLeave: () => void;
  /** What the choices are shown below. */
  children: ReactElement;
}

/** The foods that can replace one, at its row: the grid and its sums stay in sight. Escape goes back to the row. */
export function SwapPopover({ food, swap, onLeave, children }: Props) {
  const { mealPlans: words } = useWords();
  // a row that is not asked about needs no position
  if (swap?.foodId !== food.id) return children;
  const leave = () => {
    swap.ask(null);
    onLeave();
  };
  return (
    <Popover
      opened
      onChange={(opened) => !opened && swap.ask(null)}
      width={480}
      position="bottom-start"
      middlewares={{ flip: true, shift: true, size: true }}
      // the side is chosen again once the foods are read
      preventPositionChangeWhenVisible={false}
      // it has the focus, also where its row is scrolled away
      hideDetached={false}
      closeOnEscape={false}
      trapFocus
      // a row of a table has no role of a button, which the library would give what a dialog belongs to
      withRoles={false}>
      <Popover.Target>{children}</Popover.Target>
      <Popover.Dropdown
        className={classes.swap}
        role="dialog"
        aria-label={words.swapTitle(food.name)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.stopPropagation();
          leave();
        }}>
        {swap.choices(food, leave)}
      </Popover.Dropdown>
    </Popover>
  );
}
