import { Button, Group, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconMailCheck, IconMailQuestion } from "@tabler/icons-react";
import { type SyntheticEvent, useState } from "react";
import { useCommand } from "../../ipc/use-clinic";
import type { UserCode, UserDetails } from "../../ipc/views";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useFieldErrors } from "../../parts/use-field-errors";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Settings.module.css";

interface Props {
  user: UserDetails;
  onChanged: (user: UserDetails) => void;
}

/** Whether the address of a user is verified; if not, a code is made for it, and the one that they read is typed in. */
export function EmailCheck({ user, onChanged }: Props) {
  const { emailCodes: words } = useWords();
  const { email } = user.form;
  if (email === "") return null;
  const Icon = user.isEmailVerified ? IconMailCheck : IconMailQuestion;
  return (
    <section aria-label={words.title}>
      <Group gap="xs" wrap="nowrap">
        <Icon size={16} aria-hidden />
        <span className={classes.address} title={email}>
          {email}
        </span>
        <span className="small muted">{user.isEmailVerified ? words.verified : words.notVerified}</span>
      </Group>
      {!user.isEmailVerified && <Verification key={email} user={user} onChanged={onChanged} />}
    </section>
  );
}

function Verification({ user, onChanged }: Props) {
  const { emailCodes: words, settings } = useWords();
  const format = useFormat();
  const [made, setMade] = useState<UserCode | null>(null);
  const [code, setCode] = useState("");
  const making = useCommand();
  const { busy, problem, run } = useCommand();
  const errors = useFieldErrors(problem, ["code"], { code }, { code: words.codeTakes });
  const until = made?.expiresAt ?? user.emailCodeUntil;
  const make = async () => {
    const answer = await making.run((clinic) => clinic.newEmailCode(user.id));
    if (answer) setMade(answer);
  };
  const verify = async (event: SyntheticEvent) => {
    event.preventDefault();
    const changed = await run((clinic) => clinic.verifyEmail(user.id, code));
    if (!changed) return;
    notifications.show({ message: words.done(user.form.email) });
    onChanged(changed);
  };
  return (
    <div className={classes.emailCode}>
      <Text size="sm" role="status">
        {until === null && words.help}
        {until !== null && made === null && words.madeBefore(format.time(until))}
        {made !== null && words.send(user.form.email, format.time(made.expiresAt))}
      </Text>
      {made !== null && (
        <div>
          <span className="small muted">{settings.code}</span> <span className={classes.code}>{made.code}</span>
        </div>
      )}
      <form aria-label={words.title} onSubmit={(event) => void verify(event)}>
        <Group gap="sm" align="flex-end">
          <Button variant="default" loading={making.busy} onClick={() => void make()}>
            {until === null ? words.make : words.makeAnother}
          </Button>
          {until !== null && (
            <>
              <TextInput
                flex={1}
                label={words.typed}
                value={code}
                maxLength={60}
                error={errors.of("code")}
                autoComplete="off"
                onChange={(event) => setCode(event.currentTarget.value)}
              />
              <Button type="submit" variant="default" loading={busy} disabled={code.trim() === ""}>
                {words.verify}
              </Button>
            </>
          )}
        </Group>
      </form>
      {making.problem !== null && <ProblemAlert problem={making.problem} />}
      {errors.rest !== null && <ProblemAlert problem={errors.rest} />}
    </div>
  );
}
