import { Button, Group } from "@mantine/core";
import { useFormat, useWords } from "../../../../words/speech";
import { AmountField, useTypedGrams } from "./AmountField";
import { WIDE_COLUMNS } from "./columns";
import classes from "./Foods.module.css";
import { type Entry, nameParts, usualAmount } from "./grid";

interface Props {
  entry: Entry;
  columns: number;
  onChange: (amount: string) => void;
  onSubmit: () => void;
  onStoreAsText: () => void;
  /** None without the right to add foods. */
  onAdd: (() => void) | undefined;
  onDrop: () => void;
}

/** A food that is not stored yet: its amount is being typed, or no food matches. */
export function EntryRow({ entry, columns, ...does }: Props) {
  const { foods: words } = useWords();
  const format = useFormat();
  const { hit, text, problem } = entry;
  const name = hit?.name ?? text;
  const amount = entry.amount ?? (hit ? hit.amount || usualAmount(hit, format.typed) : "");
  const grams = useTypedGrams(hit?.id ?? null, amount, hit?.portion.measure ?? "");
  const [first, rest] = nameParts(name);
  const isAskedFor = !entry.isSubmitted && hit !== null;
  return (
    <tr className={classes.entry} data-entry>
      <td>
        <span className={hit ? "strong" : "muted"}>{first}</span>
        {rest !== "" && <span className="small muted"> {rest}</span>}
        {hit === undefined && !entry.isText && <span className="small muted"> {words.searching}</span>}
        {hit === null && !entry.isText && (
          <Group gap={8} role="alert" className={classes.question}>
            <Button size="compact-xs" variant="light" onClick={does.onStoreAsText}>
              {words.storeAsText(text)}
            </Button>
            {does.onAdd !== undefined && (
              <Button size="compact-xs" variant="light" onClick={does.onAdd}>
                {words.addFood}
              </Button>
            )}
            <Button size="compact-xs" variant="subtle" onClick={does.onDrop}>
              {words.drop}
            </Button>
          </Group>
        )}
      </td>
      <td>
        {isAskedFor ? (
          <AmountField
            name={name}
            food={hit?.id ?? null}
            text={amount}
            autoFocus={problem === null}
            error={problem === null ? undefined : words.takesAmount}
            onChange={does.onChange}
            onEnter={does.onSubmit}
            onEscape={does.onDrop}
          />
        ) : (
          <span className="muted">{format.amount(amount)}</span>
        )}
      </td>
      <td className="number muted" colSpan={columns - 2}>
        {isAskedFor && grams}
      </td>
      <td className={classes.wide} colSpan={WIDE_COLUMNS} />
    </tr>
  );
}
