import { Combobox, Textarea, useCombobox } from "@mantine/core";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { chartFields } from "../../ipc/bindings";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import type { NoteKind, NoteSection } from "../../ipc/views";
import { useFormat, useLanguage, useWords } from "../../words/speech";
import classes from "./Note.module.css";
import type { FromChart } from "./use-chart-fields";

/** A slash at the start of a word, and the letters that follow it. */
const SLASH = /(?:^|\s)\/(\p{L}*)$/u;

interface Props {
  section: NoteSection;
  kind: NoteKind;
  fromChart: FromChart;
  text: string;
  /** The note is too long, and this section is the longest. */
  isLongest: boolean;
  tinted: boolean;
  onText: (text: string) => void;
  onFocus: () => void;
  onBlur: () => void;
}

/** One plain section; a slash at the start of a word offers templates and what the chart has. */
export function SectionField({ section, kind, fromChart, text, isLongest, tinted, onText, onFocus, onBlur }: Props) {
  const { notes, lengths } = useWords();
  const format = useFormat();
  const field = useRef<HTMLTextAreaElement>(null);
  const templates = useClinicQuery(queries.noteTemplates(kind, useLanguage()));
  const clinic = (templates.value ?? []).filter((template) => template.section === section);
  const [isUnread, setUnread] = useState(false);
  // the letters after the slash before the caret
  const [letters, setLetters] = useState<string | null>(null);
  const has = (name: string) => letters !== null && name.toLocaleLowerCase().includes(letters);
  const own = clinic.filter(({ name }) => has(name));
  const fields = chartFields.filter((field) => has(notes.chartFields[field]));
  // depends on the options, so that a template that is read after the letters were typed is offered, too
  const menu = useCombobox({
    opened: own.length + fields.length > 0,
    onOpenedChange: (isOpen) => isOpen || setLetters(null),
  });

  const type = (text: string) => {
    onText(text);
    const caret = field.current?.selectionStart ?? text.length;
    setLetters(SLASH.exec(text.slice(0, caret))?.[1]?.toLocaleLowerCase() ?? null);
  };
  const caretNext = useRef<number | null>(null);
  const insert = async (option: string) => {
    const caret = field.current?.selectionStart ?? text.length;
    setLetters(null);
    field.current?.focus();
    const template = own.find(({ id }) => id === option);
    setUnread(false);
    const completed = await fromChart(template?.text ?? `{${option}}`).catch(() => null);
    // the chart could not be read, or the note was closed meanwhile: leave the text as it is
    if (completed === null || field.current === null) return setUnread(completed === null);
    // keep what was typed while the chart was read
    const now = latest.current;
    const before = now.slice(0, caret).replace(/\/\p{L}*$/u, "");
    // the caret goes after the first heading of a template, or after the text from the chart
    const heading = template ? completed.indexOf("\n") : -1;
    caretNext.current = before.length + (heading === -1 ? completed.length : heading);
    onText(`${before}${completed}${now.slice(caret)}`);
  };
  const latest = useRef(text);
  useLayoutEffect(() => {
    latest.current = text;
    if (caretNext.current === null) return;
    field.current?.setSelectionRange(caretNext.current, caretNext.current);
    caretNext.current = null;
  }, [text]);
  // Enter takes the first option, as in every list
  const { dropdownOpened, selectFirstOption, resetSelectedOption } = menu;
  useEffect(() => {
    if (dropdownOpened) selectFirstOption();
    else resetSelectedOption();
  }, [dropdownOpened, selectFirstOption, resetSelectedOption, letters, own.length]);

  return (
    <div data-section={section} className={classes.section} data-tinted={tinted || undefined}>
      <Combobox
        store={menu}
        onOptionSubmit={(option) => void insert(option)}
        withinPortal={false}
        width={280}
        position="bottom-start">
        <Combobox.Target withAriaAttributes={menu.dropdownOpened} withKeyboardNavigation={menu.dropdownOpened}>
          <Textarea
            ref={field}
            autosize
            minRows={2}
            data-section-text
            name={section}
            label={notes.sections[section]}
            placeholder={notes.typeSlash}
            value={text}
            error={isUnread ? notes.chartUnread : isLongest && lengths.ofSection(format.number(text.length))}
            onChange={(event) => type(event.currentTarget.value)}
            onFocus={onFocus}
            // close the list before the focus moves, so that Tab goes to the next section
            onKeyDown={(event) => event.key === "Tab" && flushSync(() => setLetters(null))}
            onBlur={() => (setLetters(null), onBlur())}
            classNames={{ input: classes.text }}
          />
        </Combobox.Target>
        <Combobox.Dropdown>
          {menu.dropdownOpened && (
            <Combobox.Options
              aria-label={notes.templates}
              mah={320}
              style={{ overflowY: "auto" }}
              tabIndex={0}
              onMouseDown={(event) => event.preventDefault()}>
              {own.length > 0 && (
                <Combobox.Group label={notes.templates}>
                  {own.map((template) => (
                    <Combobox.Option key={template.id} value={template.id}>
                      {template.name}
                    </Combobox.Option>
                  ))}
                </Combobox.Group>
              )}
              {fields.length > 0 && (
                <Combobox.Group label={notes.chart}>
                  {fields.map((name) => (
                    <Combobox.Option key={name} value={name}>
                      {notes.chartFields[name]}
                    </Combobox.Option>
                  ))}
                </Combobox.Group>
              )}
            </Combobox.Options>
          )}
        </Combobox.Dropdown>
      </Combobox>
    </div>
  );
}
