import { Button, Menu, Text } from "@mantine/core";
import { IconAlertTriangle, IconPlus } from "@tabler/icons-react";
import { type ReactNode, useRef, useState } from "react";
import type { Clinic } from "../../../ipc/clinic";
import { useCommand } from "../../../ipc/use-clinic";
import { entryOf } from "../../../ipc/use-left-form";
import type { HealthList, NoneKnownView, PatientHeader, ReadVersionToken } from "../../../ipc/views";
import { LooseChip } from "../../../parts/Chip";
import { type EditField, EntryForm } from "../../../parts/EditRow";
import { damageText } from "../../../parts/FileAlert";
import { Panel } from "../../../parts/Panel";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { offerUndo } from "../../../parts/undo";
import { useFormat, useWords } from "../../../words/speech";
import classes from "../parts/Entries.module.css";
import { type Entry, EntryRow, undoIdOf } from "../parts/EntryRow";

/** The fields that every list's entry has. */
interface EntryForm {
  status: string;
}
interface Edit<Form> {
  id: string;
  seen: ReadVersionToken;
  loaded: Form;
  form: Form;
}

/** How the entries of one list are named, shown, edited and sent. */
export interface ListKind<Form extends EntryForm, View extends Entry> {
  list: HealthList;
  /** The name of this kind in a report of damage. */
  what: string;
  blank: Form;
  fields: EditField<Form>[];
  /** The states an entry may be in; the first is that of a new one. */
  states: Form["status"][];
  /** The states in which it no longer counts. */
  over: Form["status"][];
  formOf: (view: View) => Form;
  nameOf: (form: Form) => string;
  show: (form: Form) => ReactNode;
  add: (clinic: Clinic, patientId: string, form: Form) => Promise<View>;
  edit: (clinic: Clinic, edit: Edit<Form>) => Promise<View>;
  remove: (clinic: Clinic, id: string, seen: ReadVersionToken, reason: string) => Promise<ReadVersionToken>;
  restore: (clinic: Clinic, id: string, seen: ReadVersionToken) => Promise<View>;
}

interface ListProps<Form extends EntryForm, View extends Entry> {
  kind: ListKind<Form, View>;
  entries: View[];
  noneKnown: NoneKnownView[];
  patient: PatientHeader;
  mayEdit: boolean;
  children?: ReactNode;
}

