import { Button, Modal, Stack, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { fieldLengths } from "../../ipc/bindings";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import { changedOver, type LeftForm, useLeftForm, useTypedForm } from "../../ipc/use-left-form";
import type { Choice, FormOf, UserDetails, UserForm, UserRow } from "../../ipc/views";
import { DialogActions } from "../../parts/AskDialog";
import { Loaded } from "../../parts/Loaded";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { ResumedNote } from "../../parts/ResumedNote";
import { Select } from "../../parts/Select";
import { useFieldErrors } from "../../parts/use-field-errors";
import { useWords } from "../../words/speech";
import classes from "./Settings.module.css";
import { EmailCheck } from "./EmailCheck";
import { UserRoles } from "./UserRoles";
import { hasWrongHours } from "./working-hours";
import { WorkingHours } from "./WorkingHours";

interface Props {
  user: UserRow;
  onClose: () => void;
  onChanged: () => void;
}

/** One user: roles, which change at once, and what is recorded, which is saved as a form. */
export function UserDialog({ user, onClose, onChanged }: Props) {
  const { frame } = useWords();
  const view = useClinicQuery(queries.userDetails(user.id));
  const changed = (details: UserDetails) => {
    view.set(details);
    onChanged();
  };
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      closeOnClickOutside={false}
      title={`${user.name} · ${user.username}`}
      closeButtonProps={{ "aria-label": frame.close }}>
      <Loaded of={view}>
        {(details) => (
          <Stack gap="md">
            <UserRoles user={details} onChanged={changed} />
            <EmailCheck user={details} onChanged={changed} />
            <Details key={details.id} user={details} onClose={onClose} onSaved={changed} />
          </Stack>
        )}
      </Loaded>
    </Modal>
  );
}

/** The form, and what was recorded when it was opened. */
interface Typed {
  loaded: UserForm;
  form: UserForm;
}

interface DetailsProps {
  user: UserDetails;
  onClose: () => void;
  onSaved: (user: UserDetails) => void;
}

/** Restores an unfinished draft. */
function Details(props: DetailsProps) {
  const { id, form } = props.user;
  const of: FormOf = { form: "setting", list: "users", id };
  const left = useLeftForm<Typed>(of, { loaded: form, form });
  return !left.isPending && <DetailFields key={left.at} {...props} of={of} left={left} />;
}

type TextField = Exclude<keyof UserForm, "facilityId" | "departmentId">;

function DetailFields({ user, of, left, onClose, onSaved }: DetailsProps & { of: FormOf; left: LeftForm<Typed> }) {
  const { settings, users: words, frame } = useWords();
  const [loaded, setLoaded] = useState(user.form);
  const [form, setForm] = useState(() =>
    left.typed === null ? loaded : changedOver(loaded, left.typed.loaded, left.typed.form),
  );
  const draft = useTypedForm(of, { loaded, form });
  const { busy, problem, submit } = useCommand();
  const takes = { workingHours: words.hoursTake, departmentId: words.departmentTakes };
  const errors = useFieldErrors(problem, Object.keys(form), form, takes);
  const change = (part: Partial<UserForm>) => setForm((before) => ({ ...before, ...part }));
  const isChanged = JSON.stringify(form) !== JSON.stringify(loaded);
  const isWrong = hasWrongHours(form.workingHours);
  const save = async () => {
    const saved = await submit((clinic) => clinic.editUser(user.id, user.seen, loaded, form), draft.saveNow);
    if (!saved) return;
    await draft.discard();
    left.clear();
    setLoaded(saved.form);
    setForm(saved.form);
    notifications.show({ message: words.saved(saved.name) });
    onSaved(saved);
  };
  const text = (field: TextField, label: string, lengthMax: number) => (
    <TextInput
      label={label}
      value={form[field]}
      maxLength={lengthMax}
      error={errors.of(field)}
      autoComplete="off"
      onChange={(event) => change({ [field]: event.currentTarget.value })}
    />
  );
  const choice = (field: "facilityId" | "departmentId", label: string, choices: Choice[]) => (
    <Select
      clearable
      label={label}
      placeholder={words.noneChosen}
      data={choices.map(({ id, name }) => ({ value: id, label: name }))}
      value={form[field]}
      error={errors.of(field)}
      onChange={(chosen) => change({ [field]: chosen })}
    />
  );
  const lengths = fieldLengths.user;
  return (
    <form aria-label={words.details} onSubmit={(event) => (event.preventDefault(), void save())}>
      <Stack gap="md">
        <ResumedNote at={left.at} onAfresh={() => void draft.discard().then(left.clear)} />
        <div className={classes.pair}>
          {text("firstName", settings.firstName, lengths.firstName)}
          {text("lastName", settings.lastName, lengths.lastName)}
          {choice("facilityId", words.facility, user.facilities)}
          {choice("departmentId", words.department, user.departments)}
          {text("email", settings.email, lengths.email)}
          {text("specialization", words.specialization, lengths.specialization)}
        </div>
        <WorkingHours
          value={form.workingHours}
          error={errors.of("workingHours")}
          onChange={(workingHours) => change({ workingHours })}
        />
        <fieldset className={classes.group}>
          <legend className="small muted">{words.staffOnly}</legend>
          <div className={classes.pair}>
            {text("phone", words.phone, lengths.phone)}
            {text("licenceNumber", words.licenceNumber, lengths.licenceNumber)}
            {text("nationalProviderNumber", words.nationalProviderNumber, lengths.nationalProviderNumber)}
            {text("taxNumber", words.taxNumber, lengths.taxNumber)}
          </div>
        </fieldset>
        {errors.rest !== null && <ProblemAlert problem={errors.rest} />}
        <DialogActions missing={isWrong ? words.correctHours : null} onClose={onClose}>
          <Button type="submit" loading={busy} disabled={!isChanged || isWrong}>
            {frame.save}
          </Button>
        </DialogActions>
      </Stack>
    </form>
  );
}
