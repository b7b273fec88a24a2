import type { FormOf, PatientForm } from "../../ipc/views";
import { readDay } from "../../words/time";

export const EMPTY_FORM: PatientForm = {
  givenName: "",
  familyName: "",
  otherNames: "",
  birthDate: null,
  birthDateEstimated: false,
  sex: "unknown",
  gender: "",
  phone: "",
  email: "",
  address: { lines: "", city: "", state: "", postalCode: "", country: "" },
  nationalId: "",
  preferredLanguage: "",
  dietitianId: null,
  status: "active",
};

/** The form as it is typed; `birth` is the text of the birth date, which may be incomplete. */
export interface TypedPatient {
  form: PatientForm;
  birth: string;
}
export const REGISTRATION: FormOf = { form: "registration" };
export const NO_PATIENT: TypedPatient = { form: EMPTY_FORM, birth: "" };

/** Returns the form to send: a text that is no birth date is sent as it is, and is refused. */
export function toForm({ form, birth }: TypedPatient): PatientForm {
  const isUnread = form.birthDate === null && birth.trim() !== "";
  return isUnread ? { ...form, birthDate: readDay(birth) ?? birth } : form;
}

/** "Mary Okafor" typed into a search becomes a given and a family name. */
export function fromSearch(text: string): PatientForm {
  const words = text
    .trim()
    .split(/\s+/)
    .filter((word) => !/\d/.test(word));
  const family = words.length > 1 ? words.at(-1)! : "";
  return { ...EMPTY_FORM, givenName: (words.length > 1 ? words.slice(0, -1) : words).join(" "), familyName: family };
}

export const nameOf = ({ givenName, familyName }: PatientForm): string => `${givenName} ${familyName}`.trim();

/** What is typed, by the fields that a refusal names. */
export const valuesOf = ({ form, birth }: TypedPatient) => ({
  ...form,
  ...form.address,
  name: nameOf(form),
  birthDate: birth,
});
