import { Menu } from "@mantine/core";
import { fieldLengths } from "../../../ipc/bindings";
import type { Clinic } from "../../../ipc/clinic";
import { useCommand } from "../../../ipc/use-clinic";
import type { CarePlanView, GoalForm, GoalStatus, GoalView, MeasureKind, PatientHeader } from "../../../ipc/views";
import type { EditField } from "../../../parts/EditRow";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { offerUndo } from "../../../parts/undo";
import { useWords } from "../../../words/speech";
import { entryOf } from "../../../ipc/use-left-form";
import { EntryRow, undoIdOf } from "../parts/EntryRow";
import { GoalLine } from "./GoalLine";
import { type ListOf, PlanList } from "./PlanList";

const lengths = fieldLengths.goal;
const DAY_LETTERS = 20;
const PERCENT_LETTERS = 5;
const COMPUTED: MeasureKind[] = ["bmi", "waistHeight", "waistHip"];
const BLANK: GoalForm = {
  text: "",
  diagnosis: "",
  measure: null,
  start: "",
  target: "",
  due: "",
  progress: "",
  status: "active",
};

/** The problems that an entry can be for: those that are not resolved, and the one that it is for already. */
export const problemChoices = (plan: CarePlanView, linked: string, none: string) => [
  { value: "", label: none },
  ...plan.diagnoses
    .filter(({ id, status }) => status === "active" || id === linked)
    .map(({ id, problem }) => ({ value: id, label: problem })),
];

/** An empty choice in the select means "no measure". */
const stated = (form: GoalForm): GoalForm => ({ ...form, measure: form.measure || null });

function useGoalFields(plan: CarePlanView): (linked: string) => EditField<GoalForm>[] {
  const { goals: words, visits } = useWords();
  const { fields, takes, none } = words;
  const kinds = (Object.entries(visits.kinds) as [MeasureKind, string][])
    .filter(([kind]) => !COMPUTED.includes(kind))
    .map(([value, label]) => ({ value, label }));
  return (linked) => [
    { key: "text", label: fields.text, span: 6, lengthMax: lengths.text },
    { key: "measure", label: fields.measure, span: 2, words: [{ value: "", label: none }, ...kinds] },
    {
      key: "start",
      label: fields.start,
      span: 2,
      lengthMax: lengths.start,
      example: words.startExample,
      takes: takes.value,
    },
    {
      key: "target",
      label: fields.target,
      span: 2,
      lengthMax: lengths.target,
      example: words.targetExample,
      takes: takes.value,
    },
    {
      key: "due",
      label: fields.due,
      span: 2,
      isDay: true,
      lengthMax: DAY_LETTERS,
      example: words.dayExample,
      takes: takes.day,
    },
    { key: "progress", label: fields.progress, span: 2, lengthMax: PERCENT_LETTERS, takes: takes.percent },
    { key: "diagnosis", label: fields.diagnosis, span: 2, words: problemChoices(plan, linked, none) },
  ];
}

/** The goals of a patient, each with its progress. */
export function GoalList({ plan, patient, mayEdit }: ListOf) {
  const { goals: words } = useWords();
  const fieldsOf = useGoalFields(plan);
  return (
    <PlanList
      title={words.goals}
      what="goal"
      list="goals"
      empty={words.noGoals}
      add={words.addGoal}
      overTitle={words.overGoals}
      rows={plan.goals}
      isOver={({ status }) => status !== "active"}
      fields={fieldsOf("")}
      blank={BLANK}
      save={(clinic, form) => clinic.addGoal(patient.id, stated(form))}
      patient={patient}
      mayEdit={mayEdit}
      row={(view) => <Goal view={view} fields={fieldsOf(view.diagnosis)} patient={patient} mayEdit={mayEdit} />}
    />
  );
}

function Goal({
  view,
  fields,
  patient,
  mayEdit,
}: {
  view: GoalView;
  fields: EditField<GoalForm>[];
  patient: PatientHeader;
  mayEdit: boolean;
}) {
  const { goals: words, background, frame } = useWords();
  const { problem, run } = useCommand();
  const { id, seen, text, diagnosis, measure, start, target, due, progress, status } = view;
  const form: GoalForm = { text, diagnosis, measure, start, target, due, progress, status };
  const setStatus = async (to: GoalStatus) => {
    const changed = await run((clinic: Clinic) => clinic.setGoalStatus({ id, seen, status: to }));
    if (!changed) return;
    offerUndo(undoIdOf(view), background.nowIs(text, words.states[to]), frame, () =>
      run((clinic) => clinic.setGoalStatus({ id, seen: changed.seen, status })),
    );
  };
  const steps: [GoalStatus, string][] = [
    ["met", words.meet],
    ["dropped", words.drop],
    ["active", words.activate],
  ];
  return (
    <>
      <EntryRow
        name={text}
        view={view}
        fields={fields}
        form={form}
        of={entryOf("goals", patient.id, view.id)}
        patient={patient}
        mayEdit={mayEdit}
        save={(clinic, edited) => clinic.editGoal({ id, seen, loaded: form, form: stated(edited) })}
        remove={(clinic, ...of) => clinic.removeGoal(...of)}
        restore={(clinic, ...of) => clinic.restoreGoal(...of)}
        menu={steps
          .filter(([to]) => to !== status)
          .map(([to, label]) => (
            <Menu.Item key={to} onClick={() => void setStatus(to)}>
              {label}
            </Menu.Item>
          ))}>
        <GoalLine goal={view} />
      </EntryRow>
      {problem !== null && <ProblemAlert problem={problem} />}
    </>
  );
}
