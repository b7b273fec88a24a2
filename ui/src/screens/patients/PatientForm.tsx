import { Textarea, TextInput } from "@mantine/core";
import { fieldLengths } from "../../ipc/bindings";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import type { PatientForm as Form, PatientStatus, Sex } from "../../ipc/views";
import { LanguageSelect } from "../../parts/LanguageSelect";
import { BirthField } from "../../parts/registration/BirthField";
import { Select } from "../../parts/Select";
import type { TypedPatient } from "../../parts/registration/registration";
import { useWords } from "../../words/speech";
import classes from "./PatientForm.module.css";

const SEXES: Sex[] = ["female", "male", "intersex", "unknown"];
const STATUSES: PatientStatus[] = ["active", "waitlist", "onHold", "inactive", "discharged"];
/** The fields of the form, as the clinic names them. */
export const PATIENT_FIELDS = [
  ...["name", "givenName", "familyName", "otherNames", "birthDate", "gender", "nationalId", "phone", "email"],
  ...["address", "city", "state", "postalCode", "country"],
];
type TextField = "givenName" | "familyName" | "otherNames" | "gender" | "phone" | "email" | "nationalId";

interface Props {
  typed: TypedPatient;
  /** The error of a field. */
  errorOf: (field: string) => string | undefined;
  /** Whether the form is new: its first field then has the focus. */
  begins?: boolean;
  onChange: (typed: TypedPatient) => void;
}

/** Identity first, then how to reach the person; the same fields to register and to correct. */
export function PatientForm({ typed, errorOf, begins = false, onChange: change }: Props) {
  const { patients } = useWords();
  const { form } = typed;
  const onChange = (changed: Form) => change({ ...typed, form: changed });
  const words = patients.form;
  const text = (field: TextField, label: string, help?: string) => (
    <TextInput
      label={label}
      description={help}
      inputWrapperOrder={["label", "input", "description", "error"]}
      autoFocus={begins && field === "givenName"}
      value={form[field]}
      error={errorOf(field) ?? (field === "givenName" ? errorOf("name") : undefined)}
      maxLength={fieldLengths.patient[field === "phone" ? "phones" : field]}
      onChange={(event) => onChange({ ...form, [field]: event.currentTarget.value })}
    />
  );
  const put = (field: keyof Form["address"], value: string) =>
    onChange({ ...form, address: { ...form.address, [field]: value } });
  const address = (field: Exclude<keyof Form["address"], "lines">, label: string) => (
    <TextInput
      label={label}
      value={form.address[field]}
      error={errorOf(field)}
      maxLength={fieldLengths.patient[field]}
      onChange={(event) => put(field, event.currentTarget.value)}
    />
  );
  return (
    <div className={classes.form}>
      <fieldset className={classes.group}>
        <legend className={classes.legend}>{words.identity}</legend>
        {text("givenName", words.given)}
        {text("familyName", words.family)}
        {text("otherNames", words.other)}
        <BirthField
          form={form}
          text={typed.birth}
          error={errorOf("birthDate")}
          onChange={(birth, text) => change({ form: { ...form, ...birth }, birth: text })}
        />
        <Select
          label={words.sex}
          allowDeselect={false}
          data={SEXES.map((value) => ({ value, label: patients.sex[value] }))}
          value={form.sex}
          onChange={(value) => onChange({ ...form, sex: value ?? "unknown" })}
        />
        {text("gender", words.gender)}
        {text("nationalId", words.nationalId)}
      </fieldset>
      <fieldset className={classes.group}>
        <legend className={classes.legend}>{words.contact}</legend>
        {text("phone", words.phone, words.phoneHelp)}
        {text("email", words.email)}
        <Textarea
          label={words.lines}
          autosize
          minRows={1}
          maxRows={4}
          value={form.address.lines}
          error={errorOf("address")}
          maxLength={fieldLengths.patient.addressLines}
          onChange={(event) => put("lines", event.currentTarget.value)}
        />
        {address("city", words.city)}
        {address("state", words.state)}
        {address("postalCode", words.postalCode)}
        {address("country", words.country)}
        <LanguageSelect
          label={words.language}
          clearable
          code={form.preferredLanguage}
          onChange={(preferredLanguage) => onChange({ ...form, preferredLanguage })}
        />
      </fieldset>
      <CareFields form={form} onChange={onChange} />
    </div>
  );
}

/** The dietitian of the patient, and the patient's status. */
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
