import { ActionIcon, TextInput, Tooltip } from "@mantine/core";
import { IconCalendarTime } from "@tabler/icons-react";
import { type KeyboardEvent, useState } from "react";
import type { At, MeasureLine, Reason } from "../../ipc/views";
import { useMeasures } from "../../parts/use-measures";
import { useMoment } from "../../parts/use-moment";
import { useFormat, useTimeZone, useToday, useWords } from "../../words/speech";
import { dayOf } from "../../words/time";
import classes from "./Visit.module.css";

interface Props {
  line: MeasureLine;
  startedAt: string;
  /** The time of measurement that is not recorded yet. */
  pending: At | null;
  onDate: () => void;
}

/** The day of a measurement if it is not the day of its entry, and a button that sets it. */
export function MeasuredAt({ line, startedAt, pending, onDate }: Props) {
  const { measurementKinds: words } = useWords();
  const format = useFormat();
  const timeZone = useTimeZone();
  const today = useToday();
  const { name, datedBack } = useMeasures();
  const isEarlier = pending !== null && dayOf(pending, timeZone) !== today;
  const dated = isEarlier ? words.measuredDay(format.shortDate(pending)) : datedBack(line.current, startedAt);
  return (
    <>
      {dated !== null && <span className={classes.datedBack}>{dated}</span>}
      <Tooltip label={`${words.measuredOn} (Alt+D)`}>
        {/* reached by Alt+D from its entry: Tab goes from entry to entry */}
        <ActionIcon
          size={20}
          className={classes.when}
          tabIndex={-1}
          aria-label={words.when(name(line.kind))}
          onClick={onDate}>
          <IconCalendarTime size={14} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </>
  );
}

interface EntryProps {
  name: string;
  /** Why the last moment was refused. */
  problem: Reason | null;
  onDate: (at: At) => void;
  onClose: () => void;
  onBlur: () => void;
}

/** The field for the time of a measurement; Enter takes it, Escape cancels. */
export function DateEntry({ name, problem, onDate, onClose, onBlur }: EntryProps) {
  const { measurementKinds: words } = useWords();
  const moment = useMoment();
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState<string | null>(null);
  const take = (event: KeyboardEvent) => {
    if (event.key === "Escape") return (event.stopPropagation(), onClose());
    if (event.key !== "Enter") return;
    event.preventDefault();
    const { at, error } = moment(text);
    if (at === null) setWrong(error);
    else onDate(at);
  };
  const refused = problem === "backwards" ? words.beforeBirth : problem === "inTheFuture" ? words.future : null;
  return (
    <TextInput
      autoFocus
      className={classes.dateEntry}
      aria-label={words.measuredOnOf(name)}
      description={words.measuredOnHelp}
      inputWrapperOrder={["input", "error", "description"]}
      value={text}
      error={wrong ?? (text === "" ? refused : null)}
      autoComplete="off"
      onChange={(event) => (setText(event.currentTarget.value), setWrong(null))}
      onKeyDown={take}
      onBlur={onBlur}
    />
  );
}
