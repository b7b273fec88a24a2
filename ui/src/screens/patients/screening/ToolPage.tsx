import { Button } from "@mantine/core";
import { useWindowEvent } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useEffect, useRef, useState } from "react";
import { queries } from "../../../ipc/queries";
import { useClinicQuery, useCommand } from "../../../ipc/use-clinic";
import type { GivenAnswer, NewScreening, QuestionKey, Scoring, ScreeningForm, ScreeningTool } from "../../../ipc/views";
import { Loaded } from "../../../parts/Loaded";
import { useOwnPrimary } from "../../../parts/PrimaryScope";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { useWords } from "../../../words/speech";
import { useFormDraft } from "../../../ipc/use-form-draft";
import { ResumedNote } from "../../../parts/ResumedNote";
import { Columns } from "./Columns";
import { FollowingChoice, useFollowing } from "./Following";
import { Question } from "./Question";
import { ResultChip } from "./ResultChip";
import classes from "./Screening.module.css";
import { useNextSteps } from "./use-next-steps";

/** The questions that a body mass index answers. */
const OF_HEIGHT: QuestionKey[] = ["mustBmi", "nrsCondition", "glimBmi", "mnaSize"];

type Given = Partial<Record<QuestionKey, GivenAnswer>>;

interface Props {
  form: ScreeningForm;
  patientId: string;
  visitId: string | null;
  corrects: string | null;
  lacksHeight: boolean;
  /** When the answers of a screening that was not finished were stored. */
  draftSavedAt: string | null;
  onDiscarded: () => void;
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
export function ToolPage({
  form,
  patientId,
  visitId,
  corrects,
  lacksHeight,
  draftSavedAt,
  onDiscarded,
  onSaved,
}: Props) {
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
  useOwnPrimary();
  const { busy, problem, run, submit } = useCommand();
  const draft = useFormDraft(asked, (clinic, now) => clinic.saveScreeningDraft(now));
  const following = useFollowing(patientId);
  const result = scoring.value?.result ?? null;
  const isReady = result !== null && !busy;
  const finish = async () => {
    if (!isReady) return;
    const recorded = await submit((clinic) => clinic.recordScreening(asked), draft.saveNow);
    if (recorded === undefined) return;
    await draft.forget();
    notifications.show({ message: words.saved });
    await following.add(recorded);
    onSaved();
  };
  const discard = async () => {
    await draft.forget();
    if ((await run((clinic) => clinic.discardScreeningDraft(patientId, corrects))) !== undefined) onDiscarded();
  };
  const answer = (index: number, choice: number) => {
    const question = form.questions[index];
    const chosen = question?.choices[choice];
    if (question === undefined || chosen === undefined) return;
    // a measured value is more exact than the range of an answer
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
      // an open dialog handles the keys
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
        <ResumedNote at={draftSavedAt} onAfresh={() => void discard()} />
        <Columns questions={form.questions}>
          {(question, index) => (
            <Question
              key={question.key}
              index={index}
              question={question}
              chosen={given[question.key]?.choice ?? null}
              isCurrent={index === current}
              hint={lacksHeight && OF_HEIGHT.includes(question.key) ? words.lacksHeight : null}
              onFocus={() => setCurrent(index)}
              onChoose={(choice) => answer(index, choice)}
            />
          )}
        </Columns>
      </div>
      <aside className={classes.score} aria-label={words.result}>
        <h2 className={classes.title}>{words.tools[form.tool]}</h2>
        <div role="status" className={classes.stack}>
          <Loaded of={scoring} rows={1}>
            {(value) => <Score tool={form.tool} scoring={value} />}
          </Loaded>
        </div>
        {result !== null && <FollowingChoice result={result} following={following} />}
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
function Score({ tool, scoring: { result, missing, problem } }: { tool: ScreeningTool; scoring: Scoring }) {
  const { screening: words } = useWords();
  const own = useNextSteps(tool, result?.category ?? null);
  if (result !== null)
    return (
      <>
        <div>
          <ResultChip result={result} />
        </div>
        <div>
          <p className={classes.name}>{words.nextTitle}</p>
          <p>{own ?? words.next[result.category]}</p>
        </div>
      </>
    );
  if (problem !== null) return <p className={classes.warn}>{words.problems[problem]}</p>;
  return <p>{missing.length === 0 ? words.optional : words.missing(missing.length)}</p>;
}
