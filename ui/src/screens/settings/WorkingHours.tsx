import { ActionIcon, Button, Text, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useId, useState } from "react";
import { fieldLengths } from "../../ipc/bindings";
import { ClockInput } from "../../parts/ClockInput";
import { useFormat, useWords } from "../../words/speech";
import settings from "./Settings.module.css";
import {
  type Block,
  MIDNIGHT,
  nextBlock,
  readWeek,
  shownEnd,
  typedEnd,
  USUAL_WEEK,
  writeWeek,
  wrongHours,
} from "./working-hours";
import classes from "./WorkingHours.module.css";

interface Props {
  value: string;
  error: string | undefined;
  onChange: (hours: string) => void;
}

/** The working hours of a user, by weekday; a text of another form is edited as it is. */
export function WorkingHours({ value, error, onChange }: Props) {
  const { users: words } = useWords();
  const format = useFormat();
  const [isText] = useState(() => readWeek(value) === null);
  const week = readWeek(value);
  if (isText || week === null)
    return (
      <TextInput
        label={words.workingHours}
        description={words.workingHoursHelp}
        inputWrapperOrder={["label", "input", "error", "description"]}
        value={value}
        maxLength={fieldLengths.user.shiftSchedule}
        error={error}
        autoComplete="off"
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  const isEmpty = week.every((blocks) => blocks.length === 0);
  return (
    <fieldset className={settings.group}>
      <legend className="small muted">{words.workingHours}</legend>
      {isEmpty && (
        <div>
          <Text size="sm">{words.usualWeek}</Text>
          <Button variant="subtle" size="xs" onClick={() => onChange(writeWeek(USUAL_WEEK))}>
            {words.startUsual}
          </Button>
        </div>
      )}
      <ul className={classes.days}>
        {week.map((blocks, index) => (
          <DayHours
            key={index}
            name={format.longWeekday(index)}
            blocks={blocks}
            onChange={(changed) => onChange(writeWeek(week.map((own, at) => (at === index ? changed : own))))}
          />
        ))}
      </ul>
      {error !== undefined && (
        <Text size="xs" role="alert" c="var(--mantine-color-error)">
          {error}
        </Text>
      )}
    </fieldset>
  );
}

interface DayProps {
  name: string;
  blocks: Block[];
  onChange: (blocks: Block[]) => void;
}

/** The hours of one weekday, and what is wrong with them. */
function DayHours({ name, blocks, onChange }: DayProps) {
  const { users: words } = useWords();
  const wrong = wrongHours(blocks);
  const reason = useId();
  const change = (at: number, part: Partial<Block>) =>
    onChange(blocks.map((block, index) => (index === at ? { ...block, ...part } : block)));
  return (
    <li className={classes.day}>
      <span className={classes.name}>{name}</span>
      <div
        role="group"
        className={classes.blocks}
        aria-label={name}
        aria-describedby={wrong === null ? undefined : reason}>
        {blocks.map(({ from, to }, index) => {
          const field = (label: string, time: string, onTyped: (typed: string) => void) => (
            <ClockInput aria-label={label} value={time} step={300} error={wrong !== null} onChange={onTyped} />
          );
          return (
            <div key={index} className={classes.block}>
              {field(words.hoursFrom(name, index + 1), from, (typed) => change(index, { from: typed }))}
              <span aria-hidden>–</span>
              {field(words.hoursTo(name, index + 1), shownEnd(to), (typed) => change(index, { to: typedEnd(typed) }))}
              {to === MIDNIGHT && <span className="small muted">{words.midnight}</span>}
              <ActionIcon
                aria-label={words.removeHours(name, index + 1)}
                onClick={() => onChange(blocks.filter((_, at) => at !== index))}>
                <IconX size={16} aria-hidden />
              </ActionIcon>
            </div>
          );
        })}
        <Button
          variant="subtle"
          size="xs"
          aria-label={words.addHoursOf(name)}
          onClick={() => onChange([...blocks, nextBlock(blocks)])}>
          {words.addHours}
        </Button>
      </div>
      {wrong !== null && (
        <Text id={reason} className={classes.wrong} size="xs" role="status" c="var(--mantine-color-error)">
          {words.wrongHours[wrong]}
        </Text>
      )}
    </li>
  );
}
