import { ActionIcon, Button, Menu, Text } from "@mantine/core";
import { IconDots, IconPlus } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { fieldLengths } from "../../ipc/bindings";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import type { FormOf, TagForm, TagRow } from "../../ipc/views";
import { type EditField, EditRow, EntryForm } from "../../parts/EditRow";
import { Loaded } from "../../parts/Loaded";
import { Panel } from "../../parts/Panel";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { TagChip } from "../../parts/TagChip";
import { offerUndo } from "../../parts/undo";
import { useWords } from "../../words/speech";
import classes from "./Settings.module.css";

const tagForm = (id: string | null): FormOf => ({ form: "setting", list: "tags", id });
const NO_TAG: TagForm = { name: "", colour: "grey", isActive: true };

function useTagFields(): EditField<TagForm>[] {
  const { tags } = useWords();
  const colours = Object.entries(tags.colours).map(([value, label]) => ({ value, label }));
  return [
    { key: "name", label: tags.name, span: 4, lengthMax: fieldLengths.tag.name, takes: tags.taken },
    { key: "colour", label: tags.colour, span: 2, words: colours },
  ];
}

/** The clinic's labels: added, renamed, recoloured, and offered or not. */
export function TagPanel() {
  const { tags } = useWords();
  const view = useClinicQuery(queries.tags());
  const fields = useTagFields();
  const [adds, setAdds] = useState(false);
  const addButton = useRef<HTMLButtonElement>(null);
  const close = () => {
    setAdds(false);
    requestAnimationFrame(() => addButton.current?.focus());
  };
  return (
    <Panel title={tags.title}>
      <Loaded of={view}>
        {(rows) => (
          <ul className={classes.list}>
            {rows.map((row) => (
              <li key={row.id}>
                <TagEntry row={row} fields={fields} />
              </li>
            ))}
            {rows.length === 0 && <li className="muted small">{tags.none}</li>}
          </ul>
        )}
      </Loaded>
      {adds ? (
        <EntryForm<TagForm>
          name={tags.add}
          fields={fields}
          form={NO_TAG}
          of={tagForm(null)}
          save={(clinic, form) => clinic.addTag(form)}
          onSaved={close}
          onClose={close}
        />
      ) : (
        <Button
          ref={addButton}
          className={classes.quiet}
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => setAdds(true)}>
          {tags.add}
        </Button>
      )}
    </Panel>
  );
}

function TagEntry({ row, fields }: { row: TagRow; fields: EditField<TagForm>[] }) {
  const { tags, frame } = useWords();
  const { problem, run } = useCommand();
  const { id, seen, name, colour, isActive, usedBy } = row;
  const form: TagForm = { name, colour, isActive };
  const used = tags.usedBy(usedBy);
  /** Undo sends the reverse change against the version that this change made. */
  const offer = async () => {
    const next = { ...form, isActive: !isActive };
    const changed = await run((clinic) => clinic.editTag({ id, seen, loaded: form, form: next }));
    if (!changed) return;
    const back = { id, seen: changed.seen, loaded: next, form };
    const message = (isActive ? tags.isOver : tags.isActive)(name);
    offerUndo(`tag-${id}`, message, frame, () => run((clinic) => clinic.editTag(back)));
  };
  return (
    <>
      <EditRow<TagForm>
        name={name}
        fields={fields}
        form={form}
        of={tagForm(id)}
        mayEdit
        save={(clinic, edited) => clinic.editTag({ id, seen, loaded: form, form: edited })}
        actions={
          <Menu>
            <Menu.Target>
              <ActionIcon size="sm" aria-label={frame.labelled(frame.more, name)}>
                <IconDots size={16} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {isActive && <Menu.Label>{tags.deactivateHelp(used)}</Menu.Label>}
              <Menu.Item onClick={() => void offer()}>{isActive ? tags.deactivate : tags.activate}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        }>
        <TagChip tag={row} />
        <Text size="xs" c="dimmed">
          {used}
        </Text>
      </EditRow>
      {problem !== null && <ProblemAlert problem={problem} />}
    </>
  );
}
