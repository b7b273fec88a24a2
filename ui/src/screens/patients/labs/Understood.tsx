import { Button } from "@mantine/core";
import type { LabReading } from "../../../ipc/views";
import { Chip } from "../../../parts/Chip";
import { useWords } from "../../../words/speech";
import classes from "./Labs.module.css";
import { useLabWords } from "../parts/use-lab-words";

/** How a value is interpreted while it is typed. */
export function Understood({ reading }: { reading: LabReading }) {
  const { labs: words } = useWords();
  const { judged, other } = useLabWords();
  const facts = reading.value === null ? words.words : [other(reading), judged(reading)].filter(Boolean).join(" · ");
  return (
    <span className={classes.understood} aria-live="polite">
      {reading.flag !== null && <Chip word={reading.flag} />}
      <span className="muted small">{facts}</span>
    </span>
  );
}

interface Props {
  /** As it was typed, with its unit. */
  typed: string;
  value: string;
  meant: string | null;
  onUse: (unit: string) => void;
  onConfirm: () => void;
}

/** The question about an improbable value; the likely answer has the focus. */
export function Improbable({ typed, value, meant, onUse, onConfirm }: Props) {
  const { labs: words } = useWords();
  return (
    <div role="alert" className={classes.question}>
      <span>{meant === null ? words.improbable(typed) : words.meant(typed, meant)}</span>
      {meant !== null && (
        <Button size="compact-sm" variant="default" autoFocus onClick={() => onUse(meant)}>
          {words.use(`${value} ${meant}`)}
        </Button>
      )}
      <Button size="compact-sm" variant="default" autoFocus={meant === null} onClick={onConfirm}>
        {words.yes(typed)}
      </Button>
    </div>
  );
}
