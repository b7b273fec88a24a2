import { Checkbox } from "@mantine/core";
import { IconClock } from "@tabler/icons-react";
import { fieldLengths } from "../../../ipc/bindings";
import { useCommand } from "../../../ipc/use-clinic";
import type { CarePlanView, PatientHeader, TaskForm, TaskView } from "../../../ipc/views";
import type { EditField } from "../../../parts/EditRow";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { offerUndo } from "../../../parts/undo";
import { useFormat, useWords } from "../../../words/speech";
import { entryOf } from "../../../ipc/use-left-form";
import { EntryRow, undoIdOf } from "../parts/EntryRow";
import { problemChoices } from "./GoalList";
import classes from "./Goals.module.css";
import { type ListOf, PlanList } from "./PlanList";

const DAY_LETTERS = 20;
const BLANK: TaskForm = { text: "", diagnosis: "", goal: "", due: "", owner: "" };

/** Returns the fields; an owner who has left the clinic is still a choice for their own task. */
function useTaskFields(plan: CarePlanView): (task: TaskView | null) => EditField<TaskForm>[] {
  const { goals: words } = useWords();
  const { fields, none } = words;
  const unset = { value: "", label: none };
  return (task) => {
    const owners = plan.owners.map(({ id, name }) => ({ value: id, label: name }));
    const has = task !== null && task.owner !== "" && !owners.some(({ value }) => value === task.owner);
    const left = has ? [{ value: task.owner, label: task.ownerName ?? "" }] : [];
    const goals = plan.goals
      .filter(({ id, status }) => status === "active" || id === task?.goal)
      .map(({ id, text }) => ({ value: id, label: text }));
    return [
      { key: "text", label: fields.task, span: 6, lengthMax: fieldLengths.task.text },
      { key: "owner", label: fields.owner, span: 3, words: [unset, ...owners, ...left] },
      {
        key: "due",
        label: fields.due,
        span: 3,
        isDay: true,
        lengthMax: DAY_LETTERS,
        example: words.dayExample,
        takes: words.takes.day,
      },
      { key: "goal", label: fields.goal, span: 3, words: [unset, ...goals] },
      { key: "diagnosis", label: fields.diagnosis, span: 3, words: problemChoices(plan, task?.diagnosis ?? "", none) },
    ];
  };
}

/** The tasks for a patient, each with owner and due day. */
export function TaskList({ plan, patient, mayEdit }: ListOf) {
  const { goals: words } = useWords();
  const fieldsOf = useTaskFields(plan);
  return (
    <PlanList
      title={words.tasks}
      what="task"
      list="tasks"
      empty={words.noTasks}
      add={words.addTask}
      overTitle={words.overTasks}
      rows={plan.tasks}
      isOver={({ done }) => done !== null}
      fields={fieldsOf(null)}
      blank={BLANK}
      save={(clinic, form) => clinic.addTask(patient.id, form)}
      patient={patient}
      mayEdit={mayEdit}
      row={(view) => <Task view={view} fields={fieldsOf(view)} patient={patient} mayEdit={mayEdit} />}
    />
  );
}

function Task({
  view,
  fields,
  patient,
  mayEdit,
}: {
  view: TaskView;
  fields: EditField<TaskForm>[];
  patient: PatientHeader;
  mayEdit: boolean;
}) {
  const { goals: words, frame } = useWords();
  const format = useFormat();
  const { busy, problem, run } = useCommand();
  const { id, seen, text, diagnosis, goal, due, owner, done } = view;
  const form: TaskForm = { text, diagnosis, goal, due, owner };
  const finish = async () => {
    const finished = await run((clinic) => clinic.finishTask(id, seen));
    if (!finished) return;
    offerUndo(undoIdOf(view), words.isDone(text), frame, () => run((clinic) => clinic.reopenTask(id, finished.seen)));
  };
  const toggle = () => void (done === null ? finish() : run((clinic) => clinic.reopenTask(id, seen)));
  const when = view.isOverdue ? words.overdue(format.day(due)) : due === "" ? "" : words.due(format.day(due));
  return (
    <>
      <EntryRow
        name={text}
        view={view}
        fields={fields}
        form={form}
        of={entryOf("tasks", patient.id, view.id)}
        patient={patient}
        mayEdit={mayEdit}
        save={(clinic, edited) => clinic.editTask({ id, seen, loaded: form, form: edited })}
        remove={(clinic, ...of) => clinic.removeTask(...of)}
        restore={(clinic, ...of) => clinic.restoreTask(...of)}>
        <div className={classes.task}>
          <Checkbox size="sm" aria-label={text} checked={done !== null} disabled={!mayEdit || busy} onChange={toggle} />
          <div>
            <div className={classes.name}>{text}</div>
            <div className={classes.meta}>
              {done !== null && <span>{words.doneBy(done.by, format.date(done.at))}</span>}
              {done === null && when !== "" && (
                <span className={view.isOverdue ? classes.overdue : classes.due}>
                  {view.isOverdue && <IconClock size={12} stroke={2} aria-hidden />}
                  {when}
                </span>
              )}
              {done === null && view.ownerName !== null && <span>{view.ownerName}</span>}
            </div>
          </div>
        </div>
      </EntryRow>
      {problem !== null && <ProblemAlert problem={problem} />}
    </>
  );
}
