import { type Icon, IconAlertOctagon, IconArrowDown, IconArrowUp, IconMinus } from "@tabler/icons-react";
import type { AlertPriority } from "../../ipc/views";
import { LooseChip } from "../../parts/Chip";
import type { Tone } from "../../styles/tokens";
import { useWords } from "../../words/speech";

const LOOKS: Record<AlertPriority, { tone: Tone; icon: Icon }> = {
  low: { tone: "none", icon: IconArrowDown },
  medium: { tone: "none", icon: IconMinus },
  high: { tone: "warn", icon: IconArrowUp },
  critical: { tone: "bad", icon: IconAlertOctagon },
};

export function PriorityChip({ priority }: { priority: AlertPriority }) {
  const { alerts } = useWords();
  return <LooseChip {...LOOKS[priority]} text={alerts.priorities[priority]} />;
}
