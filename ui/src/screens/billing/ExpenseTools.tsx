import { ActionIcon, Button } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import type { Choice, Day, ExpenseQuery, Id } from "../../ipc/views";
import { PrintButton } from "../../parts/PrintButton";
import { Select } from "../../parts/Select";
import { useToday, useWords } from "../../words/speech";
import { firstOfMonth, shiftMonth } from "../../words/time";
import classes from "./Billing.module.css";

interface Props {
  /** A month. */
  query: ExpenseQuery;
  facilities: Choice[];
  onMonth: (first: Day) => void;
  onFacility: (id: Id | null) => void;
  /** Null for who may not. */
  onRecord: (() => void) | null;
}

/** Which month and which facility is shown, its print, and a new expense. */
export function ExpenseTools({ query, facilities, onMonth, onFacility, onRecord }: Props) {
  const { expenses: words, diary, reports } = useWords();
  const present = firstOfMonth(useToday());
  const { from, facilityId } = query;
  return (
    <div className={classes.tools}>
      <ActionIcon aria-label={diary.previous.month} onClick={() => onMonth(shiftMonth(from, -1))}>
        <IconChevronLeft size={18} aria-hidden />
      </ActionIcon>
      <Button variant="default" size="xs" disabled={from === present} onClick={() => onMonth(present)}>
        {reports.periods.month}
      </Button>
      <ActionIcon aria-label={diary.next.month} disabled={from >= present} onClick={() => onMonth(shiftMonth(from, 1))}>
        <IconChevronRight size={18} aria-hidden />
      </ActionIcon>
      {(facilities.length > 1 || facilityId !== null) && (
        <Select
          w={160}
          size="xs"
          aria-label={reports.facility}
          placeholder={reports.all}
          clearable
          data={facilities.map(({ id, name }) => ({ value: id, label: name }))}
          value={facilityId}
          onChange={onFacility}
        />
      )}
      <PrintButton of={{ print: "expenses", query }} patient={null} size="xs" />
      {onRecord !== null && (
        <Button size="xs" variant="default" onClick={onRecord}>
          {words.record}
        </Button>
      )}
    </div>
  );
}
