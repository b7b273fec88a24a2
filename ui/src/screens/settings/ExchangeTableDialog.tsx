import { Alert, Button, Checkbox, Modal, Stack, Switch, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { fieldLengths } from "../../ipc/bindings";
import type { Clinic } from "../../ipc/clinic";
import { useCommand } from "../../ipc/use-clinic";
import { changedOver, type LeftForm, useLeftForm, useTypedForm } from "../../ipc/use-left-form";
import type { ExchangeGroupForm, ExchangeTableForm, ExchangeTableView, FormOf } from "../../ipc/views";
import { DialogActions } from "../../parts/AskDialog";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { ResumedNote } from "../../parts/ResumedNote";
import { useFieldErrors, wrongField } from "../../parts/use-field-errors";
import { useWords } from "../../words/speech";
import { ExchangeGroupFields } from "./ExchangeGroupFields";
import classes from "./Settings.module.css";

const GROUP: ExchangeGroupForm = { name: "", carbohydrate: "", protein: "", fat: "", foods: [], words: "" };
const BLANK: ExchangeTableForm = { name: "", groups: [GROUP], isActive: true, isConfirmed: false };
const GROUPS_MAX = 12;
const OF_GROUP = ["name", "carbohydrate", "protein", "fat", "foods", "words"];

/** The fields of a form without what only a stored table has. */
function formOf({ name, groups, isActive, isConfirmed }: ExchangeTableForm): ExchangeTableForm {
  return { name, groups, isActive, isConfirmed };
}

interface Props {
  table: ExchangeTableView | null;
  onClose: () => void;
  onSaved: () => void;
}

/** The form, and the table that it was loaded with. */
interface Typed {
  loaded: ExchangeTableForm;
  form: ExchangeTableForm;
}

/** Adds or edits a table; restores an unfinished draft. */
export function ExchangeTableDialog(props: Props) {
  const of: FormOf = { form: "setting", list: "exchangeTables", id: props.table?.id ?? null };
  const left = useLeftForm<Typed>(of, { loaded: BLANK, form: BLANK });
  return !left.isPending && <TableFields key={left.at} {...props} of={of} left={left} />;
}

function TableFields({ table, of, left, onClose, onSaved }: Props & { of: FormOf; left: LeftForm<Typed> }) {
  const { exchanges, frame } = useWords();
  const words = exchanges.tables;
  const loaded = formOf(table ?? BLANK);
  const [form, setForm] = useState(() =>
    left.typed === null ? loaded : changedOver(loaded, left.typed.loaded, left.typed.form),
  );
  const draft = useTypedForm(of, { loaded, form });
  const { busy, problem, submit } = useCommand();
  const ofGroups = form.groups.flatMap((_, number) => OF_GROUP.map((field) => `groups.${number}.${field}`));
  const takes = Object.fromEntries(
    ofGroups.flatMap((field) => {
      const last = field.split(".").at(-1);
      if (last === "name") return [[field, words.groupTaken]];
      if (last === "foods") return [[field, words.foodsTaken]];
      return last === "words" ? [] : [[field, words.grams]];
    }),
  );
  const { of: errorOf, wrong, rest } = useFieldErrors(problem, ["name", "isConfirmed", ...ofGroups], form, takes);
  const isTaken = wrong("name")?.reason === "taken";
  const isAsked = wrongField(problem, "isConfirmed") !== null || form.isConfirmed;
  const change = (part: Partial<ExchangeTableForm>) => setForm((before) => ({ ...before, ...part }));
  const errorOfGroup = (number: number, field: string) => {
    const name = `groups.${number}.${field}`;
    const isNothing = field === "carbohydrate" && wrong(name)?.reason === "required";
    return isNothing ? words.empty : errorOf(name);
  };
  const save = async () => {
    const write = (clinic: Clinic) =>
      table === null
        ? clinic.addExchangeTable(form)
        : clinic.editExchangeTable(table.id, table.seen ?? "", loaded, form);
    const saved = await submit(write, draft.saveNow);
    if (!saved) return;
    await draft.discard();
    left.clear();
    notifications.show({ message: words.saved(saved.name) });
    onSaved();
    onClose();
  };
  const close = () => (void draft.discard(), left.clear(), onClose());
  // Escape is often pressed by accident: it keeps the draft, only "Cancel" discards it
  const leave = () => (void left.leave(draft.saveNow), onClose());
  const named = [form.name, ...form.groups.map(({ name }) => name)];
  const isReady = form.groups.length > 0 && named.every((text) => text.trim() !== "");
  return (
    <Modal
      opened
      size="xl"
      onClose={leave}
      closeOnClickOutside={false}
      title={table === null ? words.add : words.edit}
      closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void save())}>
        <Stack gap="md">
          <ResumedNote at={left.at} onAfresh={() => void draft.discard().then(left.clear)} />
          <TextInput
            data-autofocus
            label={words.name}
            value={form.name}
            maxLength={fieldLengths.exchangeTable.name}
            error={isTaken ? words.taken : errorOf("name")}
            autoComplete="off"
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          {form.groups.map((group, number) => (
            <ExchangeGroupFields
              key={number}
              number={number}
              group={group}
              isAlone={form.groups.length === 1}
              errorOf={(field) => errorOfGroup(number, field)}
              onChange={(part) =>
                change({ groups: form.groups.map((of, at) => (at === number ? { ...of, ...part } : of)) })
              }
              onRemove={() => change({ groups: form.groups.toSpliced(number, 1) })}
            />
          ))}
          {form.groups.length < GROUPS_MAX && (
            <Button
              className={classes.quiet}
              size="compact-sm"
              variant="subtle"
              leftSection={<IconPlus size={16} aria-hidden />}
              onClick={() => change({ groups: [...form.groups, GROUP] })}>
              {words.addGroup}
            </Button>
          )}
          <Switch
            label={words.isOffered}
            checked={form.isActive}
            onChange={(event) => change({ isActive: event.currentTarget.checked })}
          />
          {isAsked && (
            <Alert color="yellow" title={words.asked}>
              <Checkbox
                label={words.isRight}
                checked={form.isConfirmed}
                onChange={(event) => change({ isConfirmed: event.currentTarget.checked })}
              />
            </Alert>
          )}
          {rest !== null && <ProblemAlert problem={rest} />}
          <DialogActions missing={isReady ? null : words.missing} onClose={close}>
            <Button type="submit" loading={busy} disabled={!isReady}>
              {words.save}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}
