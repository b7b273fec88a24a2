import { TextInput } from "@mantine/core";
import { useRef, useState, type ChangeEvent } from "react";
import { useClinic } from "../ipc/use-clinic";
import classes from "./Fields.module.css";

const GROUP_LENGTH = 4;
/** The number of groups of a printed key. */
export const RECOVERY_GROUPS = 19;

/** The same for every key, so it is printed and not asked for. */
const BEGINNING = ["AGE-", "SECR", "ET-K", "EY-1"];

export const emptyGroups = (groups: number): string[] =>
  Array.from({ length: groups }, (_, index) => BEGINNING[index] ?? "");

interface Props {
  typed: string[];
  label: (group: number) => string;
  wrong: (group: number) => string;
  onChange: (typed: string[]) => void;
}

/**
 * A recovery key from the paper, group by group, each checked on leaving it. Nothing can be pasted or dropped.
 */
export function RecoveryEntry({ typed, label, wrong, onChange }: Props) {
  return (
    <div className={classes.groups} data-groups>
      {typed.map((text, index) =>
        index < BEGINNING.length ? (
          <KeyGroup key={index} index={index} text={text} />
        ) : (
          <GroupField
            key={index}
            index={index}
            text={text}
            label={label(index + 1)}
            wrong={wrong(index + 1)}
            onChange={(next) => onChange(typed.map((group, at) => (at === index ? next : group)))}
          />
        ),
      )}
    </div>
  );
}

interface FieldProps {
  index: number;
  text: string;
  label: string;
  wrong: string;
  onChange: (text: string) => void;
}

function GroupField({ index, text, label, wrong, onChange }: FieldProps) {
  const clinic = useClinic();
  const [isWrong, setWrong] = useState(false);
  const checked = useRef("");
  // read the field, not the state: when a full group moves the focus, its last letter is not in the state yet
  const check = (left: string) => {
    checked.current = left.trim();
    if (left.trim() === "") return;
    const say = (fits: boolean) => checked.current === left.trim() && setWrong(!fits);
    void clinic.checkRecoveryGroup(index, left.trim()).then(say, () => say(false));
  };
  const type = (event: ChangeEvent<HTMLInputElement>) => {
    setWrong(false);
    checked.current = "";
    onChange(event.currentTarget.value);
    // a full group moves the focus to the next
    if (event.currentTarget.value.trim().length === GROUP_LENGTH && text.length < GROUP_LENGTH)
      fieldAfter(event.currentTarget)?.focus();
  };
  return (
    <TextInput
      className={classes.group}
      size="md"
      label={label}
      value={text}
      maxLength={GROUP_LENGTH}
      error={isWrong && wrong}
      autoFocus={index === BEGINNING.length}
      data-autofocus={index === BEGINNING.length || undefined}
      autoComplete="off"
      spellCheck={false}
      onChange={type}
      onPaste={(event) => event.preventDefault()}
      onDrop={(event) => event.preventDefault()}
      onBlur={(event) => check(event.currentTarget.value)}
    />
  );
}

function fieldAfter(field: HTMLInputElement): HTMLInputElement | undefined {
  const fields = [...(field.closest("[data-groups]")?.querySelectorAll("input") ?? [])];
  return fields[fields.indexOf(field) + 1];
}

/** One numbered group of a recovery key, to be read. */
function KeyGroup({ index, text }: { index: number; text: string }) {
  return (
    <div className={classes.printed}>
      <span className={classes.index}>{index + 1}</span>
      <span className={classes.key}>{text}</span>
    </div>
  );
}
