import { Combobox, Textarea, useCombobox } from "@mantine/core";
import { useEffect, useLayoutEffect, useRef } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import type { NoteKind, NoteSection } from "../../ipc/views";
import { useWords } from "../../words/speech";
import classes from "./Note.module.css";

interface Props {
  section: NoteSection;
  kind: NoteKind;
  text: string;
  tinted: boolean;
  onText: (text: string) => void;
  onFocus: () => void;
  onBlur: () => void;
}

/** One plain section; a slash at the start of a word offers the clinic's templates. */
export function SectionField({ section, kind, text, tinted, onText, onFocus, onBlur }: Props) {
  const { notes } = useWords();
  const field = useRef<HTMLTextAreaElement>(null);
  const menu = useCombobox({ onDropdownClose: () => menu.resetSelectedOption() });
  const templates = useClinicQuery(queries.noteTemplates(kind));
  const own = (templates.value ?? []).filter((template) => template.section === section);

  const type = (typed: string) => {
    onText(typed);
    const caret = field.current?.selectionStart ?? typed.length;
    if (own.length > 0 && /(^|\s)\/$/.test(typed.slice(0, caret))) menu.openDropdown();
    else menu.closeDropdown();
  };
  const caretNext = useRef<number | null>(null);
  const insert = (name: string) => {
    const template = own.find((candidate) => candidate.name === name);
    const caret = field.current?.selectionStart ?? text.length;
    menu.closeDropdown();
    field.current?.focus();
    if (!template) return;
    const before = text.slice(0, caret).replace(/\/$/, "");
    // one writes on after the first heading
    const heading = template.text.indexOf("\n");
    caretNext.current = before.length + (heading === -1 ? template.text.length : heading);
    onText(`${before}${template.text}${text.slice(caret)}`);
  };
  useLayoutEffect(() => {
    if (caretNext.current === null) return;
    field.current?.setSelectionRange(caretNext.current, caretNext.current);
    caretNext.current = null;
  }, [text]);
  // Enter takes the first template, as it does the first of every list
  const { dropdownOpened, selectFirstOption } = menu;
  useEffect(() => {
    if (dropdownOpened) selectFirstOption();
  }, [dropdownOpened, selectFirstOption]);

  return (
    <div id={`section-${section}`} className={classes.section} data-tinted={tinted || undefined}>
      <Combobox store={menu} onOptionSubmit={insert} withinPortal={false} width={280} position="bottom-start">
        <Combobox.Target withAriaAttributes={menu.dropdownOpened} withKeyboardNavigation={menu.dropdownOpened}>
          <Textarea
            ref={field}
            autosize
            minRows={2}
            data-section-text
            label={notes.sections[section]}
            placeholder={own.length > 0 ? notes.typeSlash : undefined}
            value={text}
            onChange={(event) => type(event.currentTarget.value)}
            onFocus={onFocus}
            onBlur={() => (menu.closeDropdown(), onBlur())}
            classNames={{ input: classes.text }}
          />
        </Combobox.Target>
        <Combobox.Dropdown>
          <Combobox.Options aria-label={notes.templates}>
            {own.map((template) => (
              <Combobox.Option key={template.name} value={template.name}>
                {template.name}
              </Combobox.Option>
            ))}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
    </div>
  );
}
