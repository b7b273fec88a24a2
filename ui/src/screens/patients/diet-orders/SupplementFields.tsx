import { ActionIcon, Button, NativeSelect, Text, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import type { NutritionProductView, SupplementForm } from "../../../ipc/views";
import { DecimalInput } from "../../../parts/DecimalInput";
import { useWords } from "../../../words/speech";
import classes from "./DietOrders.module.css";

interface Props {
  rows: SupplementForm[];
  products: NutritionProductView[];
  errorOf: (field: string) => string | undefined;
  onChange: (rows: SupplementForm[]) => void;
}

/** The supplements of an order, one a line. */
export function SupplementFields({ rows, products, errorOf, onChange }: Props) {
  const { dietOrders: words } = useWords();
  const change = (index: number, part: Partial<SupplementForm>) =>
    onChange(rows.map((row, at) => (at === index ? { ...row, ...part } : row)));
  const wrong = errorOf("supplements");
  const names = new Map(products.map(({ id, name }) => [id, name]));
  return (
    <fieldset className={classes.block}>
      <legend className={classes.legend}>{words.supplements}</legend>
      {rows.map((row, index) => (
        <div key={index} className={classes.supplement}>
          <NativeSelect
            label={words.product}
            data={products.map(({ id, name }) => ({ value: id, label: name }))}
            value={row.productId}
            onChange={(event) => change(index, { productId: event.currentTarget.value })}
          />
          <DecimalInput
            label={words.amount}
            value={row.amount}
            error={errorOf(`supplements.${index}.amount`)}
            onChange={(event) => change(index, { amount: event.currentTarget.value })}
          />
          <TextInput
            label={words.times}
            value={row.times}
            error={errorOf(`supplements.${index}.times`)}
            onChange={(event) => change(index, { times: event.currentTarget.value })}
          />
          <ActionIcon
            aria-label={words.without(names.get(row.productId) ?? words.product)}
            onClick={() => onChange(rows.filter((_, at) => at !== index))}>
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      {wrong !== undefined && (
        <Text size="xs" c="red">
          {wrong}
        </Text>
      )}
      <Button
        className={classes.quiet}
        size="compact-sm"
        variant="subtle"
        leftSection={<IconPlus size={16} aria-hidden />}
        onClick={() => onChange([...rows, { productId: products[0]!.id, amount: "", times: "" }])}>
        {words.addSupplement}
      </Button>
    </fieldset>
  );
}
