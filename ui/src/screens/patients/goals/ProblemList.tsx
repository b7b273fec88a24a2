import { Menu } from "@mantine/core";
import { useState } from "react";
import { fieldLengths } from "../../../ipc/bindings";
import { useCommand } from "../../../ipc/use-clinic";
import type { DiagnosisForm, DiagnosisView, GoalStatus, GoalView, PatientHeader } from "../../../ipc/views";
import type { EditField } from "../../../parts/EditRow";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { offerUndo } from "../../../parts/undo";
import { useWords } from "../../../words/speech";
import { entryOf } from "../../../ipc/use-left-form";
import { EntryRow, undoIdOf } from "../parts/EntryRow";
import classes from "./Goals.module.css";
import { type ListOf, PlanList } from "./PlanList";
import { ResolveDialog } from "./ResolveDialog";

const lengths = fieldLengths.nutritionDiagnosis;
const BLANK: DiagnosisForm = { problem: "", aetiology: "", signs: "", status: "active" };

/** The problems of a patient, each one sentence of three parts. */
export function ProblemList({ plan, patient, mayEdit }: ListOf) {
  const { goals: words } = useWords();
  const fields: EditField<DiagnosisForm>[] = [
    { key: "problem", label: words.fields.problem, span: 6, lengthMax: lengths.problem },
    { key: "aetiology", label: words.fields.aetiology, span: 3, lengthMax: lengths.aetiology },
    { key: "signs", label: words.fields.signs, span: 3, lengthMax: lengths.signs },
  ];
  const goalsOf = ({ id }: DiagnosisView) => plan.goals.filter((goal) => goal.diagnosis === id);
  return (
    <PlanList
      title={words.problems}
      what="nutrition_diagnosis"
      list="diagnoses"
      empty={words.noProblems}
      add={words.addProblem}
      overTitle={words.over}
      rows={plan.diagnoses}
      isOver={({ status }) => status === "resolved"}
      fields={fields}
      blank={BLANK}
      save={(clinic, form) => clinic.addDiagnosis(patient.id, form)}
      patient={patient}
      mayEdit={mayEdit}
      row={(view) => <Problem view={view} goals={goalsOf(view)} fields={fields} patient={patient} mayEdit={mayEdit} />}
    />
  );
}

function Problem({
  view,
  goals,
  fields,
  patient,
  mayEdit,
}: {
  view: DiagnosisView;
  goals: GoalView[];
  fields: EditField<DiagnosisForm>[];
  patient: PatientHeader;
  mayEdit: boolean;
}) {
  const { goals: words, background, frame } = useWords();
  const [asks, setAsks] = useState(false);
  const { problem, run } = useCommand();
  const { id, seen } = view;
  const form: DiagnosisForm = {
    problem: view.problem,
    aetiology: view.aetiology,
    signs: view.signs,
    status: view.status,
  };
  const open = goals.filter(({ status }) => status === "active");

  const setStatus = async (status: DiagnosisForm["status"], ends: Map<string, GoalStatus>) => {
    const change = goals
      .filter((goal) => ends.has(goal.id))
      .map((goal) => ({ id: goal.id, seen: goal.seen, status: ends.get(goal.id)! }));
    const done = await run(async (clinic) => {
      const changed = await clinic.setDiagnosisStatus({ id, seen, status, goals: change });
      const now = change.length > 0 ? (await clinic.carePlan(patient.id)).goals : [];
      return { changed, goals: now.filter((goal) => ends.has(goal.id)) };
    });
    if (!done) return false;
    const back = done.goals.map((goal) => ({ id: goal.id, seen: goal.seen, status: "active" as const }));
    offerUndo(undoIdOf(view), background.nowIs(view.problem, words.states[status]), frame, () =>
      run((clinic) => clinic.setDiagnosisStatus({ id, seen: done.changed.seen, status: view.status, goals: back })),
    );
    return true;
  };
  const resolve = () => (open.length > 0 ? setAsks(true) : void setStatus("resolved", new Map()));

  return (
    <>
      <EntryRow
        name={view.problem}
        view={view}
        fields={fields}
        form={form}
        of={entryOf("diagnoses", patient.id, view.id)}
        patient={patient}
        mayEdit={mayEdit}
        save={(clinic, edited) => clinic.editDiagnosis({ id, seen, loaded: form, form: edited })}
        remove={(clinic, ...of) => clinic.removeDiagnosis(...of)}
        restore={(clinic, ...of) => clinic.restoreDiagnosis(...of)}
        menu={
          view.status === "active" ? (
            <Menu.Item onClick={resolve}>{open.length > 0 ? words.resolve : words.states.resolved}</Menu.Item>
          ) : (
            <Menu.Item onClick={() => void setStatus("active", new Map())}>{words.activate}</Menu.Item>
          )
        }>
        <p className={classes.sentence}>
          <span className={classes.name}>{view.problem}</span>
          {view.aetiology !== "" && <Part before={` ${words.relatedTo} `} text={view.aetiology} />}
          {view.signs !== "" && <Part before={`${words.shownBy} `} text={view.signs} />}
        </p>
      </EntryRow>
      {problem !== null && !asks && <ProblemAlert problem={problem} />}
      {asks && (
        <ResolveDialog
          diagnosis={view}
          goals={open}
          patient={patient}
          problem={problem}
          resolve={(ends) => setStatus("resolved", ends)}
          onClose={() => setAsks(false)}
        />
      )}
    </>
  );
}

function Part({ before, text }: { before: string; text: string }) {
  return (
    <>
      <span className="muted">{before}</span>
      {text}
    </>
  );
}