/** One list of the chart, edited in place: a list, "none known", or not asked yet. */
export function EntryList<Form extends EntryForm, View extends Entry>({
  kind,
  entries,
  noneKnown,
  patient,
  mayEdit,
  children,
}: ListProps<Form, View>) {
  const { background, sync } = useWords();
  const [adds, setAdds] = useState(false);
  const [showsOver, setShowsOver] = useState(false);
  const addButton = useRef<HTMLButtonElement>(null);
  const lacks = patient.damaged.filter(({ what }) => what === kind.what);
  const isOver = (view: View) => kind.over.includes(kind.formOf(view).status);
  const [active, over] = [entries.filter((view) => !isOver(view)), entries.filter(isOver)];
  const answer = noneKnown.find(({ list }) => list === kind.list) ?? null;
  const words = background.lists[kind.list];
  const rows = (views: View[]) => (
    <ul className={classes.list}>
      {views.map((view) => (
        <li key={view.id}>
          <ListRow kind={kind} view={view} patient={patient} mayEdit={mayEdit} />
        </li>
      ))}
    </ul>
  );
  const close = () => {
    setAdds(false);
    requestAnimationFrame(() => addButton.current?.focus());
  };
  return (
    <Panel title={words.title}>
      {lacks.map((damage) => (
        <LooseChip key={damage.what} tone="bad" icon={IconAlertTriangle} text={damageText(sync, damage)} />
      ))}
      {rows(active)}
      {active.length === 0 && lacks.length === 0 && (
        <NoEntries patient={patient} list={kind.list} answer={answer} wasAsked={over.length > 0} mayEdit={mayEdit} />
      )}
      {over.length > 0 && (
        <>
          <Button
            className={classes.quiet}
            size="compact-sm"
            variant="subtle"
            onClick={() => setShowsOver(!showsOver)}
            aria-expanded={showsOver}>
            {background.over(String(over.length))}
          </Button>
          {showsOver && <div className={classes.over}>{rows(over)}</div>}
        </>
      )}
      {adds && (
        <EntryForm
          name={words.add}
          fields={kind.fields}
          form={kind.blank}
          of={entryOf(kind.list, patient.id)}
          save={(clinic, form) => kind.add(clinic, patient.id, form)}
          onSaved={close}
          onClose={close}
        />
      )}
      {mayEdit && !adds && (
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
      {children}
    </Panel>
  );
}

/** Shown without active entries: the patient was asked and has none, or was not asked yet. */
function NoEntries({
  patient,
  list,
  answer,
  wasAsked,
  mayEdit,
}: {
  patient: PatientHeader;
  list: HealthList;
  answer: NoneKnownView | null;
  wasAsked: boolean;
  mayEdit: boolean;
}) {
  const { background, patients } = useWords();
  const format = useFormat();
  const { busy, problem, run } = useCommand();
  return (
    <div className={classes.none}>
      {answer === null ? (
        patient.partial ? (
          <LooseChip tone="warn" icon={IconAlertTriangle} text={patients.partial} />
        ) : wasAsked ? (
          <Text size="sm" c="dimmed">
            {background.noneActive}
          </Text>
        ) : (
          <LooseChip tone="warn" icon={IconAlertTriangle} text={background.notAsked} />
        )
      ) : (
        <Text size="sm">
          {background.lists[list].none}{" "}
          <Text span size="xs" c="dimmed">
            {background.by(answer.by, format.date(answer.at))}
          </Text>
        </Text>
      )}
      {mayEdit && (
        <Button
          className={classes.answer}
          size="compact-sm"
          variant="subtle"
          loading={busy}
          onClick={() =>
            void run((clinic) =>
              answer === null ? clinic.addNoneKnown(patient.id, list) : clinic.removeNoneKnown(patient.id, list),
            )
          }>
          {answer === null ? background.sayNone : background.takeBack}
        </Button>
      )}
      {problem !== null && <ProblemAlert problem={problem} />}
    </div>
  );
}

function ListRow<Form extends EntryForm, View extends Entry>({
  kind,
  view,
  patient,
  mayEdit,
}: {
  kind: ListKind<Form, View>;
  view: View;
  patient: PatientHeader;
  mayEdit: boolean;
}) {
  const { background, frame } = useWords();
  const { problem, run } = useCommand();
  const form = kind.formOf(view);
  const name = kind.nameOf(form);
  const stateWords = background.states as Record<string, string>;
  const setState = async (status: Form["status"]) => {
    const { id, seen } = view;
    const changed = await run((clinic) => kind.edit(clinic, { id, seen, loaded: form, form: { ...form, status } }));
    if (!changed) return;
    const now = kind.formOf(changed);
    const back = { id, seen: changed.seen, loaded: now, form: { ...now, status: form.status } };
    const undo = () => run((clinic) => kind.edit(clinic, back));
    offerUndo(undoIdOf(view), background.nowIs(name, stateWords[status]!), frame, undo);
  };
  return (
    <>
      <EntryRow
        name={name}
        view={view}
        fields={kind.fields}
        form={form}
        of={entryOf(kind.list, patient.id, view.id)}
        patient={patient}
        mayEdit={mayEdit}
        save={(clinic, edited) => kind.edit(clinic, { id: view.id, seen: view.seen, loaded: form, form: edited })}
        remove={kind.remove}
        restore={kind.restore}
        menu={kind.states
          .filter((status) => status !== form.status)
          .map((status) => (
            <Menu.Item key={status} onClick={() => void setState(status)}>
              {stateWords[status]}
            </Menu.Item>
          ))}>
        {kind.show(form)}
      </EntryRow>
      {problem !== null && <ProblemAlert problem={problem} />}
    </>
  );
}
