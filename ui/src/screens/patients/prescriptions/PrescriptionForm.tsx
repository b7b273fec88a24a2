import { Alert, Button, Group, Textarea, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useState } from "react";
import { fieldLengths } from "../../../ipc/bindings";
import { useCommand } from "../../../ipc/use-clinic";
import { changedOver, entryOf, type LeftForm, useLeftForm, useTypedForm } from "../../../ipc/use-left-form";
import type { FormOf, PrescriptionForm as Form, PrescriptionQuestion, PrescriptionView } from "../../../ipc/views";
import { DayInput } from "../../../parts/DayInput";
import { useOwnPrimary } from "../../../parts/PrimaryScope";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { ResumedNote } from "../../../parts/ResumedNote";
import { useFieldErrors } from "../../../parts/use-field-errors";
import { useToday, useWords } from "../../../words/speech";
import classes from "./Prescriptions.module.css";

interface Props {
  patientId: string;
  /** The visit that is open. */
  visitId: string | null;
  /** The prescription to correct; null for a new one. */
  stored: PrescriptionView | null;
  onClose: () => void;
}

/** The form, and the values that it began with. */
interface Typed {
  loaded: Form;
  form: Form;
}

const blankOn = (today: string): Form => ({
  medication: "",
  dosage: "",
  frequency: "",
  duration: "",
  instructions: "",
  quantity: "",
  refills: "0",
  prescribedOn: today,
  validUntil: "",
  allergyReason: "",
});
const FIELDS = Object.keys(blankOn(""));

const formOf = (view: PrescriptionView): Form => ({
  medication: view.medication,
  dosage: view.dosage,
  frequency: view.frequency,
  duration: view.duration,
  instructions: view.instructions,
  quantity: view.quantity,
  refills: view.refills,
  prescribedOn: view.prescribedOn,
  validUntil: view.validUntil,
  allergyReason: view.allergyReason,
});

/** A new prescription, or the correction of one; restores an unfinished draft. */
export function PrescriptionForm(props: Props) {
  const today = useToday();
  const of = entryOf("prescriptions", props.patientId, props.stored?.id ?? null);
  const blank = blankOn(today);
  const left = useLeftForm<Typed>(of, { loaded: blank, form: blank });
  return !left.isPending && <Fields key={left.at} {...props} of={of} left={left} blank={blank} />;
}

function Fields({
  patientId,
  visitId,
  stored,
  of,
  left,
  blank,
  onClose,
}: Props & { of: FormOf; left: LeftForm<Typed>; blank: Form }) {
  const { prescriptions: words, frame } = useWords();
  const [loaded] = useState(() => (stored === null ? blank : formOf(stored)));
  const [form, setForm] = useState(() =>
    left.typed === null ? loaded : changedOver(loaded, left.typed.loaded, left.typed.form),
  );
  const [asked, setAsked] = useState<PrescriptionQuestion[]>([]);
  const draft = useTypedForm(of, { loaded, form });
  useOwnPrimary();
  const { busy, problem, submit } = useCommand();
  const { of: errorOf, rest } = useFieldErrors(problem, FIELDS, form, words.takes);
  const change = (part: Partial<Form>) => {
    if (part.medication === undefined) return setForm((before) => ({ ...before, ...part }));
    // a confirmation for another medicine does not apply to this one
    setAsked([]);
    setForm((before) => ({ ...before, ...part, allergyReason: "" }));
  };
  const close = () => (void draft.discard(), left.clear(), onClose());
  const write = async () => {
    const written = await submit(
      (clinic) =>
        stored === null
          ? clinic.prescribeMedicine({ patientId, visitId, form })
          : clinic.editPrescription({ id: stored.id, seen: stored.seen, loaded, form }),
      draft.saveNow,
    );
    if (written === undefined) return;
    if (written.outcome === "asked") return setAsked(written.questions);
    notifications.show({ message: stored === null ? words.prescribed(form.medication) : words.corrected });
    close();
  };
  const name = stored === null ? words.add : words.edit;
  const lengths = fieldLengths.prescription;
  const text = (field: "medication" | "dosage" | "frequency" | "duration") => ({
    value: form[field],
    maxLength: lengths[field],
    error: errorOf(field),
    autoComplete: "off",
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => change({ [field]: event.currentTarget.value }),
  });
  const number = (field: "quantity" | "refills") => ({
    value: form[field],
    inputMode: "numeric" as const,
    error: errorOf(field),
    autoComplete: "off",
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => change({ [field]: event.currentTarget.value }),
  });
  const day = (field: "prescribedOn" | "validUntil") => ({
    value: form[field] || null,
    error: errorOf(field),
    onChange: (of: string | null) => change({ [field]: of ?? "" }),
  });
  return (
    <form className={classes.form} aria-label={name} onSubmit={(event) => (event.preventDefault(), void write())}>
      <ResumedNote at={left.at} onAfresh={() => void draft.discard().then(left.clear)} />
      <TextInput data-autofocus autoFocus withAsterisk label={words.medicine} {...text("medication")} />
      <div className={classes.three}>
        <TextInput withAsterisk label={words.dosage} placeholder={words.dosageHelp} {...text("dosage")} />
        <TextInput withAsterisk label={words.frequency} {...text("frequency")} />
        <TextInput label={words.duration} {...text("duration")} />
      </div>
      <Textarea
        label={words.instructions}
        autosize
        minRows={2}
        value={form.instructions}
        maxLength={lengths.instructions}
        error={errorOf("instructions")}
        onChange={(event) => change({ instructions: event.currentTarget.value })}
      />
      <div className={classes.two}>
        <TextInput withAsterisk label={words.quantity} description={words.quantityHelp} {...number("quantity")} />
        <TextInput label={words.refills} {...number("refills")} />
        <DayInput withAsterisk aim="last" label={words.prescribedOn} {...day("prescribedOn")} />
        <DayInput withAsterisk aim="next" label={words.validUntil} {...day("validUntil")} />
      </div>
      {asked.length > 0 && (
        <Alert role="alert" color="yellow" icon={<IconAlertTriangle size={18} aria-hidden />}>
          {asked.map((question) => (
            <p key={question.question === "allergy" ? question.substance : ""} className={classes.line}>
              {question.question === "allergy"
                ? words.allergy(question.substance, question.reaction, question.isOfClass)
                : words.allergiesUnsure}
            </p>
          ))}
        </Alert>
      )}
      {(asked.length > 0 || form.allergyReason !== "") && (
        <TextInput
          withAsterisk
          label={words.allergyReason}
          value={form.allergyReason}
          maxLength={lengths.allergyReason}
          error={errorOf("allergyReason")}
          autoComplete="off"
          onChange={(event) => change({ allergyReason: event.currentTarget.value })}
        />
      )}
      {rest !== null && <ProblemAlert problem={rest} />}
      <Group gap={8}>
        <Button type="submit" data-primary loading={busy}>
          {asked.length > 0 ? words.prescribeAsked : stored === null ? words.prescribe : frame.save}
        </Button>
        <Button variant="default" onClick={close}>
          {frame.cancel}
        </Button>
      </Group>
    </form>
  );
}
