import { Button, Modal, Select, Stack, Switch, Text, Textarea, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useRef, useState } from "react";
import { chartFields, fieldLengths } from "../../ipc/bindings";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import type { ChartField, NoteSection, NoteTemplate, NoteTemplateForm } from "../../ipc/views";
import { DialogActions } from "../../parts/AskDialog";
import { Chip } from "../../parts/Chip";
import { type Column, DataTable } from "../../parts/DataTable";
import { Loaded } from "../../parts/Loaded";
import { Panel } from "../../parts/Panel";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useLanguage, useWords } from "../../words/speech";
import classes from "./Settings.module.css";

/** What sections of notes may begin with: those of the program and the clinic's own. */
export function TemplatesPanel() {
  const { notes, templates } = useWords();
  const [edited, setEdited] = useState<NoteTemplate | "new" | null>(null);
  const view = useClinicQuery(queries.allNoteTemplates(useLanguage()));
  const columns: Column<NoteTemplate>[] = [
    { key: "name", head: templates.name, cell: (row) => row.name },
    { key: "section", head: templates.section, width: 128, cell: (row) => notes.sections[row.section] },
    {
      key: "state",
      head: templates.state,
      width: 152,
      cell: (row) =>
        row.isActive ? (
          <span className="small muted">{row.isBuiltIn ? templates.builtIn : templates.own}</span>
        ) : (
          <Chip word="inactive" />
        ),
    },
  ];
  return (
    <Panel
      title={templates.title}
      flush
      action={
        <Button size="xs" variant="default" onClick={() => setEdited("new")}>
          {templates.add}
        </Button>
      }>
      <Loaded of={view}>
        {(rows) => (
          <DataTable
            label={templates.title}
            rows={rows}
            columns={columns}
            rowKey={(row) => row.id}
            onOpen={setEdited}
          />
        )}
      </Loaded>
      {edited !== null && (
        <TemplateDialog
          template={edited === "new" ? null : edited}
          onClose={() => setEdited(null)}
          onSaved={view.reload}
        />
      )}
    </Panel>
  );
}

const BLANK: NoteTemplateForm = { name: "", section: "assessment", text: "", isActive: true };

/** The text on the left, on the right what it becomes for an invented patient. */
function TemplateDialog({
  template,
  onClose,
  onSaved,
}: {
  template: NoteTemplate | null;
  onClose: () => void;
  onSaved: () => void;
}) {
  const { notes, templates, frame } = useWords();
  const loaded: NoteTemplateForm =
    template === null
      ? BLANK
      : { name: template.name, section: template.section, text: template.text, isActive: template.isActive };
  const [form, setForm] = useState(loaded);
  const { busy, problem, run } = useCommand();
  const field = useRef<HTMLTextAreaElement>(null);
  const change = (part: Partial<NoteTemplateForm>) => setForm((before) => ({ ...before, ...part }));
  const unknown = namesIn(form.text).find((name) => !isChartField(name));
  const save = async () => {
    const saved = await run((clinic) =>
      template === null
        ? clinic.addNoteTemplate(form)
        : clinic.editNoteTemplate(template.id, template.seen, loaded, form),
    );
    if (!saved) return;
    notifications.show({ message: templates.saved(saved.name) });
    onSaved();
    onClose();
  };
  const insert = (name: ChartField) => {
    const caret = field.current?.selectionStart ?? form.text.length;
    change({ text: `${form.text.slice(0, caret)}{${name}}${form.text.slice(caret)}` });
    field.current?.focus();
  };
  const sections = Object.entries(notes.sections) as [NoteSection, string][];
  const isReady = form.name.trim() !== "" && form.text.trim() !== "" && unknown === undefined;
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={template === null ? templates.add : templates.edit}
      closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void save())}>
        <Stack gap="md">
          <div className={classes.pair}>
            <TextInput
              data-autofocus
              label={templates.name}
              value={form.name}
              maxLength={fieldLengths.noteTemplate.name}
              onChange={(event) => change({ name: event.currentTarget.value })}
            />
            <Select
              label={templates.section}
              allowDeselect={false}
              data={sections.map(([value, label]) => ({ value, label }))}
              value={form.section}
              onChange={(section) => section && change({ section })}
            />
          </div>
          <div className={classes.pair}>
            <Textarea
              ref={field}
              autosize
              minRows={6}
              maxRows={14}
              label={templates.text}
              value={form.text}
              maxLength={fieldLengths.noteTemplate.text}
              error={unknown === undefined ? undefined : templates.unknownField(`{${unknown}}`)}
              onChange={(event) => change({ text: event.currentTarget.value })}
            />
            <div>
              <Text size="sm" fw={500}>
                {templates.sample}
              </Text>
              <p className={classes.sample} aria-live="polite">
                {form.text.replace(NAME, (written, name: string) =>
                  isChartField(name) ? templates.sampleOf[name] : written,
                )}
              </p>
            </div>
          </div>
          <div role="group" aria-label={templates.fromChart} className={classes.names}>
            <Text size="sm" c="dimmed">
              {templates.fromChart}
            </Text>
            {chartFields.map((name) => (
              <Button key={name} size="compact-xs" variant="default" onClick={() => insert(name)}>
                {notes.chartFields[name]}
              </Button>
            ))}
          </div>
          <Switch
            label={templates.isOffered}
            checked={form.isActive}
            onChange={(event) => change({ isActive: event.currentTarget.checked })}
          />
          {template?.isBuiltIn === true && (
            <Text size="sm" c="dimmed">
              {templates.builtInHelp}
            </Text>
          )}
          {problem !== null && <ProblemAlert problem={problem} />}
          <DialogActions onClose={onClose}>
            <Button type="submit" loading={busy} disabled={!isReady}>
              {templates.save}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}

/** As the clinic reads them: letters alone between braces. */
const NAME = /\{(\p{Alphabetic}+)\}/gu;
const namesIn = (text: string): string[] => [...text.matchAll(NAME)].map(([, name]) => name!);
const isChartField = (name: string): name is ChartField => (chartFields as readonly string[]).includes(name);
