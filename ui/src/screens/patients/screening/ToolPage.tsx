import { Button } from "@mantine/core";
import { useWindowEvent } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useEffect, useRef, useState } from "react";
import { queries } from "../../../ipc/queries";
import { useClinicQuery, useCommand } from "../../../ipc/use-clinic";
import type { GivenAnswer, NewScreening, QuestionKey, Scoring, ScreeningForm } from "../../../ipc/views";
import { Loaded } from "../../../parts/Loaded";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { useWords } from "../../../words/speech";
import { Question } from "./Question";
import { ResultChip } from "./ResultChip";
import classes from "./Screening.module.css";

type Given = Partial<Record<QuestionKey, GivenAnswer>>;

interface Props {
  form: ScreeningForm;
  patientId: string;
  visitId: string | null;
  corrects: string | null;
  onSaved: () => void;
}

const knownIn = (form: ScreeningForm): Given =>
  Object.fromEntries(
    form.questions.flatMap(({ key, given, known }) => {
      const answer = given ?? known?.answer ?? null;
      return answer === null ? [] : [[key, answer]];
    }),
  );

/** The questions of a tool left, their score right. A digit answers the question that is framed, and moves on. */
export function ToolPage({ form, patientId, visitId, corrects, onSaved }: Props) {
  const { screening: words } = useWords();
  const [given, setGiven] = useState(() => knownIn(form));
  const firstOpen = form.questions.findIndex(({ key }) => knownIn(form)[key] === undefined);
  const [current, setCurrent] = useState(firstOpen === -1 ? 0 : firstOpen);
  const questions = useRef<HTMLDivElement>(null);
  const asked: NewScreening = {
    patientId,
    tool: form.tool,
    answers: Object.assign({}, ...Object.values(given).map(({ answers }) => answers)) as NewScreening["answers"],
    visitId: corrects === null ? visitId : null,
    screenedAt: null,
    replaces: corrects,
  };
  const scoring = useClinicQuery(queries.scoring(asked));
  const { busy, problem, run } = useCommand();
  const isReady = scoring.value?.result != null && !busy;
  const finish = async () => {
    if (!isReady || (await run((clinic) => clinic.recordScreening(asked))) === undefined) return;
    notifications.show({ message: words.saved });
    onSaved();
  };
  const answer = (index: number, choice: number) => {
    const question = form.questions[index];
    const chosen = question?.choices[choice];
    if (question === undefined || chosen === undefined) return;
    // what was measured is more exact than the range that it lies in
    const measured = question.known?.answer;
    const answers = measured?.choice === chosen.key ? measured.answers : chosen.answers;
    setGiven({ ...given, [question.key]: { choice: chosen.key, answers } });
    setCurrent(index + 1);
  };
  useEffect(() => {
    questions.current?.querySelector<HTMLElement>(`[data-question="${current}"] [role=radio]`)?.focus();
  }, [current]);
  const isAtEnd = current === form.questions.length && isReady;
  useEffect(() => {
    if (isAtEnd) document.querySelector<HTMLElement>("[data-finish]")?.focus();
  }, [isAtEnd]);
  useWindowEvent(
    "keydown",
    (event) => {
      // a dialog has its own keys
      if (document.querySelector("[role=dialog]") !== null) return;
      const isMod = event.ctrlKey || event.metaKey;
      if (isMod && event.key === "Enter") {
        event.preventDefault();
        event.stopImmediatePropagation();
        void finish();
      } else if (!isMod && !event.altKey && /^[1-9]$/.test(event.key)) {
        event.preventDefault();
        answer(current, Number(event.key) - 1);
      }
    },
    { capture: true },
  );
  return (
    <div className={classes.page}>
      <div className={classes.questions} ref={questions}>
        {form.questions.map((question, index) => (
          <Question
            key={question.key}
            index={index}
            question={question}
            chosen={given[question.key]?.choice ?? null}
            isCurrent={index === current}
            onFocus={() => setCurrent(index)}
            onChoose={(choice) => answer(index, choice)}
          />
        ))}
      </div>
      <aside className={classes.score} aria-label={words.result}>
        <h2 className={classes.title}>{words.tools[form.tool]}</h2>
        <div role="status" className={classes.stack}>
          <Loaded of={scoring} rows={1}>
            {(value) => <Score scoring={value} />}
          </Loaded>
        </div>
        {problem !== null && <ProblemAlert problem={problem} />}
        <Button data-finish loading={busy} disabled={!isReady} onClick={() => void finish()}>
          {words.finish}
        </Button>
        <p className="small muted">{words.keys}</p>
        <p className="small muted">{form.credit}</p>
      </aside>
    </div>
  );
}

/** The result and what follows from it; until every answer is there, how many are missing, and no score. */
function Score({ scoring: { result, missing, problem } }: { scoring: Scoring }) {
  const { screening: words } = useWords();
  if (result !== null)
    return (
      <>
        <div>
          <ResultChip result={result} />
        </div>
        <div>
          <p className={classes.name}>{words.nextTitle}</p>
          <p>{words.next[result.category]}</p>
        </div>
      </>
    );
  if (problem !== null) return <p className={classes.warn}>{words.problems[problem]}</p>;
  return <p>{missing.length === 0 ? words.optional : words.missing(missing.length)}</p>;
}
