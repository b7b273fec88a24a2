import { Button, Modal, Select, Stack, Switch, Textarea, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { fieldLengths, noteForms } from "../../ipc/bindings";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import type { CustomFieldForm, CustomFieldKind, CustomFieldView, NoteKind } from "../../ipc/views";
import { DialogActions } from "../../parts/AskDialog";
import { Chip } from "../../parts/Chip";
import { type Column, DataTable } from "../../parts/DataTable";
import { Loaded } from "../../parts/Loaded";
import { Panel } from "../../parts/Panel";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useWords } from "../../words/speech";
import classes from "./Settings.module.css";

const KINDS: CustomFieldKind[] = ["text", "number", "date", "choice", "yesNo"];

/** What the clinic asks in its notes besides their sections. */
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

function CustomFieldDialog({
  field,
  onClose,
  onSaved,
}: {
  field: CustomFieldView | null;
  onClose: () => void;
  onSaved: () => void;
}) {
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
  const [form, setForm] = useState(loaded);
  const { busy, problem, run } = useCommand();
  const change = (part: Partial<CustomFieldForm>) => setForm((before) => ({ ...before, ...part }));
  const save = async () => {
    const saved = await run((clinic) =>
      field === null ? clinic.addCustomField(form) : clinic.editCustomField(field.id, field.seen, loaded, form),
    );
    if (!saved) return;
    notifications.show({ message: customFields.saved(saved.label) });
    onSaved();
    onClose();
  };
  const options = form.options.filter((option) => option.trim() !== "");
  const hasColon = form.label.includes(":");
  const isReady = form.label.trim() !== "" && !hasColon && (form.kind !== "choice" || options.length > 1);
  const kinds = Object.keys(noteForms) as NoteKind[];
  return (
    <Modal
      opened
      onClose={onClose}
      title={field === null ? customFields.add : customFields.edit}
      closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void save())}>
        <Stack gap="md">
          <TextInput
            data-autofocus
            label={customFields.label}
            value={form.label}
            maxLength={fieldLengths.customField.label}
            error={hasColon ? customFields.noColon : undefined}
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
          {problem !== null && <ProblemAlert problem={problem} />}
          <DialogActions onClose={onClose}>
            <Button type="submit" loading={busy} disabled={!isReady}>
              {customFields.save}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}
