import { Fragment, type ReactNode } from "react";
import type { QuestionKey, ScreeningQuestion } from "../../../ipc/views";
import { useWords } from "../../../words/speech";
import classes from "./Screening.module.css";

type Column = "phenotypic" | "etiologic";

/** What the criteria of malnutrition are divided into; the questions of the other tools are in one column. */
const COLUMN_OF: Partial<Record<QuestionKey, Column>> = {
  glimLoss: "phenotypic",
  glimBmi: "phenotypic",
  glimAsia: "phenotypic",
  glimMuscle: "phenotypic",
  glimIntake: "etiologic",
  glimInflammation: "etiologic",
};
const COLUMNS: Column[] = ["phenotypic", "etiologic"];

interface Props {
  questions: ScreeningQuestion[];
  children: (question: ScreeningQuestion, index: number) => ReactNode;
}

/** The questions of a tool below each other; the criteria of malnutrition in two columns, phenotypic and etiologic. */
export function Columns({ questions, children }: Props) {
  const { screening: words } = useWords();
  const numbered = questions.map((question, index) => ({ question, index, column: COLUMN_OF[question.key] }));
  const shown = (column: Column | undefined) =>
    numbered
      .filter((item) => item.column === column)
      .map(({ question, index }) => <Fragment key={question.key}>{children(question, index)}</Fragment>);
  if (numbered.every(({ column }) => column === undefined)) return shown(undefined);
  return (
    <>
      {shown(undefined)}
      <div className={classes.columns}>
        {COLUMNS.map((column) => (
          <section key={column} className={classes.questions} aria-label={words.columns[column]}>
            <h2 className={classes.name}>{words.columns[column]}</h2>
            {shown(column)}
          </section>
        ))}
      </div>
    </>
  );
}
