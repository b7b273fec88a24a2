import { type Icon, IconAlertTriangle, IconBan, IconCheck, IconClock } from "@tabler/icons-react";
import type { DispensingView, PrescriptionState, PrescriptionView } from "../ipc/views";
import { LooseChip } from "./Chip";
import type { Tone } from "../styles/tokens";
import { useFormat, useWords } from "../words/speech";

const LOOKS: Record<PrescriptionState, { tone: Tone; icon: Icon; struck?: boolean }> = {
  active: { tone: "ok", icon: IconCheck },
  completed: { tone: "none", icon: IconCheck },
  stopped: { tone: "none", icon: IconBan, struck: true },
  expired: { tone: "warn", icon: IconClock },
};

/** The state of a prescription. */
export function StateChip({ state }: { state: PrescriptionState }) {
  const { prescriptions } = useWords();
  const { tone, icon, struck } = LOOKS[state];
  return <LooseChip tone={tone} icon={icon} struck={struck} text={prescriptions.states[state]} />;
}

/** Whether something else was dispensed than is ordered now: the order was corrected at another computer. */
export function wasOther(of: PrescriptionView, given: DispensingView): boolean {
  return given.medication !== "" && (given.medication !== of.medication || given.dosage !== of.dosage);
}

/** What must not be overlooked: an allergy that names the medicine, what was dispensed otherwise than is ordered. */
export function WarningChips({ prescription }: { prescription: PrescriptionView }) {
  const { prescriptions: words } = useWords();
  const format = useFormat();
  const { allergies, beyond, dispensed, isContested, isRemoved } = prescription;
  const isOther = dispensed.some((given) => given.takenBack === null && wasOther(prescription, given));
  return (
    <>
      {allergies.map((substance) => (
        <LooseChip key={substance} tone="bad" icon={IconAlertTriangle} text={words.allergyOf(substance)} />
      ))}
      {isRemoved && <LooseChip tone="bad" icon={IconAlertTriangle} text={words.removed} />}
      {isContested && <LooseChip tone="warn" icon={IconAlertTriangle} text={words.contested} />}
      {isOther && <LooseChip tone="warn" icon={IconAlertTriangle} text={words.otherwise} />}
      {beyond > 0 && <LooseChip tone="warn" icon={IconAlertTriangle} text={words.beyond(format.number(beyond))} />}
    </>
  );
}

/** How many refills are left: the first dispensing is not a refill. */
export function useRefills(): (prescription: PrescriptionView) => string {
  const { prescriptions: words } = useWords();
  return ({ refills, left, isDispensed }) =>
    refills === "0" ? words.noRefills : words.refillsLeft(String(isDispensed ? left : left - 1), refills);
}
