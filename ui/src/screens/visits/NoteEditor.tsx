import { Alert, Button, Group, Text } from "@mantine/core";
import { type Ref, useImperativeHandle, useState } from "react";
import { createPortal } from "react-dom";
import { noteForms } from "../../ipc/bindings";
import { useLeftForm } from "../../ipc/use-left-form";
import type { CustomText, NoteKind, NoteSection, NoteView, PatientHeader } from "../../ipc/views";
import { useMay } from "../../nav/session";
import { Chip } from "../../parts/Chip";
import { PrintButton } from "../../parts/PrintButton";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { Select } from "../../parts/Select";
import { UnfinishedForm } from "../../parts/UnfinishedForm";
import { VersionsDialog } from "../../parts/VersionsDialog";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Note.module.css";
import { CustomFields } from "./CustomFields";
import { AddendumDialog, addendumOf, NO_ADDENDUM, SignDialog } from "./NoteDialogs";
import { SectionField } from "./SectionField";
import { SignedNote } from "./SignedNote";
import { VoidMenu } from "./VoidNote";
import type { FromChart } from "./use-chart-fields";
import { lengthMaxOf, type SaveState, useDraft } from "./use-draft";

const KINDS: NoteKind[] = ["adime", "soap", "consultation", "diagnosis", "treatment", "progress", "letter", "free"];

export interface NoteEditorHandle {
  /** Adds text from an earlier note to a section of the draft. */
  add: (section: NoteSection, text: string) => void;
}
interface Props {
  note: NoteView;
  /** The patient of the note. */
  header: PatientHeader;
  /** Whether the visit is open: ending it is then the next step after signing. */
  isOpen: boolean;
  fromChart: FromChart;
  /** Where the page shows its one filled button. */
  toolbar: HTMLElement | null;
  onChanged: (note: NoteView) => void;
  onSection: (section: NoteSection | null) => void;
  ref: Ref<NoteEditorHandle>;
}

