import { ActionIcon, Button, Menu, Text } from "@mantine/core";
import { IconDots, IconPlus } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { fieldLengths } from "../../ipc/bindings";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import type { AppointmentTypeForm, AppointmentTypeView, FormOf } from "../../ipc/views";
import { type EditField, EditRow, EntryForm } from "../../parts/EditRow";
import { Chip } from "../../parts/Chip";
import { Loaded } from "../../parts/Loaded";
import { Panel } from "../../parts/Panel";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { TypeDot } from "../../parts/TypeDot";
import { offerUndo } from "../../parts/undo";
import { wrongField } from "../../parts/use-field-errors";
import { useTypeName } from "../../parts/use-type-name";
import { useWords } from "../../words/speech";
import classes from "./Settings.module.css";

/** The form as it is typed: numbers are text. */
interface Typed {
  name: string;
  minutes: string;
  mode: AppointmentTypeForm["mode"];
  seats: string;
  colour: AppointmentTypeForm["colour"];
  isActive: boolean;
}

const typeForm = (id: string | null): FormOf => ({ form: "setting", list: "appointmentTypes", id });
const NO_TYPE: Typed = { name: "", minutes: "30", mode: "inPerson", seats: "", colour: "grey", isActive: true };

const typedOf = ({ name, minutes, mode, seats, colour, isActive }: AppointmentTypeForm): Typed => ({
  name,
  minutes: `${minutes}`,
  mode,
  seats: seats === null ? "" : `${seats}`,
  colour,
  isActive,
});

/** What is no number of minutes or seats is sent as one that is refused. */
function formOf({ minutes, seats, ...rest }: Typed): AppointmentTypeForm {
  const number = (text: string) => (/^\d{1,4}$/.test(text.trim()) ? Number(text) : 0);
  return { ...rest, minutes: number(minutes), seats: seats.trim() === "" ? null : number(seats) };
}

function useTypeFields(): EditField<Typed>[] {
  const { appointmentTypes: words, tags } = useWords();
  const choices = (of: Record<string, string>) => Object.entries(of).map(([value, label]) => ({ value, label }));
  return [
    { key: "name", label: words.name, span: 4, lengthMax: fieldLengths.appointmentType.name, takes: words.wrong.name },
    { key: "minutes", label: words.minutes, span: 2, lengthMax: 4, takes: words.wrong.minutes },
    { key: "mode", label: words.mode, span: 2, words: choices(words.modes) },
    { key: "seats", label: words.seats, span: 2, lengthMax: 3, example: words.seatsExample, takes: words.wrong.seats },
    { key: "colour", label: words.colour, span: 2, words: choices(tags.colours) },
  ];
}

/** What can be booked: added, renamed, made longer or shorter, recoloured, and offered or not. */
export function AppointmentTypesPanel() {
  const { appointmentTypes: words } = useWords();
  const view = useClinicQuery(queries.appointmentTypes());
  const fields = useTypeFields();
  const [adds, setAdds] = useState(false);
  const addButton = useRef<HTMLButtonElement>(null);
  const close = () => {
    setAdds(false);
    requestAnimationFrame(() => addButton.current?.focus());
  };
  return (
    <Panel title={words.title}>
      <Loaded of={view}>
        {(rows) => (
          <ul className={classes.list}>
            {rows.map((row) => (
              <li key={row.id}>
                <TypeEntry row={row} fields={fields} />
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      {adds ? (
        <EntryForm<Typed>
          name={words.add}
          fields={fields}
          form={NO_TYPE}
          of={typeForm(null)}
          save={(clinic, form) => clinic.addAppointmentType(formOf(form))}
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
          {words.add}
        </Button>
      )}
    </Panel>
  );
}

function TypeEntry({ row, fields }: { row: AppointmentTypeView; fields: EditField<Typed>[] }) {
  const { appointmentTypes: words, frame } = useWords();
  const typeName = useTypeName();
  const { problem, run } = useCommand();
  const { id, seen, isActive, minutes, mode, seats, usedBy } = row;
  const name = typeName(row.code, row.name);
  const loaded = formOf(typedOf(row));
  const used = words.usedBy(usedBy);
  /** Undo sends the reverse change against the version that this change made. */
  const offer = async () => {
    const next = { ...loaded, isActive: !isActive };
    const changed = await run((clinic) => clinic.editAppointmentType(id, seen, loaded, next));
    if (!changed) return;
    const message = (isActive ? words.isOver : words.isActive)(name);
    offerUndo(`appointment-type-${id}`, message, frame, () =>
      run((clinic) => clinic.editAppointmentType(id, changed.seen, next, loaded)),
    );
  };
  const isLast = wrongField(problem, "isActive") !== null;
  return (
    <>
      <EditRow<Typed>
        name={name}
        fields={fields}
        form={typedOf(row)}
        of={typeForm(id)}
        mayEdit
        save={(clinic, edited) => clinic.editAppointmentType(id, seen, loaded, formOf(edited))}
        actions={
          <Menu>
            <Menu.Target>
              <ActionIcon size="sm" aria-label={frame.labelled(frame.more, name)}>
                <IconDots size={16} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {isActive && <Menu.Label>{words.deactivateHelp(used)}</Menu.Label>}
              <Menu.Item onClick={() => void offer()}>{isActive ? words.deactivate : words.activate}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        }>
        <TypeDot colour={row.colour} />
        <Text size="sm">{name}</Text>
        <Text size="xs" c="dimmed">
          {[words.lasts(minutes), words.modes[mode], seats !== null && words.seatsOf(seats), used]
            .filter(Boolean)
            .join(" · ")}
        </Text>
        {!isActive && <Chip word="inactive" />}
      </EditRow>
      {problem !== null && (isLast ? <p role="alert">{words.last}</p> : <ProblemAlert problem={problem} />)}
    </>
  );
}
