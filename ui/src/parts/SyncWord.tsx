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

/** The sync state of something: always an icon and words. */
export function SyncWord({ look, tone, text }: { look: SyncLook; tone: Tone | "muted"; text: string }) {
  return (
    <span className={classes.word} data-tone={tone}>
      <SyncSign look={look} size={16} />
      {text}
    </span>
  );
}

/** The icon alone, next to a sentence. */
export function SyncSign({ look, size = 20 }: { look: SyncLook; size?: number }) {
  const Sign = ICONS[look];
  return <Sign size={size} stroke={1.75} aria-hidden />;
}
