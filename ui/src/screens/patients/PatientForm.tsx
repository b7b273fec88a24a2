import { Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { fieldLengths } from "../../ipc/bindings";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import type { PatientForm as Form, PatientStatus, Sex } from "../../ipc/views";
import { useFormat, useToday, useWords } from "../../words/speech";
import { readDay } from "../../words/time";
import classes from "./PatientForm.module.css";

const SEXES: Sex[] = ["female", "male", "intersex", "unknown"];
const STATUSES: PatientStatus[] = ["active", "waitlist", "onHold", "inactive", "discharged"];
export const EMPTY_FORM: Form = {
  givenName: "",
  familyName: "",
  otherNames: "",
  birthDate: null,
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
type TextField =
  "givenName" | "familyName" | "otherNames" | "gender" | "phone" | "email" | "nationalId" | "preferredLanguage";

interface Props {
  form: Form;
  /** Whether the form is new: the keys then begin in its first field. */
  begins?: boolean;
  onChange: (form: Form) => void;
}

/** Identity first, then how to reach the person; the same fields to register and to correct. */
export function PatientForm({ form, begins = false, onChange }: Props) {
  const { patients } = useWords();
  const words = patients.form;
  const text = (field: TextField, label: string) => (
    <TextInput
      label={label}
      autoFocus={begins && field === "givenName"}
      value={form[field]}
      maxLength={fieldLengths.patient[field === "phone" ? "phones" : field]}
      onChange={(event) => onChange({ ...form, [field]: event.currentTarget.value })}
    />
  );
  const address = (field: keyof Form["address"], label: string) => (
    <TextInput
      label={label}
      value={form.address[field]}
      maxLength={fieldLengths.patient[field === "lines" ? "addressLines" : field]}
      onChange={(event) => onChange({ ...form, address: { ...form.address, [field]: event.currentTarget.value } })}
    />
  );
  return (
    <div className={classes.form}>
      <fieldset className={classes.group}>
        <legend className={classes.legend}>{words.identity}</legend>
        {text("givenName", words.given)}
        {text("familyName", words.family)}
        {text("otherNames", words.other)}
        <BirthField day={form.birthDate} onChange={(birthDate) => onChange({ ...form, birthDate })} />
        <Select
          label={words.sex}
          allowDeselect={false}
          data={SEXES.map((value) => ({ value, label: patients.sex[value] }))}
          value={form.sex}
          onChange={(value) => onChange({ ...form, sex: value ?? "unknown" })}
        />
        {text("nationalId", words.nationalId)}
      </fieldset>
      <fieldset className={classes.group}>
        <legend className={classes.legend}>{words.contact}</legend>
        {text("phone", words.phone)}
        {text("email", words.email)}
        {address("lines", words.lines)}
        {address("city", words.city)}
        {address("state", words.state)}
        {address("postalCode", words.postalCode)}
        {address("country", words.country)}
        {text("preferredLanguage", words.language)}
      </fieldset>
      <CareFields form={form} onChange={onChange} />
    </div>
  );
}

/** Who looks after the person, and whether they still come. */
function CareFields({ form, onChange }: { form: Form; onChange: (form: Form) => void }) {
  const { patients, chips } = useWords();
  const dietitians = useClinicQuery(queries.dietitians());
  return (
    <fieldset className={classes.group}>
      <legend className={classes.legend}>{patients.form.care}</legend>
      <Select
        label={patients.dietitian}
        clearable
        placeholder={patients.form.noDietitian}
        data={(dietitians.value ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={form.dietitianId}
        onChange={(dietitianId) => onChange({ ...form, dietitianId })}
      />
      <Select
        label={patients.status}
        allowDeselect={false}
        data={STATUSES.map((value) => ({ value, label: chips[value] }))}
        value={form.status}
        onChange={(value) => onChange({ ...form, status: value ?? "active" })}
      />
    </fieldset>
  );
}

/** A birth date as people write it; judged on leaving the field. */
function BirthField({ day, onChange }: { day: string | null; onChange: (day: string | null) => void }) {
  const { patients } = useWords();
  const format = useFormat();
  const today = useToday();
  const [text, setText] = useState(day === null ? "" : format.day(day));
  const [problem, setProblem] = useState<"badBirth" | "future" | null>(null);
  const leave = () => {
    const read = text.trim() === "" ? null : readDay(text);
    setProblem(text.trim() !== "" && read === null ? "badBirth" : read !== null && read > today ? "future" : null);
  };
  const type = (typed: string) => {
    setText(typed);
    setProblem(null);
    const read = readDay(typed);
    onChange(read !== null && read <= today ? read : null);
  };
  return (
    <TextInput
      label={patients.form.birth}
      placeholder={patients.form.birthHelp}
      value={text}
      error={problem && patients.form[problem]}
      description={day === null ? undefined : format.age(day, today)}
      inputWrapperOrder={["label", "input", "description", "error"]}
      onChange={(event) => type(event.currentTarget.value)}
      onBlur={leave}
    />
  );
}
