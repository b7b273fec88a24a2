import { IconBabyBottle, IconBabyCarriage } from "@tabler/icons-react";
import type { CurrentPregnancy } from "../ipc/views";
import { useWords } from "../words/speech";
import { LooseChip } from "./Chip";

/** Says that a patient is pregnant, how far, or that they breastfeed. */
export function PregnancyChip({ of }: { of: CurrentPregnancy | null }) {
  const { pregnancies } = useWords();
  if (of === null) return null;
  const age = of.age === null ? "" : `${of.age.weeks}+${of.age.days}`;
  return (
    <LooseChip
      tone={of.state === "overdue" ? "warn" : "info"}
      icon={of.state === "breastfeeding" ? IconBabyBottle : IconBabyCarriage}
      text={[pregnancies.states[of.state], age].filter(Boolean).join(", ")}
    />
  );
}
