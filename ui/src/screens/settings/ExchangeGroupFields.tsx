import { ActionIcon, MultiSelect, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import type { ExchangeGroupForm } from "../../ipc/views";
import { DecimalInput } from "../../parts/DecimalInput";
import { useFoodGroups } from "../../parts/use-food-groups";
import { useWords } from "../../words/speech";
import classes from "./Settings.module.css";

const GRAMS = ["carbohydrate", "protein", "fat"] as const;
const NAME_MAX = 40;
const WORDS_MAX = 500;

interface Props {
  number: number;
  group: ExchangeGroupForm;
  /** It is the only group, which cannot be removed. */
  isAlone: boolean;
  errorOf: (field: string) => string | undefined;
  onChange: (part: Partial<ExchangeGroupForm>) => void;
  onRemove: () => void;
}

/** One group of a table: the nutrients of one exchange, and the food groups that it counts. */
export function ExchangeGroupFields({ number, group, isAlone, errorOf, onChange, onRemove }: Props) {
  const { exchanges } = useWords();
  const words = exchanges.tables;
  const label = words.groupNumber(number + 1);
  return (
    <fieldset className={classes.group}>
      <legend className="small strong">{label}</legend>
      <div className={classes.grams}>
        <TextInput
          // focus a group that was just added
          autoFocus={number > 0 && group.name === ""}
          label={words.groupName}
          value={group.name}
          maxLength={NAME_MAX}
          error={errorOf("name")}
          autoComplete="off"
          onChange={(event) => onChange({ name: event.currentTarget.value })}
        />
        {GRAMS.map((field) => (
          <DecimalInput
            key={field}
            label={words[field]}
            value={group[field]}
            error={errorOf(field)}
            onChange={(event) => onChange({ [field]: event.currentTarget.value })}
          />
        ))}
        {!isAlone && (
          <ActionIcon
            className={classes.removeGroup}
            aria-label={words.without(group.name.trim() || label)}
            onClick={onRemove}>
            <IconX size={16} aria-hidden />
          </ActionIcon>
        )}
      </div>
      <MultiSelect
        searchable
        label={words.foods}
        placeholder={group.foods.length === 0 && group.words.trim() === "" ? words.foodsOfRest : undefined}
        data={useFoodGroups()}
        value={group.foods}
        error={errorOf("foods")}
        onChange={(foods) => onChange({ foods: foods })}
      />
      <TextInput
        label={words.words}
        placeholder={words.wordsHelp}
        value={group.words}
        maxLength={WORDS_MAX}
        error={errorOf("words")}
        autoComplete="off"
        onChange={(event) => onChange({ words: event.currentTarget.value })}
      />
    </fieldset>
  );
}
