import { fieldLengths } from "../../../ipc/bindings";
import type { PolicyForm, PolicyRank, PolicyView } from "../../../ipc/views";
import type { EditField } from "../../../parts/EditRow";
import { useFormat, useWords } from "../../../words/speech";
import { readDay } from "../../../words/time";

/** A policy as it is typed. The social security number is empty while it is unchanged. */
export interface TypedPolicy extends Omit<PolicyForm, "validFrom" | "validTo"> {
  validFrom: string;
  validTo: string;
  socialSecurityNumber: string;
}

export const NO_POLICY: TypedPolicy = {
  insurer: "",
  rank: "primary",
  plan: "",
  memberId: "",
  groupNumber: "",
  holder: "",
  holderPhone: "",
  socialSecurityNumber: "",
  validFrom: "",
  validTo: "",
};

const RANKS: PolicyRank[] = ["primary", "secondary", "tertiary"];

/** Returns the editable fields of a policy, and nothing else. */
export function formOf(policy: PolicyForm): PolicyForm {
  const { insurer, rank, plan, memberId, groupNumber, holder, holderPhone, validFrom, validTo } = policy;
  return { insurer, rank, plan, memberId, groupNumber, holder, holderPhone, validFrom, validTo };
}

/** Returns the form to send: a day that cannot be read is sent as it is, and is refused. */
export function toForm(typed: TypedPolicy): PolicyForm {
  const day = (text: string) => (text.trim() === "" ? null : (readDay(text) ?? text));
  return formOf({ ...typed, validFrom: day(typed.validFrom), validTo: day(typed.validTo) });
}

/** Gives a policy as it is typed. */
export function useTyped(): (view: PolicyView) => TypedPolicy {
  const format = useFormat();
  const day = (day: string | null) => (day === null ? "" : format.day(day));
  return (view) => ({
    ...formOf(view),
    validFrom: day(view.validFrom),
    validTo: day(view.validTo),
    socialSecurityNumber: "",
  });
}

/** Gives the inputs of a policy; `hidden` stands where the social security number is typed. */
export function usePolicyFields(hidden?: string): EditField<TypedPolicy>[] {
  const { insurance } = useWords();
  const { fields } = insurance;
  const lengths = fieldLengths.insurancePolicy;
  const text = (key: keyof typeof lengths, span: number, more?: Partial<EditField<TypedPolicy>>) => ({
    key,
    label: fields[key],
    span,
    lengthMax: lengths[key],
    ...more,
  });
  return [
    text("insurer", 4),
    {
      key: "rank",
      label: fields.rank,
      span: 2,
      words: RANKS.map((value) => ({ value, label: insurance.ranks[value] })),
    },
    text("plan", 3),
    text("memberId", 3),
    text("groupNumber", 3),
    text("holder", 3, { example: insurance.holderExample }),
    text("holderPhone", 3, { takes: insurance.badPhone }),
    text("socialSecurityNumber", 3, { example: hidden }),
    { key: "validFrom", label: fields.validFrom, span: 3, lengthMax: 20, takes: insurance.badFrom },
    { key: "validTo", label: fields.validTo, span: 3, lengthMax: 20, takes: insurance.badTo },
  ];
}
