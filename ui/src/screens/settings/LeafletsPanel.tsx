import { Button, Modal, Stack, Switch, Textarea, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { fieldLengths } from "../../ipc/bindings";
import type { Clinic } from "../../ipc/clinic";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import { changedOver, type LeftForm, useLeftForm, useTypedForm } from "../../ipc/use-left-form";
import type { FormOf, HandoutForm, HandoutView, LeafletView } from "../../ipc/views";
import { DialogActions } from "../../parts/AskDialog";
import { Chip } from "../../parts/Chip";
import { type Column, DataTable } from "../../parts/DataTable";
import { LanguageSelect } from "../../parts/LanguageSelect";
import { Loaded } from "../../parts/Loaded";
import { Panel } from "../../parts/Panel";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { ResumedNote } from "../../parts/ResumedNote";
import { Select } from "../../parts/Select";
import { useFieldErrors } from "../../parts/use-field-errors";
import { useFormat, useLanguage, useWords } from "../../words/speech";
import classes from "./Settings.module.css";

/** The leaflets of the clinic: a row for each language, the versions of one leaflet below each other. */
export function LeafletsPanel() {
  const { handouts } = useWords();
  const words = handouts.leaflets;
  const format = useFormat();
  const [edited, setEdited] = useState<HandoutView | "new" | null>(null);
  const view = useClinicQuery(queries.handouts());
  const columns = (leaflets: LeafletView[]): Column<HandoutView>[] => [
    { key: "title", head: handouts.name, cell: (row) => row.title },
    {
      key: "of",
      head: words.of,
      width: 200,
      cell: (row) => {
        const first = leaflets.find(({ versions }) => versions.some(({ id }) => id === row.id))?.versions[0];
        return first === undefined || first.id === row.id ? null : <span className="muted">{first.title}</span>;
      },
    },
    {
      key: "language",
      head: handouts.language,
      width: 128,
      cell: (row) => (row.isActive ? format.language(row.language) : <Chip word="inactive" />),
    },
  ];
  return (
    <Panel
      title={handouts.title}
      flush
      action={
        <Button size="xs" variant="default" onClick={() => setEdited("new")}>
          {words.add}
        </Button>
      }>
      <Loaded of={view}>
        {(leaflets) =>
          leaflets.length === 0 ? (
            <p className={classes.nothing}>{words.none}</p>
          ) : (
            <DataTable
              label={handouts.title}
              rows={leaflets.flatMap(({ versions }) => versions)}
              columns={columns(leaflets)}
              rowKey={(row) => row.id}
              onOpen={setEdited}
            />
          )
        }
      </Loaded>
      {edited !== null && (
        <LeafletDialog
          handout={edited === "new" ? null : edited}
          leaflets={view.value ?? []}
          onClose={() => setEdited(null)}
          onSaved={view.reload}
        />
      )}
    </Panel>
  );
}

/** `leafletId` is empty for a new leaflet. */
interface Form extends HandoutForm {
  leafletId: string;
}

const BLANK: Form = { leafletId: "", language: "", title: "", text: "", isActive: true };

/** The fields of a form without what only a stored handout has. */
function formOf({ language, title, text, isActive }: HandoutForm): HandoutForm {
  return { language, title, text, isActive };
}

interface Props {
  handout: HandoutView | null;
  leaflets: LeafletView[];
  onClose: () => void;
  onSaved: () => void;
}

/** The form, and the handout that it was loaded with. */
interface Typed {
  loaded: Form;
  form: Form;
}

/** Adds or edits a handout; restores an unfinished draft. */
function LeafletDialog(props: Props) {
  const of: FormOf = { form: "setting", list: "handouts", id: props.handout?.id ?? null };
  const left = useLeftForm<Typed>(of, { loaded: BLANK, form: BLANK });
  return !left.isPending && <LeafletFields key={left.at} {...props} of={of} left={left} />;
}

function LeafletFields({
  handout,
  leaflets,
  of,
  left,
  onClose,
  onSaved,
}: Props & { of: FormOf; left: LeftForm<Typed> }) {
  const { handouts, frame } = useWords();
  const words = handouts.leaflets;
  const screens = useLanguage();
  const loaded: Form = handout === null ? { ...BLANK, language: screens } : { leafletId: "", ...formOf(handout) };
  const [form, setForm] = useState(() =>
    left.typed === null ? loaded : changedOver(loaded, left.typed.loaded, left.typed.form),
  );
  const draft = useTypedForm(of, { loaded, form });
  const { busy, problem, submit } = useCommand();
  const { of: errorOf, wrong, rest } = useFieldErrors(problem, Object.keys(form), form);
  const taken = (field: string, sentence: string) => (wrong(field)?.reason === "taken" ? sentence : errorOf(field));
  const change = (part: Partial<Form>) => setForm((before) => ({ ...before, ...part }));
  const save = async () => {
    const { leafletId } = form;
    const write = (clinic: Clinic) =>
      handout === null
        ? clinic.addHandout(leafletId === "" ? null : leafletId, formOf(form))
        : clinic.editHandout(handout.id, handout.seen, formOf(loaded), formOf(form));
    const saved = await submit(write, draft.saveNow);
    if (!saved) return;
    await draft.discard();
    left.clear();
    notifications.show({ message: words.saved(saved.title) });
    onSaved();
    onClose();
  };
  const close = () => (void draft.discard(), left.clear(), onClose());
  // Escape is often pressed by accident: it keeps the draft, only "Cancel" discards it
  const leave = () => (void left.leave(draft.saveNow), onClose());
  const isReady = [form.language, form.title, form.text].every((text) => text.trim() !== "");
  return (
    <Modal
      opened
      onClose={leave}
      closeOnClickOutside={false}
      size="xl"
      title={handout === null ? words.add : words.edit}
      closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void save())}>
        <Stack gap="md">
          <ResumedNote at={left.at} onAfresh={() => void draft.discard().then(left.clear)} />
          <TextInput
            data-autofocus
            label={handouts.name}
            value={form.title}
            maxLength={fieldLengths.handout.title}
            error={taken("title", words.takenTitle)}
            onChange={(event) => change({ title: event.currentTarget.value })}
          />
          <div className={classes.pair}>
            <LanguageSelect
              label={handouts.language}
              code={form.language}
              error={taken("language", words.takenLanguage)}
              onChange={(language) => change({ language })}
            />
            {handout === null && leaflets.length > 0 && (
              <Select
                label={words.of}
                clearable
                placeholder={words.ofNone}
                data={leaflets.map(({ id, versions }) => ({ value: id, label: versions[0]!.title }))}
                value={form.leafletId === "" ? null : form.leafletId}
                onChange={(leafletId) => change({ leafletId: leafletId ?? "" })}
              />
            )}
          </div>
          <Textarea
            autosize
            minRows={8}
            maxRows={16}
            label={words.text}
            description={words.textHelp}
            value={form.text}
            maxLength={fieldLengths.handout.text}
            error={errorOf("text")}
            onChange={(event) => change({ text: event.currentTarget.value })}
          />
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
