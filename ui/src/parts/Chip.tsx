import { Badge } from "@mantine/core";
import {
  type Icon,
  IconAlertTriangle,
  IconArrowDown,
  IconArrowUp,
  IconBan,
  IconCheck,
  IconChevronsDown,
  IconChevronsUp,
  IconCircleDashed,
  IconClock,
  IconDoor,
  IconEye,
  IconFlask,
  IconHistory,
  IconLock,
  IconPencil,
  IconPlus,
  IconUserCheck,
  IconUserOff,
  IconUserX,
} from "@tabler/icons-react";
import type { Tone } from "../styles/tokens";
import { useWords } from "../words/speech";
import classes from "./Chip.module.css";

/** The words that a chip may carry. */
export type ChipWord = keyof ReturnType<typeof useWords>["chips"];
const LOOKS: Record<ChipWord, { tone: Tone; icon: Icon; outlined?: boolean; struck?: boolean }> = {
  scheduled: { tone: "none", icon: IconClock },
  confirmed: { tone: "ok", icon: IconCheck, outlined: true },
  arrived: { tone: "info", icon: IconUserCheck },
  inRoom: { tone: "paused", icon: IconDoor },
  completed: { tone: "ok", icon: IconCheck },
  attended: { tone: "ok", icon: IconUserCheck },
  absent: { tone: "warn", icon: IconUserX },
  excused: { tone: "none", icon: IconUserOff },
  noShow: { tone: "warn", icon: IconBan },
  cancelled: { tone: "none", icon: IconBan, struck: true },
  draft: { tone: "warn", icon: IconPencil },
  signed: { tone: "ok", icon: IconLock },
  addendum: { tone: "info", icon: IconPlus },
  void: { tone: "bad", icon: IconBan },
  waiting: { tone: "none", icon: IconClock },
  conflict: { tone: "bad", icon: IconAlertTriangle },
  readOnly: { tone: "none", icon: IconEye },
  active: { tone: "ok", icon: IconCheck },
  inactive: { tone: "none", icon: IconCircleDashed },
  discharged: { tone: "none", icon: IconCircleDashed },
  waitlist: { tone: "info", icon: IconClock },
  onHold: { tone: "paused", icon: IconClock },
  low: { tone: "warn", icon: IconArrowDown },
  high: { tone: "warn", icon: IconArrowUp },
  mildLoss: { tone: "warn", icon: IconArrowDown },
  moderateLoss: { tone: "warn", icon: IconArrowDown },
  severeLoss: { tone: "bad", icon: IconChevronsDown },
  criticalLow: { tone: "bad", icon: IconChevronsDown },
  criticalHigh: { tone: "bad", icon: IconChevronsUp },
  ordered: { tone: "none", icon: IconClock },
  collected: { tone: "info", icon: IconFlask },
  resulted: { tone: "ok", icon: IconCheck },
  unread: { tone: "warn", icon: IconEye },
  check: { tone: "warn", icon: IconAlertTriangle },
  confirmedValue: { tone: "none", icon: IconCheck },
  revoked: { tone: "bad", icon: IconBan },
  thisComputer: { tone: "info", icon: IconCheck },
  verified: { tone: "ok", icon: IconCheck },
  earlierVersion: { tone: "none", icon: IconHistory },
};

/** A state in one of the fixed words, with an icon so that colour never speaks alone. */
export function Chip({ word }: { word: ChipWord }) {
  const { tone, icon: Sign, outlined, struck } = LOOKS[word];
  return <LooseChip tone={tone} icon={Sign} text={useWords().chips[word]} outlined={outlined} struck={struck} />;
}

/** A chip for words that are data: an allergy, a file number. */
export function LooseChip({
  tone,
  icon: Sign,
  text,
  outlined = false,
  struck = false,
  label,
  title,
}: {
  tone: Tone;
  icon: Icon;
  text: string;
  outlined?: boolean;
  struck?: boolean;
  /** A label of the clinic, which is no state. */
  label?: "used" | "over";
  /** Said where the chip may be cut off. */
  title?: string;
}) {
  return (
    <Badge
      className={classes.chip}
      title={title}
      data-tone={tone}
      data-outlined={outlined || undefined}
      data-struck={struck || undefined}
      data-label={label}
      variant="default"
      leftSection={<Sign size={12} stroke={2} aria-hidden />}>
      {text}
    </Badge>
  );
}

/** The sign of a chip without its word, for where the word has no room; it is read from the title. */
export function ChipIcon({ word, className }: { word: ChipWord; className?: string }) {
  const { chips } = useWords();
  const { icon: Sign } = LOOKS[word];
  return (
    <span className={className} title={chips[word]}>
      <Sign size={14} aria-hidden />
    </span>
  );
}
