import { Button } from "@mantine/core";
import { IconCornerDownLeft } from "@tabler/icons-react";
import type { LabReading } from "../../../ipc/views";
import { Chip } from "../../../parts/Chip";
import { noPageKeys } from "../../../parts/no-page-keys";
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

const PLAIN = { size: "compact-sm", variant: "default", onKeyDown: noPageKeys } as const;
const LIKELY = {
  ...PLAIN,
  rightSection: <IconCornerDownLeft size={14} aria-hidden />,
  "aria-keyshortcuts": "Enter",
} as const;

interface Props {
  /** As it was typed, with its unit. */
  typed: string;
  value: string;
  meant: string | null;
  onUse: (unit: string) => void;
  onConfirm: () => void;
}

/** The question about an improbable value; the field keeps the focus, and its Enter takes the likely answer. */
export function Improbable({ typed, value, meant, onUse, onConfirm }: Props) {
  const { labs: words } = useWords();
  return (
    <div role="alert" className={classes.question}>
      <span>{meant === null ? words.improbable(typed) : words.meant(typed, meant)}</span>
      {meant !== null && (
        <Button {...LIKELY} onClick={() => onUse(meant)}>
          {words.use(`${value} ${meant}`)}
        </Button>
      )}
      <Button {...(meant === null ? LIKELY : PLAIN)} onClick={onConfirm}>
        {words.yes(typed)}
      </Button>
    </div>
  );
}
