import { Checkbox, Radio, TextInput } from "@mantine/core";
import { useEffect, useEffectEvent, useState } from "react";
import { fieldLengths } from "../../../ipc/bindings";
import { beforeLeaving } from "../../../ipc/unsaved";
import type { RecallChecklist, RecallView } from "../../../ipc/views";
import { Panel } from "../../../parts/Panel";
import { useWords } from "../../../words/speech";
import classes from "./Recalls.module.css";
import type { RecallActions } from "./use-recall";

/** What is asked last: whether it was a typical day, and what is easily forgotten. */
export function BeforeFinishing({ recall, actions }: { recall: RecallView; actions: RecallActions | null }) {
  const { recalls: words } = useWords();
  const { isTypical, remark, checklist } = recall.form;
  const [text, setText] = useState(remark);
  const asked = Object.keys(words.checklist) as (keyof RecallChecklist)[];
  const store = useEffectEvent(async () => (actions === null ? null : await actions.edit({ remark: text })) === null);
  const isTyped = text.trim() !== remark;
  useEffect(() => (isTyped ? beforeLeaving(() => store()) : undefined), [isTyped]);
  return (
    <Panel title={words.beforeFinishing}>
      {recall.form.kind !== "usualDay" && (
        <Radio.Group
          label={words.typical}
          value={isTypical === null ? null : String(isTypical)}
          onChange={(value) => void actions?.edit({ isTypical: value === "true" })}>
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
          readOnly={actions === null}
          maxLength={fieldLengths.recall.remark}
          autoComplete="off"
          onBlur={() => isTyped && void actions?.edit({ remark: text })}
          onChange={(event) => setText(event.currentTarget.value)}
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
            onChange={(event) =>
              void actions?.edit({ checklist: { ...checklist, [key]: event.currentTarget.checked } })
            }
          />
        ))}
      </fieldset>
    </Panel>
  );
}