/** The editor of a draft; a signed note is shown as frozen text. */
export function NoteEditor({ note, header, isOpen, fromChart, toolbar, onChanged, onSection, ref }: Props) {
  const { notes, prints, visits } = useWords();
  const format = useFormat();
  const may = useMay();
  const [dialog, setDialog] = useState<"sign" | "addendum" | "versions" | null>(null);
  const [tinted, setTinted] = useState<NoteSection[]>([]);
  const { state, type, save, draft } = useDraft(note, (typed) =>
    onChanged({
      ...note,
      kind: typed.kind,
      sections: typed.sections,
      custom: note.custom.map((field) => ({
        ...field,
        value: typed.custom.find(({ label }) => label === field.label)?.value ?? field.value,
      })),
    }),
  );
  const isDraft = note.state === "draft";
  const isEmpty = isBlank(note);
  const isTooLong = lengthMaxOf(state) !== null;
  const longest = Math.max(0, ...note.sections.map(({ text }) => text.length));
  const mayAdd = !isDraft && note.void === null && may("notes.sign");
  // what was typed before the note was made void is still its author's
  const mayHaveLeft = !isDraft && may("notes.sign");
  const openAddendum = () => setDialog("addendum");
  const left = useLeftForm(
    mayHaveLeft ? addendumOf(note.id) : null,
    NO_ADDENDUM,
    (typed) => !typed.isLeft && openAddendum(),
  );

  const write = (section: NoteSection, text: string) => {
    setTinted((before) => before.filter((other) => other !== section));
    // the chart answers later: use the draft as it is then, not as it was before
    type({ sections: draft().sections.map((other) => (other.section === section ? { section, text } : other)) });
  };
  const answer = (changed: CustomText) =>
    type({ custom: draft().custom.map((field) => (field.label === changed.label ? changed : field)) });
  const add = (section: NoteSection, text: string) => {
    if (!isDraft || !note.sections.some((other) => other.section === section)) return;
    type({
      sections: draft().sections.map((other) =>
        other.section === section ? { section, text: [other.text, text].filter(Boolean).join("\n") } : other,
      ),
    });
    setTinted((before) => [...before, section]);
  };
  useImperativeHandle(ref, () => ({ add }));

  const primary = isDraft
    ? may("notes.sign") && (
        <Group gap={8} wrap="nowrap">
          {isEmpty && (
            <Text size="xs" c="dimmed">
              {notes.writeFirst}
            </Text>
          )}
          <Button
            variant={isEmpty && isOpen ? "default" : "filled"}
            data-primary={!isEmpty || !isOpen || undefined}
            disabled={isEmpty}
            onClick={() => void save().then(() => setDialog("sign"))}>
            {notes.sign}
          </Button>
        </Group>
      )
    : mayAdd && (
        <Button variant={isOpen ? "default" : "filled"} data-primary={!isOpen || undefined} onClick={openAddendum}>
          {notes.addAddendum}
        </Button>
      );
  return (
    <section className={classes.note} aria-label={visits.note}>
      <div className={classes.head}>
        <h2 className={classes.title}>{visits.note}</h2>
        {(note.state === "addendum" || note.state === "void") && <Chip word="signed" />}
        <Chip word={note.state} />
        {isDraft ? (
          <SaveStateText state={state} length={lengthOf(note)} onRetry={() => void save()} />
        ) : (
          <span className="small muted">
            {note.signature && notes.signedBy(note.signature.by, format.dateTime(note.signature.at))}
          </span>
        )}
        {!isDraft && <span className="small muted">{notes.kinds[note.kind]}</span>}
        <span className={classes.space} />
        {(!isDraft || !isEmpty) && (
          <>
            <PrintButton
              size="xs"
              variant="subtle"
              of={{ print: "note", noteId: note.id }}
              patient={header}
              hint={isDraft ? prints.draft : null}
              store={save}
            />
            <Button size="xs" variant="subtle" onClick={() => void save().then(() => setDialog("versions"))}>
              {notes.versions}
            </Button>
          </>
        )}
        {note.mayVoid && <VoidMenu note={note} header={header} onVoided={onChanged} />}
        {isDraft && isEmpty && (
          <Select
            w={144}
            aria-label={notes.kind}
            allowDeselect={false}
            data={KINDS.map((value) => ({ value, label: notes.kinds[value] }))}
            value={note.kind}
            onChange={(value) =>
              value && type({ kind: value, sections: noteForms[value].map((section) => ({ section, text: "" })) })
            }
          />
        )}
      </div>
      {toolbar !== null && createPortal(primary, toolbar)}
      {note.recovered !== null && (
        <Alert color="gray" p="sm">
          {notes.recovered(format.dateTime(note.recovered))}
        </Alert>
      )}
      {isDraft ? (
        <>
          {note.sections.map(({ section, text }) => (
            <SectionField
              key={section}
              section={section}
              kind={note.kind}
              fromChart={fromChart}
              text={text}
              isLongest={isTooLong && text.length === longest}
              tinted={tinted.includes(section)}
              onText={(next) => write(section, next)}
              onFocus={() => onSection(section)}
              onBlur={() => void save()}
            />
          ))}
          <CustomFields values={note.custom} kind={note.kind} onValue={answer} onBlur={() => void save()} />
        </>
      ) : (
        <SignedNote note={note} />
      )}
      {dialog === "sign" && (
        <SignDialog header={header} draft={draft()} onClose={() => setDialog(null)} onSigned={onChanged} />
      )}
      {dialog === "versions" && <VersionsDialog noteId={note.id} onClose={() => setDialog(null)} />}
      {dialog !== "addendum" && (
        <UnfinishedForm what="addendum" of={addendumOf(note.id)} left={left} onContinue={openAddendum} />
      )}
      {left.problem !== null && <ProblemAlert problem={left.problem} onRetry={left.reload} />}
      {dialog === "addendum" && !left.isPending && (
        <AddendumDialog
          key={left.at}
          header={header}
          noteId={note.id}
          isVoid={note.void !== null}
          left={left}
          onClose={() => setDialog(null)}
          onAdded={onChanged}
        />
      )}
    </section>
  );
}

/** Whether no section has text yet. */
export const isBlank = ({ sections }: NoteView) => sections.every(({ text }) => text.trim() === "");

/** The length that the limit applies to: that of the stored text, with the names of its sections. */
const lengthOf = ({ sections }: NoteView) =>
  JSON.stringify(Object.fromEntries(sections.map(({ section, text }) => [section, text]))).length;

/** The save state in words: there is no button to save. */
export function SaveStateText({ state, length, onRetry }: { state: SaveState; length: number; onRetry: () => void }) {
  const { notes, lengths } = useWords();
  const format = useFormat();
  const lengthMax = lengthMaxOf(state);
  return (
    <span className={classes.saved} role="status" data-failed={state.kind === "failed" || undefined}>
      {state.kind === "saving" && notes.saving}
      {state.kind === "clean" && state.at !== null && notes.savedAt(format.time(state.at))}
      {lengthMax !== null && lengths.ofNote(format.number(length), format.number(lengthMax))}
      {state.kind === "failed" && lengthMax === null && (
        <>
          {state.problem.code === "diskFull" ? notes.diskFull : notes.notSaved}{" "}
          <Button size="xs" variant="default" onClick={onRetry}>
            {notes.tryAgain}
          </Button>
        </>
      )}
    </span>
  );
}
