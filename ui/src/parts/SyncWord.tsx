import {
  IconAlertTriangle,
  IconClipboardCheck,
  IconCloudCheck,
  IconCloudOff,
  IconCloudUp,
  IconDeviceLaptop,
  type Icon,
} from "@tabler/icons-react";
import type { Tone } from "../styles/tokens";
import classes from "./Chip.module.css";

export type SyncLook = "local" | "done" | "moving" | "away" | "needs" | "review";
const ICONS: Record<SyncLook, Icon> = {
  local: IconDeviceLaptop,
  done: IconCloudCheck,
  moving: IconCloudUp,
  away: IconCloudOff,
  needs: IconAlertTriangle,
  review: IconClipboardCheck,
};

interface Props {
  look: SyncLook;
  tone: Tone | "muted";
  text: string;
  /** In a narrow window only the icon is left, in a button that has the words as its name and title. */
  folds?: boolean;
}

/** The sync state of something: an icon and words. */
export function SyncWord({ look, tone, text, folds = false }: Props) {
  return (
    <span className={classes.word} data-tone={tone} data-folds={folds || undefined}>
      <SyncSign look={look} size={16} />
      <span>{text}</span>
    </span>
  );
}

/** The icon alone, next to a sentence. */
export function SyncSign({ look, size = 20 }: { look: SyncLook; size?: number }) {
  const Sign = ICONS[look];
  return <Sign size={size} stroke={1.75} aria-hidden />;
}
