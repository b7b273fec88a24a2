import {
  type Icon,
  IconBan,
  IconCheck,
  IconCircleDashed,
  IconClock,
  IconHourglass,
  IconTrash,
} from "@tabler/icons-react";
import type { QuoteState, QuoteView } from "../../ipc/views";
import type { Tone } from "../../styles/tokens";
import { useWords } from "../../words/speech";
import { LooseChip } from "../Chip";

const LOOKS: Record<QuoteState, { tone: Tone; icon: Icon }> = {
  empty: { tone: "none", icon: IconCircleDashed },
  waiting: { tone: "info", icon: IconHourglass },
  expired: { tone: "warn", icon: IconClock },
  declined: { tone: "none", icon: IconBan },
  invoiced: { tone: "ok", icon: IconCheck },
};

/** The state of a quote in one of five words. */
export function QuoteChips({ quote: { state, isPatientDeleted } }: { quote: QuoteView }) {
  const { quotes: words, billing } = useWords();
  return (
    <>
      <LooseChip {...LOOKS[state]} text={words.states[state]} />
      {isPatientDeleted && <LooseChip tone="warn" icon={IconTrash} text={billing.patientDeleted} />}
    </>
  );
}
