import type { PrescriptionView } from "../ipc/views";
import { useFormat, useWords } from "../words/speech";

/** What a prescription was before its last correction; empty of one that was not corrected. */
export function useFormerPrescription() {
  const { prescriptions: words } = useWords();
  const format = useFormat();
  return ({ former }: PrescriptionView): string => {
    if (former === null) return "";
    const { form } = former;
    const days = words.fromUntil(format.day(form.prescribedOn), format.day(form.validUntil));
    const facts = [
      ...[form.medication, form.dosage, form.frequency, form.duration, form.instructions],
      words.quantityRefills(form.quantity, form.refills),
      ...[days, form.allergyReason, former.prescriber],
    ];
    return words.was(facts.filter(Boolean).join(", "), format.dateTime(former.correctedAt), former.correctedBy);
  };
}
