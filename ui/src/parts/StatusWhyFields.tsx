import { Radio, Stack, TextInput } from "@mantine/core";
import { type KeyboardEvent, useRef } from "react";
import { fieldLengths } from "../ipc/bindings";
import type { StatusReason, StatusWhy } from "../ipc/views";
import { useWords } from "../words/speech";

const CODES: StatusReason[] = [
  "patientRequest",
  "clinicRequest",
  "illness",
  "weather",
  "unreachable",
  "correction",
  "other",
];
const isCode = (text: string): text is StatusReason => CODES.some((code) => code === text);

export const NO_WHY: StatusWhy = { code: null, text: "" };

/** What is not given yet, in words; null where it is complete. */
export function useWhyMissing({ code, text }: StatusWhy): string | null {
  const { statusReasons: words } = useWords();
  if (code === null) return words.missing;
  return code === "other" && text.trim() === "" ? words.missingText : null;
}

/** A digit chooses the reason, wherever the focus is but in a text. */
export function useWhyKeys(onCode: (code: StatusReason) => void) {
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const isText = event.target instanceof HTMLInputElement && event.target.type === "text";
    const index = Number(event.key) - 1;
    const code = CODES[index];
    if (isText || code === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    onCode(code);
    list.current?.querySelectorAll("input")[index]?.focus();
  };
  return { list, onKeyDown };
}

interface Props {
  value: StatusWhy;
  list: React.RefObject<HTMLDivElement | null>;
  onChange: (why: StatusWhy) => void;
}

/** Why an appointment does not take place or goes back: one of a short list, and words that only "Other" needs. */
export function StatusWhyFields({ value, list, onChange }: Props) {
  const { statusReasons: words } = useWords();
  return (
    <>
      <Radio.Group
        ref={list}
        label={words.ask}
        value={value.code}
        onChange={(code) => isCode(code) && onChange({ ...value, code })}>
        <Stack gap={4} mt="xs">
          {CODES.map((code, index) => (
            <Radio key={code} value={code} label={`${index + 1} ${words.codes[code]}`} />
          ))}
        </Stack>
      </Radio.Group>
      <TextInput
        label={value.code === "other" ? words.textOfOther : words.text}
        value={value.text}
        maxLength={fieldLengths.appointmentStatusChange.reason}
        autoComplete="off"
        onChange={(event) => onChange({ ...value, text: event.currentTarget.value })}
      />
    </>
  );
}
