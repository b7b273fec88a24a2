import { Button, Group, Modal, Stack, Switch, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { fieldLengths } from "../../ipc/bindings";
import type { Clinic } from "../../ipc/clinic";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import { changedOver, type LeftForm, useLeftForm, useTypedForm } from "../../ipc/use-left-form";
import type { FormOf, MeasurementKindForm, MeasurementKindView } from "../../ipc/views";
import { DialogActions } from "../../parts/AskDialog";
import { Chip } from "../../parts/Chip";
import { type Column, DataTable } from "../../parts/DataTable";
import { DecimalInput } from "../../parts/DecimalInput";
import { Loaded } from "../../parts/Loaded";
import { Panel } from "../../parts/Panel";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { ResumedNote } from "../../parts/ResumedNote";
import { Select } from "../../parts/Select";
import { useFieldErrors } from "../../parts/use-field-errors";
import { THIN } from "../../words/format";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Settings.module.css";

const DECIMALS = ["0", "1", "2", "3"];

/** The clinic's own kinds of measurement. */
export function MeasurementKindsPanel() {
  const { measurementKinds: words } = useWords();
  const format = useFormat();
  const [edited, setEdited] = useState<MeasurementKindView | "new" | null>(null);
  const view = useClinicQuery(queries.measurementKinds());
  const columns: Column<MeasurementKindView>[] = [
    { key: "name", head: words.name, cell: (row) => row.name },
    { key: "unit", head: words.unit, width: 136, cell: (row) => row.unit || null },
    {
      key: "possible",
      head: words.possible,
      width: 144,
      cell: (row) =>
        row.isActive ? (
          <span className="small muted">
            {[`${format.decimal(row.lowest)}–${format.decimal(row.highest)}`, row.unit].filter(Boolean).join(THIN)}
          </span>
        ) : (
          <Chip word="inactive" />
        ),
    },
  ];
  return (
    <Panel
      title={words.title}
      flush
      action={
        <Button size="xs" variant="default" onClick={() => setEdited("new")}>
          {words.add}
        </Button>
      }>
      <Loaded of={view}>
        {(rows) =>
          rows.length === 0 ? (
            <p className={classes.nothing}>{words.none}</p>
          ) : (
            <DataTable label={words.title} rows={rows} columns={columns} rowKey={(row) => row.id} onOpen={setEdited} />
          )
        }
      </Loaded>
      {edited !== null && (
        <KindDialog kind={edited === "new" ? null : edited} onClose={() => setEdited(null)} onSaved={view.reload} />
      )}
    </Panel>
  );
}

const BLANK: MeasurementKindForm = {
  name: "",
  unit: "",
  decimals: 0,
  lowest: "",
  highest: "",
  oddBelow: "",
  oddAbove: "",
  isActive: true,
};

/** The fields of a form without what only a stored kind has. */
function formOf({ name, unit, decimals, lowest, highest, oddBelow, oddAbove, isActive }: MeasurementKindForm) {
  return { name, unit, decimals, lowest, highest, oddBelow, oddAbove, isActive };
}

interface Props {
  kind: MeasurementKindView | null;
  onClose: () => void;
  onSaved: () => void;
}

/** The form, and the kind that it was loaded with. */
interface Typed {
  loaded: MeasurementKindForm;
  form: MeasurementKindForm;
}

/** Adds or edits a kind; restores an unfinished draft. */
function KindDialog(props: Props) {
  const of: FormOf = { form: "setting", list: "kinds", id: props.kind?.id ?? null };
  const left = useLeftForm<Typed>(of, { loaded: BLANK, form: BLANK });
  return !left.isPending && <KindFields key={left.at} {...props} of={of} left={left} />;
}

function KindFields({ kind, of, left, onClose, onSaved }: Props & { of: FormOf; left: LeftForm<Typed> }) {
  const { measurementKinds: words, frame } = useWords();
  const loaded = formOf(kind ?? BLANK);
  const [form, setForm] = useState(() =>
    left.typed === null ? loaded : changedOver(loaded, left.typed.loaded, left.typed.form),
  );
  const draft = useTypedForm(of, { loaded, form });
  const { busy, problem, submit } = useCommand();
  const stays = kind !== null && kind.isUsed;
  const change = (part: Partial<MeasurementKindForm>) => setForm((before) => ({ ...before, ...part }));
  const save = async () => {
    const write = (clinic: Clinic) =>
      kind === null ? clinic.addMeasurementKind(form) : clinic.editMeasurementKind(kind.id, kind.seen, loaded, form);
    const saved = await submit(write, draft.saveNow);
    if (!saved) return;
    await draft.discard();
    left.clear();
    notifications.show({ message: words.saved(saved.name) });
    onSaved();
    onClose();
  };
  const { wrong: wrongOf, rest } = useFieldErrors(problem, Object.keys(form), form);
  const errorOf = (field: keyof MeasurementKindForm): string | undefined => {
    const fault = wrongOf(field);
    if (fault === null) return undefined;
    if (fault.reason === "taken") return words.taken;
    if (fault.reason === "outOfOrder") return words.stays;
    const wrong: Record<string, string> = words.wrong;
    return wrong[fault.reason] ?? words.wrong.malformed;
  };
  const number = (field: "lowest" | "highest" | "oddBelow" | "oddAbove") => (
    <DecimalInput
      label={words[field]}
      value={form[field]}
      error={errorOf(field)}
      onChange={(event) => change({ [field]: event.currentTarget.value })}
    />
  );
  const close = () => (void draft.discard(), left.clear(), onClose());
  // Escape is often pressed by accident: it keeps the draft, only "Cancel" discards it
  const leave = () => (void left.leave(draft.saveNow), onClose());
  const isReady = [form.name, form.lowest, form.highest].every((text) => text.trim() !== "");
  return (
    <Modal
      opened
      onClose={leave}
      closeOnClickOutside={false}
      title={kind === null ? words.add : words.edit}
      closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void save())}>
        <Stack gap="md">
          <ResumedNote at={left.at} onAfresh={() => void draft.discard().then(left.clear)} />
          <TextInput
            data-autofocus
            label={words.name}
            value={form.name}
            maxLength={fieldLengths.measurementKind.name}
            error={errorOf("name")}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <Group grow align="flex-start">
            <TextInput
              label={words.unit}
              description={stays ? words.stays : words.unitHelp}
              inputWrapperOrder={["label", "input", "error", "description"]}
              disabled={stays}
              value={form.unit}
              maxLength={fieldLengths.measurementKind.unit}
              error={errorOf("unit")}
              onChange={(event) => change({ unit: event.currentTarget.value })}
            />
            <Select
              label={words.decimals}
              disabled={stays}
              allowDeselect={false}
              data={DECIMALS}
              value={String(form.decimals)}
              onChange={(decimals) => decimals && change({ decimals: Number(decimals) })}
            />
          </Group>
          <Group grow align="flex-start">
            {number("lowest")}
            {number("highest")}
          </Group>
          <Group grow align="flex-start">
            {number("oddBelow")}
            {number("oddAbove")}
          </Group>
          <Switch
            label={words.isOffered}
            checked={form.isActive}
            onChange={(event) => change({ isActive: event.currentTarget.checked })}
          />
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
