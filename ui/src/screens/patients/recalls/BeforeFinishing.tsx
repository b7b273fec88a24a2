import { Checkbox, Radio, TextInput } from "@mantine/core";
import { useEffect, useEffectEvent, useState } from "react";
import { fieldLengths } from "../../../ipc/bindings";
import { beforeLeaving } from "../../../ipc/unsaved";
import type { Problem, RecallChecklist, RecallForm, RecallView } from "../../../ipc/views";
import { Panel } from "../../../parts/Panel";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { useFieldErrors } from "../../../parts/use-field-errors";
import { useWords } from "../../../words/speech";
import classes from "./Recalls.module.css";
import type { RecallActions } from "./use-recall";

/** The last questions: whether it was a typical day, and foods that are easily forgotten. */
export function BeforeFinishing({ recall, actions }: { recall: RecallView; actions: RecallActions | null }) {
  const { recalls: words } = useWords();
  const { isTypical, remark, checklist } = recall.form;
  const [text, setText] = useState(remark);
  const asked = Object.keys(words.checklist) as (keyof RecallChecklist)[];
  const [problem, setProblem] = useState<Problem | null>(null);
  const errors = useFieldErrors(problem, ["remark"], { remark: text });
  const edit = async (changed: Partial<RecallForm>) => {
    const refused = actions === null ? null : await actions.edit(changed);
    setProblem(refused);
    return refused === null;
  };
  const store = useEffectEvent(() => edit({ remark: text }));
  const isTyped = text.trim() !== remark;
  useEffect(() => (isTyped ? beforeLeaving(() => store()) : undefined), [isTyped]);
  return (
    <Panel title={words.beforeFinishing}>
      <div className={classes.questions}>
        {recall.form.kind !== "usualDay" && (
          <Radio.Group
            label={words.typical}
            value={isTypical === null ? null : String(isTypical)}
            onChange={(value) => void edit({ isTypical: value === "true" })}>
            <div className={classes.choices}>
              <Radio size="xs" value="true" label={words.yes} disabled={actions === null} />
              <Radio size="xs" value="false" label={words.no} disabled={actions === null} />
            </div>
          </Radio.Group>
        )}
        {(isTypical === false || remark !== "") && (
          <TextInput
            label={words.remark}
            placeholder={words.remarkHelp}
            value={text}
            error={errors.of("remark")}
            readOnly={actions === null}
            maxLength={fieldLengths.recall.remark}
            autoComplete="off"
            onBlur={() => isTyped && problem === null && void edit({ remark: text })}
            onChange={(event) => (setProblem(null), setText(event.currentTarget.value))}
          />
        )}
        <fieldset className={classes.checklist}>
          <legend>{words.forgotten}</legend>
          {asked.map((key) => (
            <Checkbox
              key={key}
              size="xs"
              label={words.checklist[key]}
              checked={checklist[key]}
              disabled={actions === null}
              onChange={(event) => void edit({ checklist: { ...checklist, [key]: event.currentTarget.checked } })}
            />
          ))}
        </fieldset>
        {/* what is about no field is said above the foods */}
        {errors.rest?.code === "invalid" && <ProblemAlert problem={errors.rest} />}
      </div>
    </Panel>
  );
}
