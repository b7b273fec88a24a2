import { Text } from "@mantine/core";
import { IconCalendarOff, IconHelp, IconListCheck } from "@tabler/icons-react";
import { entryOf } from "../../../ipc/use-left-form";
import type { PatientHeader, ReferralView } from "../../../ipc/views";
import { LooseChip } from "../../../parts/Chip";
import { unbroken } from "../../../words/format";
import { useFormat, useWords } from "../../../words/speech";
import background from "../parts/Entries.module.css";
import { EntryRow } from "../parts/EntryRow";
import { formOf, sourceOf, toForm, type TypedReferral, useReferralFields, useTyped } from "./referral-form";

/** One referral, edited in place. */
export function ReferralRow({ referral, patient }: { referral: ReferralView; patient: PatientHeader }) {
  const { referrals } = useWords();
  const typed = useTyped();
  const fields = useReferralFields();
  const { id, seen } = referral;
  return (
    <EntryRow<TypedReferral>
      name={referrals.name(sourceOf(referral))}
      view={referral}
      fields={fields}
      form={typed(referral)}
      of={entryOf("referrals", patient.id, id)}
      patient={patient}
      mayEdit={patient.mayEdit}
      mayBeEmpty
      save={(clinic, form) => clinic.editReferral({ id, seen, loaded: formOf(referral), form: toForm(form) })}
      remove={(clinic, of, version, reason) => clinic.removeReferral(of, version, reason)}
      restore={(clinic, of, version) => clinic.restoreReferral(of, version)}>
      <Shown referral={referral} />
    </EntryRow>
  );
}

function Shown({ referral }: { referral: ReferralView }) {
  const { referrals } = useWords();
  const format = useFormat();
  const { contact, reason, received, validUntil, sessionsAllowed: allowed, sessionsUsed: used, by } = referral;
  const on = (day: string | null, words: (day: string) => string) =>
    day === null ? "" : words(unbroken(format.day(day)));
  const sessions = used === null ? referrals.allowed(allowed) : referrals.used(String(used), allowed);
  const facts = [
    reason,
    contact,
    [on(received, referrals.received), on(validUntil, referrals.until)].filter(Boolean).join(" "),
    allowed === "" ? "" : sessions,
    by === "" ? "" : referrals.by(by),
  ];
  return (
    <>
      <span className={background.name}>{sourceOf(referral)}</span>
      {referral.state === "over" && <LooseChip tone="none" icon={IconCalendarOff} text={referrals.isOver} />}
      {referral.state === "notKnown" && <LooseChip tone="none" icon={IconHelp} text={referrals.isNotKnown} />}
      {referral.state === "usedUp" && <LooseChip tone="warn" icon={IconListCheck} text={referrals.isUsedUp} />}
      <Text size="xs" c="dimmed" w="100%">
        {facts.filter(Boolean).join(" · ")}
      </Text>
    </>
  );
}
