import { Button, Menu, Text } from "@mantine/core";
import { IconClock, IconShieldOff } from "@tabler/icons-react";
import { useState } from "react";
import { entryOf } from "../../../ipc/use-left-form";
import { useCommand } from "../../../ipc/use-clinic";
import type { PatientHeader, PolicyView } from "../../../ipc/views";
import { LooseChip } from "../../../parts/Chip";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { offerUndo } from "../../../parts/undo";
import { unbroken } from "../../../words/format";
import { useFormat, useWords } from "../../../words/speech";
import background from "../parts/Entries.module.css";
import { EntryRow, undoIdOf } from "../parts/EntryRow";
import { formOf, toForm, type TypedPolicy, usePolicyFields, useTyped } from "./policy-form";

/** One policy, edited in place. Its social security number is shown by its end until it is asked for. */
export function PolicyRow({ policy, patient }: { policy: PolicyView; patient: PatientHeader }) {
  const { insurance, frame } = useWords();
  const { problem, run } = useCommand();
  const typed = useTyped();
  const { id, seen, socialSecurityEnd: end } = policy;
  const fields = usePolicyFields(end === null ? undefined : insurance.hidden(end));
  const same = formOf(policy);
  /** Reads the number first, so that Undo can put it back. */
  const removeNumber = async () => {
    const number = await run((clinic) => clinic.socialSecurityNumber(id));
    if (number === undefined) return;
    const without = { id, seen, loaded: same, form: same, socialSecurityNumber: "" };
    const changed = await run((clinic) => clinic.editPolicy(without));
    if (!changed) return;
    const back = { ...without, seen: changed.seen, socialSecurityNumber: number };
    const undo = () => run((clinic) => clinic.editPolicy(back));
    offerUndo(undoIdOf(policy), insurance.hasNoNumber(policy.insurer), frame, undo);
  };
  return (
    <>
      <EntryRow<TypedPolicy>
        name={insurance.name(policy.insurer)}
        view={policy}
        fields={fields}
        form={typed(policy)}
        of={entryOf("policies", patient.id, id)}
        patient={patient}
        mayEdit={patient.mayEdit}
        save={(clinic, form) =>
          clinic.editPolicy({
            id,
            seen,
            loaded: same,
            form: toForm(form),
            socialSecurityNumber: form.socialSecurityNumber.trim() === "" ? null : form.socialSecurityNumber,
          })
        }
        remove={(clinic, of, version, reason) => clinic.removePolicy(of, version, reason)}
        restore={(clinic, of, version) => clinic.restorePolicy(of, version)}
        menu={end !== null && <Menu.Item onClick={() => void removeNumber()}>{insurance.withoutNumber}</Menu.Item>}>
        <Shown policy={policy} />
      </EntryRow>
      {problem !== null && <ProblemAlert problem={problem} />}
    </>
  );
}

function Shown({ policy }: { policy: PolicyView }) {
  const { insurance } = useWords();
  const format = useFormat();
  const { plan, memberId, groupNumber, holder, holderPhone, validFrom, validTo, by } = policy;
  const worded = (text: string, words: (text: string) => string) => (text === "" ? "" : words(text));
  const on = (day: string | null, words: (day: string) => string) =>
    day === null ? "" : words(unbroken(format.day(day)));
  const term = [on(validFrom, insurance.from), on(validTo, insurance.to)].filter(Boolean).join(" ");
  const facts = [
    insurance.ranks[policy.rank],
    plan,
    worded(memberId, insurance.member),
    worded(groupNumber, insurance.group),
    worded(holder, insurance.holder),
    holderPhone,
    term,
    worded(by, insurance.by),
  ];
  return (
    <>
      <span className={background.name}>{policy.insurer}</span>
      {policy.state === "over" && <LooseChip tone="none" icon={IconShieldOff} text={insurance.isOver} />}
      {policy.state === "ahead" && <LooseChip tone="info" icon={IconClock} text={insurance.isAhead} />}
      <Text size="xs" c="dimmed" w="100%">
        {facts.filter(Boolean).join(" · ")}
      </Text>
      {policy.socialSecurityEnd !== null && <SecurityNumber policyId={policy.id} end={policy.socialSecurityEnd} />}
    </>
  );
}

function SecurityNumber({ policyId, end }: { policyId: string; end: string }) {
  const { insurance } = useWords();
  const { busy, problem, run } = useCommand();
  const [number, setNumber] = useState<string | null>(null);
  const toggle = async () => {
    const full = number === null ? await run((clinic) => clinic.socialSecurityNumber(policyId)) : null;
    setNumber(full ?? null);
  };
  return (
    <Text size="xs" className="tabular" w="100%">
      {insurance.number(number ?? insurance.hidden(end))}{" "}
      <Button
        size="compact-xs"
        variant="subtle"
        className={background.quiet}
        loading={busy}
        onClick={() => void toggle()}>
        {number === null ? insurance.show : insurance.hide}
      </Button>
      {problem !== null && <ProblemAlert problem={problem} />}
    </Text>
  );
}
