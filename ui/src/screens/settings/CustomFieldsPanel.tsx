import { Button, Modal, Stack, Switch, Textarea, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { fieldLengths, noteForms } from "../../ipc/bindings";
import type { Clinic } from "../../ipc/clinic";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import { changedOver, type LeftForm, useLeftForm, useTypedForm } from "../../ipc/use-left-form";
import type { CustomFieldForm, CustomFieldKind, CustomFieldView, FormOf, NoteKind } from "../../ipc/views";
import { DialogActions } from "../../parts/AskDialog";
import { Chip } from "../../parts/Chip";
import { type Column, DataTable } from "../../parts/DataTable";
import { Loaded } from "../../parts/Loaded";
import { Panel } from "../../parts/Panel";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { ResumedNote } from "../../parts/ResumedNote";
import { Select } from "../../parts/Select";
import { useFieldErrors } from "../../parts/use-field-errors";
import { useWords } from "../../words/speech";
import classes from "./Settings.module.css";

const KINDS: CustomFieldKind[] = ["text", "number", "date", "choice", "yesNo"];

/** The fields that the clinic adds to its notes. */
export function CustomFieldsPanel() {
  const { customFields, notes } = useWords();
  const [edited, setEdited] = useState<CustomFieldView | "new" | null>(null);
  const view = useClinicQuery(queries.customFields());
  const columns: Column<CustomFieldView>[] = [
    { key: "label", head: customFields.label, cell: (row) => row.label },
    { key: "kind", head: customFields.kind, width: 112, cell: (row) => customFields.kinds[row.kind] },
    {
      key: "of",
      head: customFields.of,
      width: 168,
      cell: (row) =>
        row.isActive ? (
          <span className="small muted">
            {row.noteKind === null ? customFields.allNotes : notes.kinds[row.noteKind]}
          </span>
        ) : (
          <Chip word="inactive" />
        ),
    },
  ];
  return (
    <Panel
      title={customFields.title}
      flush
      action={
        <Button size="xs" variant="default" onClick={() => setEdited("new")}>
          {customFields.add}
        </Button>
      }>
      <Loaded of={view}>
        {(rows) =>
          rows.length === 0 ? (
            <p className={classes.nothing}>{customFields.none}</p>
          ) : (
            <DataTable
              label={customFields.title}
              rows={rows}
              columns={columns}
              rowKey={(row) => row.id}
              onOpen={setEdited}
            />
          )
        }
      </Loaded>
      {edited !== null && (
        <CustomFieldDialog
          field={edited === "new" ? null : edited}
          onClose={() => setEdited(null)}
          onSaved={view.reload}
        />
      )}
    </Panel>
  );
}

const BLANK: CustomFieldForm = { label: "", kind: "text", noteKind: null, options: [], isActive: true };

interface DialogProps {
  field: CustomFieldView | null;
  onClose: () => void;
  onSaved: () => void;
}

/** Adds or edits a field; restores an unfinished draft. */
function CustomFieldDialog(props: DialogProps) {
  const of: FormOf = { form: "setting", list: "customFields", id: props.field?.id ?? null };
  const left = useLeftForm<Typed>(of, { loaded: BLANK, form: BLANK });
  return !left.isPending && <CustomFieldFields key={left.at} {...props} of={of} left={left} />;
}

/** The form, and the field that it was loaded with. */
interface Typed {
  loaded: CustomFieldForm;
  form: CustomFieldForm;
}
const FIELDS = Object.keys(BLANK);

function CustomFieldFields({ field, of, left, onClose, onSaved }: DialogProps & { of: FormOf; left: LeftForm<Typed> }) {
  const { customFields, notes, frame } = useWords();
  const loaded: CustomFieldForm =
    field === null
      ? BLANK
      : {
          label: field.label,
          kind: field.kind,
          noteKind: field.noteKind,
          options: field.options,
          isActive: field.isActive,
        };
  const [form, setForm] = useState(() =>
    left.typed === null ? loaded : changedOver(loaded, left.typed.loaded, left.typed.form),
  );
  const draft = useTypedForm(of, { loaded, form });
  const { busy, problem, submit } = useCommand();
  const errors = useFieldErrors(problem, FIELDS, form, { options: customFields.optionsHelp });
  const change = (part: Partial<CustomFieldForm>) => setForm((before) => ({ ...before, ...part }));
  const save = async () => {
    const write = (clinic: Clinic) =>
      field === null ? clinic.addCustomField(form) : clinic.editCustomField(field.id, field.seen, loaded, form);
    const saved = await submit(write, draft.saveNow);
    if (!saved) return;
    await draft.discard();
    left.clear();
    notifications.show({ message: customFields.saved(saved.label) });
    onSaved();
    onClose();
  };
  const options = form.options.filter((option) => option.trim() !== "");
  const hasColon = form.label.includes(":");
  const close = () => (void draft.discard(), left.clear(), onClose());
  // Escape is often pressed by accident: it keeps the draft, only "Cancel" discards it
  const leave = () => (void left.leave(draft.saveNow), onClose());
  const isReady = form.label.trim() !== "" && !hasColon && (form.kind !== "choice" || options.length > 1);
  const kinds = Object.keys(noteForms) as NoteKind[];
  return (
    <Modal
      opened
      onClose={leave}
      closeOnClickOutside={false}
      title={field === null ? customFields.add : customFields.edit}
      closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void save())}>
        <Stack gap="md">
          <ResumedNote at={left.at} onAfresh={() => void draft.discard().then(left.clear)} />
          <TextInput
            data-autofocus
            label={customFields.label}
            value={form.label}
            maxLength={fieldLengths.customField.label}
            error={hasColon ? customFields.noColon : errors.of("label")}
            onChange={(event) => change({ label: event.currentTarget.value })}
          />
          <Select
            label={customFields.kind}
            description={field === null ? customFields.kindStays : undefined}
            disabled={field !== null}
            allowDeselect={false}
            data={KINDS.map((value) => ({ value, label: customFields.kinds[value] }))}
            value={form.kind}
            onChange={(kind) => kind && change({ kind })}
          />
          {form.kind === "choice" && (
            <Textarea
              autosize
              minRows={3}
              label={customFields.options}
              description={customFields.optionsHelp}
              value={form.options.join("\n")}
              error={errors.of("options")}
              onChange={(event) => change({ options: event.currentTarget.value.split("\n") })}
            />
          )}
          <Select
            label={customFields.of}
            allowDeselect={false}
            data={[
              { value: "", label: customFields.allNotes },
              ...kinds.map((value) => ({ value, label: notes.kinds[value] })),
            ]}
            value={form.noteKind ?? ""}
            onChange={(kind) => change({ noteKind: kind || null })}
          />
          <Switch
            label={customFields.isOffered}
            checked={form.isActive}
            onChange={(event) => change({ isActive: event.currentTarget.checked })}
          />
          {errors.rest !== null && <ProblemAlert problem={errors.rest} />}
          <DialogActions missing={isReady || hasColon ? null : customFields.missing} onClose={close}>
            <Button type="submit" loading={busy} disabled={!isReady}>
              {customFields.save}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}
