import { Button, Group, Text, TextInput } from "@mantine/core";
import type { KeyboardEvent } from "react";
import { fieldLengths } from "../../ipc/bindings";
import { type LeftForm, useLeftForm } from "../../ipc/use-left-form";
import type { PatientName } from "../../ipc/views";
import { useWords } from "../../words/speech";
import { ProblemAlert } from "../ProblemAlert";
import { ResumedNote } from "../ResumedNote";
import { useFieldErrors } from "../use-field-errors";
import { BirthField } from "./BirthField";
import { LikelyPatients } from "./LikelyPatients";
import { nameOf, NO_PATIENT, REGISTRATION, type TypedPatient, valuesOf } from "./registration";
import classes from "./Registration.module.css";
import { useRegistration } from "./use-registration";

const FIELDS = ["name", "givenName", "familyName", "birthDate", "phone"];

interface Props {
  /** What was searched. */
  text: string;
  /** A patient was registered, or one of those listed is meant. */
  onChoose: (patient: PatientName) => void;
  onCancel: () => void;
}

/** Registers a patient within another form, by what is needed at first; restores an unfinished draft. */
export function RegisterHere(props: Props) {
  const left = useLeftForm(REGISTRATION, NO_PATIENT);
  return !left.isPending && <Fields key={left.at} {...props} left={left} />;
}

function Fields({ text, left, onChoose, onCancel }: Props & { left: LeftForm<TypedPatient> }) {
  const { patients, frame } = useWords();
  const words = patients.form;
  const own = useRegistration(text, left, onChoose);
  const { typed, draft } = own;
  const { form } = typed;
  const errors = useFieldErrors(own.problem, FIELDS, valuesOf(typed));
  const canRegister = nameOf(form) !== "";
  const leave = (then: () => void) => (void draft.discard(), left.clear(), then());
  // a form within a form: Enter is for this one
  const enter = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    if (canRegister && !own.busy) void own.register();
  };
  const field = (name: "givenName" | "familyName" | "phone", label: string) => (
    <TextInput
      label={label}
      autoFocus={name === "givenName"}
      value={form[name]}
      error={errors.of(name) ?? (name === "givenName" ? errors.of("name") : undefined)}
      maxLength={fieldLengths.patient[name === "phone" ? "phones" : name]}
      autoComplete="off"
      onChange={(event) => own.setTyped({ ...typed, form: { ...form, [name]: event.currentTarget.value } })}
    />
  );
  return (
    <fieldset className={classes.group}>
      <legend className="small strong">{words.title}</legend>
      <div role="presentation" className={classes.fields} onKeyDown={enter}>
        <ResumedNote at={left.at} onAfresh={() => void draft.discard().then(left.clear)} />
        {field("givenName", words.given)}
        {field("familyName", words.family)}
        <BirthField
          form={form}
          text={typed.birth}
          error={errors.of("birthDate")}
          onChange={(birth, written) => own.setTyped({ form: { ...form, ...birth }, birth: written })}
        />
        {field("phone", words.phone)}
        {own.duplicates.length > 0 && (
          <>
            <Text size="sm">{patients.likely}</Text>
            <LikelyPatients duplicates={own.duplicates} onUse={(patient) => leave(() => onChoose(patient))} />
          </>
        )}
        {own.isAsked && (
          <Text size="sm" role="status">
            {patients.likelyAsk}
          </Text>
        )}
        {errors.rest !== null && <ProblemAlert problem={errors.rest} />}
        <Group gap="sm">
          <Button variant="default" onClick={() => leave(onCancel)}>
            {frame.cancel}
          </Button>
          <Button loading={own.busy} disabled={!canRegister} onClick={() => void own.register()}>
            {own.isAsked ? patients.registerAnyway : patients.register}
          </Button>
        </Group>
      </div>
    </fieldset>
  );
}
