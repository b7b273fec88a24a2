import { fieldLengths } from "../../../ipc/bindings";
import type { ReferralForm, ReferralView } from "../../../ipc/views";
import type { EditField } from "../../../parts/EditRow";
import { useFormat, useWords } from "../../../words/speech";
import { readDay } from "../../../words/time";

/** A referral as it is typed. */
export interface TypedReferral extends Omit<ReferralForm, "received" | "validUntil"> {
  received: string;
  validUntil: string;
}

export const NO_REFERRAL: TypedReferral = {
  from: "",
  organisation: "",
  contact: "",
  reason: "",
  received: "",
  validUntil: "",
  sessionsAllowed: "",
};

/** The digits of the largest number of sessions. */
const SESSIONS_LETTERS = 3;

/** Returns the editable fields of a referral, and nothing else. */
export function formOf(referral: ReferralForm): ReferralForm {
  const { from, organisation, contact, reason, received, validUntil, sessionsAllowed } = referral;
  return { from, organisation, contact, reason, received, validUntil, sessionsAllowed };
}

/** Returns the form to send: a day that cannot be read is sent as it is, and is refused. */
export function toForm(typed: TypedReferral): ReferralForm {
  const day = (text: string) => (text.trim() === "" ? null : (readDay(text) ?? text));
  return formOf({ ...typed, received: day(typed.received), validUntil: day(typed.validUntil) });
}

/** Returns who referred: the person and the organisation. */
export const sourceOf = ({ from, organisation }: ReferralForm) => [from, organisation].filter(Boolean).join(", ");

/** Gives a referral as it is typed. */
export function useTyped(): (view: ReferralView) => TypedReferral {
  const format = useFormat();
  const day = (day: string | null) => (day === null ? "" : format.day(day));
  return (view) => ({ ...formOf(view), received: day(view.received), validUntil: day(view.validUntil) });
}

/** Gives the inputs of a referral. */
export function useReferralFields(): EditField<TypedReferral>[] {
  const { referrals } = useWords();
  const { fields } = referrals;
  const lengths = fieldLengths.referral;
  const text = (key: keyof typeof lengths, more?: Partial<EditField<TypedReferral>>) => ({
    key,
    label: fields[key],
    span: 3,
    lengthMax: lengths[key],
    ...more,
  });
  return [
    text("from", { example: referrals.fromExample }),
    text("organisation"),
    text("contact", { example: referrals.contactExample }),
    text("reason"),
    { key: "received", label: fields.received, span: 2, lengthMax: 20, takes: referrals.badReceived },
    { key: "validUntil", label: fields.validUntil, span: 2, lengthMax: 20, takes: referrals.badUntil },
    {
      key: "sessionsAllowed",
      label: fields.sessionsAllowed,
      span: 2,
      lengthMax: SESSIONS_LETTERS,
      takes: referrals.badSessions,
    },
  ];
}
