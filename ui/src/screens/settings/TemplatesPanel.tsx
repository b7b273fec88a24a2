import { Button, Modal, Stack, Switch, Text, Textarea, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useRef, useState } from "react";
import { chartFields, fieldLengths } from "../../ipc/bindings";
import type { Clinic } from "../../ipc/clinic";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import { changedOver, type LeftForm, useLeftForm, useTypedForm } from "../../ipc/use-left-form";
import type { ChartField, FormOf, NoteSection, NoteTemplate, NoteTemplateForm } from "../../ipc/views";
import { DialogActions } from "../../parts/AskDialog";
import { Chip } from "../../parts/Chip";
import { type Column, DataTable } from "../../parts/DataTable";
import { Loaded } from "../../parts/Loaded";
import { Panel } from "../../parts/Panel";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { ResumedNote } from "../../parts/ResumedNote";
import { Select } from "../../parts/Select";
import { useFieldErrors } from "../../parts/use-field-errors";
import { useLanguage, useWords } from "../../words/speech";
import classes from "./Settings.module.css";

/** The templates for sections of notes: built-in ones and the clinic's own. */
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

interface DialogProps {
  template: NoteTemplate | null;
  onClose: () => void;
  onSaved: () => void;
}
/** The form, and the template that it was loaded with. */
interface Typed {
  loaded: NoteTemplateForm;
  form: NoteTemplateForm;
}
const NOT_TYPED: Typed = { loaded: BLANK, form: BLANK };
const FIELDS = Object.keys(BLANK);

/** Adds or edits a template; restores an unfinished draft. */
function TemplateDialog(props: DialogProps) {
  const of: FormOf = { form: "setting", list: "templates", id: props.template?.id ?? null };
  const left = useLeftForm(of, NOT_TYPED);
  return !left.isPending && <TemplateFields key={left.at} {...props} of={of} left={left} />;
}

/** The text on the left, and on the right its preview for an invented patient. */
function TemplateFields({ template, of, left, onClose, onSaved }: DialogProps & { of: FormOf; left: LeftForm<Typed> }) {
  const { notes, templates, frame } = useWords();
  const loaded: NoteTemplateForm =
    template === null
      ? BLANK
      : { name: template.name, section: template.section, text: template.text, isActive: template.isActive };
  const [form, setForm] = useState(() =>
    left.typed === null ? loaded : changedOver(loaded, left.typed.loaded, left.typed.form),
  );
  const draft = useTypedForm(of, { loaded, form });
  const { busy, problem, submit } = useCommand();
  const errors = useFieldErrors(problem, FIELDS, form);
  const field = useRef<HTMLTextAreaElement>(null);
  const change = (part: Partial<NoteTemplateForm>) => setForm((before) => ({ ...before, ...part }));
  const unknown = namesIn(form.text).find((name) => !isChartField(name));
  const save = async () => {
    const write = (clinic: Clinic) =>
      template === null
        ? clinic.addNoteTemplate(form)
        : clinic.editNoteTemplate(template.id, template.seen, loaded, form);
    const saved = await submit(write, draft.saveNow);
    if (!saved) return;
    draft.recorded();
    left.clear();
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
  const close = () => (void draft.discard(), left.clear(), onClose());
  // Escape is often pressed by accident: it keeps the draft, only "Cancel" discards it
  const leave = () => (void left.leave(draft.saveNow), onClose());
  const isReady = form.name.trim() !== "" && form.text.trim() !== "" && unknown === undefined;
  return (
    <Modal
      opened
      onClose={leave}
      closeOnClickOutside={false}
      size="xl"
      title={template === null ? templates.add : templates.edit}
      closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void save())}>
        <Stack gap="md">
          <ResumedNote at={left.at} onAfresh={() => void draft.discard().then(left.clear)} />
          <div className={classes.pair}>
            <TextInput
              data-autofocus
              label={templates.name}
              value={form.name}
              error={errors.of("name")}
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
              error={unknown === undefined ? errors.of("text") : templates.unknownField(`{${unknown}}`)}
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
          {errors.rest !== null && <ProblemAlert problem={errors.rest} />}
          <DialogActions missing={isReady || unknown !== undefined ? null : templates.missing} onClose={close}>
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
