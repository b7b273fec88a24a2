import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import type { Concern, ScreeningResult } from "../../../ipc/views";
import { LooseChip } from "../../../parts/Chip";
import type { Tone } from "../../../styles/tokens";
import { useWords } from "../../../words/speech";

const TONES: Record<Concern, Tone> = { none: "ok", some: "warn", high: "bad" };

/** "3, high risk" */
export function ResultChip({ result, isReplaced = false }: { result: ScreeningResult; isReplaced?: boolean }) {
  const { screening } = useWords();
  return (
    <LooseChip
      tone={isReplaced ? "none" : TONES[result.concern]}
      icon={result.concern === "none" ? IconCheck : IconAlertTriangle}
      text={`${result.score}, ${screening.categories[result.category]}`}
      struck={isReplaced}
    />
  );
}
