import { Select, TextInput } from "@mantine/core";
import { useState } from "react";
import type { PatientForm as Form, Sex } from "../../ipc/views";
import { useToday, useWords } from "../../words/speech";
import { readDay } from "../../words/time";
import classes from "./PatientForm.module.css";

const SEXES: Sex[] = ["female", "male", "intersex", "unknown"];
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

/** Identity first, then how to reach the person; the same fields to register and to correct. */
export function PatientForm({ form, onChange }: { form: Form; onChange: (form: Form) => void }) {
  const { patients } = useWords();
  const words = patients.form;
  const text = (field: TextField, label: string, length = 100) => (
    <TextInput
      label={label}
      value={form[field]}
      maxLength={length}
      onChange={(event) => onChange({ ...form, [field]: event.currentTarget.value })}
    />
  );
  const address = (field: keyof Form["address"], label: string) => (
    <TextInput
      label={label}
      value={form.address[field]}
      maxLength={255}
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
        {text("nationalId", words.nationalId, 255)}
      </fieldset>
      <fieldset className={classes.group}>
        <legend className={classes.legend}>{words.contact}</legend>
        {text("phone", words.phone, 255)}
        {text("email", words.email, 255)}
        {address("lines", words.lines)}
        {address("city", words.city)}
        {address("state", words.state)}
        {address("postalCode", words.postalCode)}
        {address("country", words.country)}
        {text("preferredLanguage", words.language, 255)}
      </fieldset>
    </div>
  );
}

/** A birth date as people write it; judged on leaving the field. */
function BirthField({ day, onChange }: { day: string | null; onChange: (day: string | null) => void }) {
  const { patients } = useWords();
  const today = useToday();
  const [text, setText] = useState(day ?? "");
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
      onChange={(event) => type(event.currentTarget.value)}
      onBlur={leave}
    />
  );
}
