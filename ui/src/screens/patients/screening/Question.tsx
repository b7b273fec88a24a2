import { Radio } from "@mantine/core";
import { useId } from "react";
import type { ChoiceKey, KnownAnswer, ScreeningQuestion } from "../../../ipc/views";
import { useFormat, useWords } from "../../../words/speech";
import classes from "./Screening.module.css";

interface Props {
  index: number;
  question: ScreeningQuestion;
  chosen: ChoiceKey | null;
  isCurrent: boolean;
  /** What to do if no value is known. */
  hint: string | null;
  onFocus: () => void;
  onChoose: (choice: number) => void;
}

/** One question with its answers as cards; each says the digit that chooses it while the question is framed. */
export function Question({ index, question, chosen, isCurrent, hint, onFocus, onChoose }: Props) {
  const { screeningQuestions: words } = useWords();
  const name = useId();
  const choose = (value: string) => onChoose(question.choices.findIndex(({ key }) => key === value));
  return (
    <section
      className={classes.question}
      data-question={index}
      data-current={isCurrent || undefined}
      onFocusCapture={onFocus}>
      <h2 id={name} className={classes.title}>
        {words.asks[question.key]}
      </h2>
      {question.known !== null && <Known known={question.known} />}
      {question.known === null && hint !== null && <p className="small muted">{hint}</p>}
      <Radio.Group value={chosen ?? ""} onChange={choose} aria-labelledby={name}>
        <div className={classes.cards}>
          {question.choices.map(({ key }, choice) => (
            <Radio.Card
              key={key}
              value={key}
              className={classes.card}
              aria-label={words.choices[key]}
              // choosing the current answer again moves on, too
              onClick={() => chosen === key && onChoose(choice)}>
              <Radio.Indicator size="xs" />
              <span>{words.choices[key]}</span>
              {isCurrent && <kbd className={classes.digit}>{choice + 1}</kbd>}
            </Radio.Card>
          ))}
        </div>
      </Radio.Group>
    </section>
  );
}

/** The measured value with its day: the user judges whether an older one still holds. */
function Known({ known }: { known: KnownAnswer }) {
  const { screening: words } = useWords();
  const format = useFormat();
  const value = words.measures[known.measure](format.number(known.value));
  return (
    <p className="small muted">
      {known.isToday ? words.fromToday(value) : words.onDay(value, format.shortDate(known.measuredAt))}
    </p>
  );
}
