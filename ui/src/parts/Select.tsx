import { getParsedComboboxData, type Primitive, Select as List, type SelectProps } from "@mantine/core";
import { type KeyboardEvent, useRef } from "react";

/** A longer list is searched by what is typed into its field. */
const LONG = 10;
/** Letters that follow each other faster are the beginning of one word. */
const ONE_WORD_MS = 800;

/** Without accents and capitals: "e" finds "Été". */
const plain = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/**
 * A list that takes letters as the lists of the system do: the first choice that begins with them, then the next. One
 * of more than ten choices shows those that have the letters anywhere.
 */
export function Select<Value extends Primitive = string>(props: SelectProps<Value>) {
  const { data, value, onChange, onKeyDown, readOnly = false } = props;
  const options = getParsedComboboxData<Value>(data).flatMap((one) => ("group" in one ? one.items : [one]));
  const searchable = props.searchable ?? options.length > LONG;
  const typed = useRef({ text: "", at: 0 });
  const pick = (event: KeyboardEvent<HTMLInputElement>) => {
    onKeyDown?.(event);
    const { key, ctrlKey, metaKey, altKey, currentTarget: field } = event;
    if (searchable || readOnly || ctrlKey || metaKey || altKey || key.length !== 1 || key === " ") return;
    const now = Date.now();
    const before = now - typed.current.at < ONE_WORD_MS ? typed.current.text : "";
    const text = before + plain(key);
    typed.current = { text, at: now };
    const chosen = options.findIndex((one) => one.value === value);
    // the same letter again goes on to the next choice that begins with it
    const isRepeated = [...text].every((letter) => letter === text[0]);
    const first = isRepeated ? chosen + 1 : Math.max(chosen, 0);
    const begun = isRepeated ? text.slice(0, 1) : text;
    const inTurn = [...options.keys()].map((index) => (first + index) % options.length);
    const at = inTurn.find(
      (index) => options[index]!.disabled !== true && plain(options[index]!.label).startsWith(begun),
    );
    if (at === undefined || at === chosen) return;
    event.preventDefault();
    const isOpen = field.getAttribute("aria-expanded") === "true";
    const list = isOpen ? document.getElementById(field.getAttribute("aria-controls") ?? "") : null;
    const shown = list?.querySelectorAll<HTMLElement>("[role=option]")[at];
    // an open list closes with its choice, as by Enter
    if (shown !== undefined) shown.click();
    else onChange?.(options[at]!.value, options[at]!);
  };
  return <List selectFirstOptionOnChange={searchable} {...props} searchable={searchable} onKeyDown={pick} />;
}
