import { Button, PasswordInput, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { passwordLengthMin } from "../../ipc/bindings";
import { useCommand } from "../../ipc/use-clinic";
import type { SessionView } from "../../ipc/views";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useWords } from "../../words/speech";
import classes from "./LockScreen.module.css";

interface Props {
  session: SessionView;
  onChosen: (session: SessionView) => void;
  onLeave: () => void;
}

/** What a sign-in with a code leads to: nothing else can be done before. */
export function ChoosePassword({ session, onChosen, onLeave }: Props) {
  const { start, userCodes: words, frame } = useWords();
  const [password, setPassword] = useState("");
  const [repeated, setRepeated] = useState("");
  const { busy, problem, run } = useCommand();
  const isShort = password.length < passwordLengthMin;
  const differs = repeated !== "" && repeated !== password;
  const choose = async () => {
    const chosen = await run((clinic) => clinic.choosePassword(password));
    if (chosen) onChosen(chosen);
  };
  return (
    <main className={classes.lock}>
      <header className={classes.head}>
        <h1 className={classes.clinic}>{session.clinicName}</h1>
        <span className="muted">{session.name}</span>
      </header>
      <form
        className={classes.form}
        aria-label={words.chooseTitle}
        onSubmit={(event) => (event.preventDefault(), void choose())}>
        <h2>{words.chooseTitle}</h2>
        <Text size="sm">{words.chooseHelp}</Text>
        <Stack gap="md">
          <PasswordInput
            size="md"
            autoFocus
            label={words.newPassword}
            description={start.passwordHelp}
            value={password}
            autoComplete="new-password"
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <PasswordInput
            size="md"
            label={start.repeat}
            value={repeated}
            error={differs ? start.differ : null}
            autoComplete="new-password"
            onChange={(event) => setRepeated(event.currentTarget.value)}
          />
          {problem !== null && <ProblemAlert problem={problem} />}
          <Button type="submit" size="md" data-primary loading={busy} disabled={isShort || repeated !== password}>
            {words.choose}
          </Button>
          <Button variant="default" onClick={onLeave}>
            {frame.signOut}
          </Button>
        </Stack>
      </form>
    </main>
  );
}
