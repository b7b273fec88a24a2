import { Text } from "@mantine/core";
import type { PrescriptionView } from "../ipc/views";
import { useFormat, useWords } from "../words/speech";
import { useRefills } from "./PrescriptionChips";
import classes from "./PrescriptionFacts.module.css";
import { useFormerPrescription } from "./use-former-prescription";

/** The contents of a prescription. */
export function PrescriptionFacts({ prescription: of }: { prescription: PrescriptionView }) {
  const { prescriptions: words, patients } = useWords();
  const format = useFormat();
  const refills = useRefills();
  const was = useFormerPrescription();
  const facts: [string, string][] = [
    [words.dosage, of.dosage],
    [words.frequency, of.frequency],
    [words.duration, of.duration],
    [words.instructions, of.instructions],
    [words.quantity, of.quantity],
    [words.refills, refills(of)],
    [words.prescribedOn, format.day(of.prescribedOn)],
    [words.validUntil, format.day(of.validUntil)],
    [words.prescriber, of.writtenBy === "" ? of.prescriber : words.writtenBy(of.prescriber, of.writtenBy)],
    [words.allergyReason, of.allergyReason],
    [patients.reason, of.statusReason],
  ];
  return (
    <div>
      <dl className={classes.facts}>
        {facts
          .filter(([, text]) => text !== "")
          .map(([name, text]) => (
            <Fact key={name} name={name} text={text} />
          ))}
      </dl>
      {of.former !== null && (
        <Text size="sm" c="dimmed">
          {was(of)}
        </Text>
      )}
      {of.renewedAs !== null && (
        <Text size="sm" c="dimmed">
          {words.renewedAs}
        </Text>
      )}
      {of.renews !== null && (
        <Text size="sm" c="dimmed">
          {words.renews}
        </Text>
      )}
    </div>
  );
}

function Fact({ name, text }: { name: string; text: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{text}</dd>
    </>
  );
}
