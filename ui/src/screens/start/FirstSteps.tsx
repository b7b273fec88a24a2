import { Anchor, Autocomplete, PasswordInput, Text, TextInput } from "@mantine/core";
import { useMemo, useState } from "react";
import { fieldLengths, passwordLengthMin } from "../../ipc/bindings";
import { useCommand } from "../../ipc/use-clinic";
import type { NewClinic, RecoverySheet } from "../../ipc/views";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { Select } from "../../parts/Select";
import { useLanguage, useWords } from "../../words/speech";
import { currencies, currencyOf } from "../../words/zone-currencies";
import classes from "./FirstRun.module.css";
import { Step } from "./Step";

interface FormProps {
  form: NewClinic;
  change: (part: Partial<NewClinic>) => void;
}

export function ClinicStep({ form, change, onNext, onJoin }: FormProps & { onNext: () => void; onJoin: () => void }) {
  const { start, frame } = useWords();
  const language = useLanguage();
  const [isChosen, setIsChosen] = useState(form.currency !== currencyOf(form.timeZone));
  const isEmpty = form.clinicName.trim() === "" || form.timeZone.trim() === "";
  const names = useMemo(() => new Intl.DisplayNames([language], { type: "currency" }), [language]);
  const currencyOptions = useMemo(
    () => currencies.map((value) => ({ value, label: `${value}, ${names.of(value) ?? value}` })),
    [names],
  );
  // until another one is chosen, the currency is that of the country
  const toZone = (timeZone: string) =>
    change({ timeZone, ...(!isChosen && { currency: currencyOf(timeZone.trim()) }) });
  return (
    <>
      <Step title={start.steps.clinic} next={frame.next} onNext={onNext} reason={isEmpty ? start.incomplete : null}>
        <TextInput
          size="md"
          autoFocus
          label={start.clinicName}
          description={start.clinicHelp}
          value={form.clinicName}
          maxLength={fieldLengths.tenant.name}
          onChange={(event) => change({ clinicName: event.currentTarget.value })}
        />
        <Autocomplete
          size="md"
          label={start.timeZone}
          data={Intl.supportedValuesOf("timeZone")}
          limit={8}
          value={form.timeZone}
          onChange={toZone}
        />
        <Select
          size="md"
          label={start.currency}
          description={start.currencyHelp}
          searchable
          allowDeselect={false}
          data={currencyOptions}
          value={form.currency ?? null}
          onChange={(currency) => {
            if (currency === null) return;
            setIsChosen(true);
            change({ currency });
          }}
        />
      </Step>
      <Anchor component="button" type="button" onClick={onJoin}>
        {start.joinInstead}
      </Anchor>
    </>
  );
}

interface AdminProps extends FormProps {
  made: boolean;
  onBack: () => void;
  onMade: (sheet: RecoverySheet | null) => void;
}

/** The first user. Once the clinic is created this step is read-only, and Next only shows the key again. */
export function AdminStep({ form, change, made, onBack, onMade }: AdminProps) {
  const { start } = useWords();
  const [repeated, setRepeated] = useState("");
  const { busy, problem, run } = useCommand();
  const isShort = form.password.length < passwordLengthMin;
  const differs = repeated !== form.password;
  const isEmpty = [form.firstName, form.lastName, form.username].some((text) => text.trim() === "");
  const reason = made ? null : isEmpty ? start.incomplete : isShort ? start.tooShort : differs ? start.differ : null;
  const make = async () => {
    if (made) return onMade(null);
    const sheet = await run((clinic) => clinic.createClinic(form));
    if (sheet) onMade(sheet);
  };
  const text = (field: "firstName" | "lastName" | "username") => ({
    size: "md",
    disabled: made,
    value: form[field],
    maxLength: fieldLengths.user[field],
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => change({ [field]: event.currentTarget.value }),
  });
  return (
    <Step
      title={start.steps.admin}
      next={start.makeClinic}
      onNext={() => void make()}
      onBack={onBack}
      busy={busy}
      reason={reason}>
      <div className={classes.pair}>
        <TextInput autoFocus label={start.firstName} {...text("firstName")} />
        <TextInput label={start.lastName} {...text("lastName")} />
      </div>
      <TextInput label={start.name} {...text("username")} autoComplete="off" spellCheck={false} />
      <PasswordInput
        size="md"
        disabled={made}
        label={start.password}
        description={start.passwordHelp}
        value={form.password}
        onChange={(event) => change({ password: event.currentTarget.value })}
        autoComplete="new-password"
      />
      <PasswordInput
        size="md"
        disabled={made}
        label={start.repeat}
        value={repeated}
        onChange={(event) => setRepeated(event.currentTarget.value)}
        autoComplete="new-password"
      />
      {busy && (
        <Text size="sm" c="dimmed" role="status">
          {start.makingKey}
        </Text>
      )}
      {problem !== null && <ProblemAlert problem={problem} />}
    </Step>
  );
}
