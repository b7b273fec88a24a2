import { TextInput } from "@mantine/core";
import { type KeyboardEvent, type Ref, useId, useState } from "react";
import { useWords } from "../../../words/speech";
import { findTests, type NamedTest } from "./find-tests";
import classes from "./Labs.module.css";

interface Props {
  ref?: Ref<HTMLInputElement>;
  /** Instead of that of a line of a sheet. */
  label?: string;
  description?: string;
  /** It has the initial focus. */
  isFirst?: boolean;
  tests: NamedTest[];
  text: string;
  lengthMax: number;
  error?: string;
  /** `test` is null while nothing of the list is chosen. */
  onChange: (text: string, test: NamedTest | null) => void;
  /** Called with a key that the list does not use. */
  onOtherKey: (event: KeyboardEvent) => void;
}

/** A test by its letters: arrows walk the list, Enter or Tab takes its active one; anything else is an own test. */
export function TestField({
  ref,
  label,
  description,
  isFirst = false,
  tests,
  text,
  lengthMax,
  error,
  onChange,
  onOtherKey,
}: Props) {
  const { labs: words } = useWords();
  const list = useId();
  const [isOpen, setIsOpen] = useState(false);
  const [active, setActive] = useState(0);
  const matching = isOpen ? findTests(tests, text) : [];
  const take = (test: NamedTest) => {
    setIsOpen(false);
    onChange(test.label, test);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const current = matching[active];
    if (current === undefined || event.nativeEvent.isComposing) return onOtherKey(event);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      setActive((active + step + matching.length) % matching.length);
    } else if (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) {
      if (event.key === "Enter") event.preventDefault();
      take(current);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      setIsOpen(false);
    } else {
      onOtherKey(event);
    }
  };
  const optionId = (index: number) => `${list}-${index}`;
  return (
    <div className={classes.test}>
      <TextInput
        ref={ref}
        label={label ?? words.test}
        description={description}
        autoFocus={isFirst}
        value={text}
        maxLength={lengthMax}
        error={error}
        autoComplete="off"
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={matching.length > 0}
        aria-controls={matching.length > 0 ? list : undefined}
        aria-activedescendant={matching.length > 0 ? optionId(active) : undefined}
        onKeyDown={onKeyDown}
        onBlur={() => setIsOpen(false)}
        onChange={(event) => {
          setIsOpen(true);
          setActive(0);
          onChange(event.currentTarget.value, null);
        }}
      />
      {matching.length > 0 && (
        <div id={list} role="listbox" aria-label={words.list} className={classes.options}>
          {matching.map((test, index) => (
            <div
              key={test.key}
              id={optionId(index)}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              className={classes.option}
              onMouseDown={(event) => {
                // the field still has the focus
                event.preventDefault();
                take(test);
              }}>
              <span>{test.label}</span>
              <span className="muted">{[test.short, test.units.join(", ")].filter(Boolean).join(" · ")}</span>
            </div>
          ))}
        </div>
      )}
    </div>
  );
}
