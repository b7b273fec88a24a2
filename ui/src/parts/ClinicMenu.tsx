import { Alert, Button, Kbd, Menu, Text } from "@mantine/core";
import { useWindowEvent } from "@mantine/hooks";
import { IconAlertTriangle, IconCheck, IconPlus } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { queries } from "../ipc/queries";
import { useClinic, useClinicQuery } from "../ipc/use-clinic";
import type { ClinicChoice } from "../ipc/views";
import { useClinicSwitch } from "../nav/session";
import { useWords } from "../words/speech";
import classes from "./ClinicMenu.module.css";
import { ProblemAlert } from "./ProblemAlert";
import { SyncWord } from "./SyncWord";
import { useSyncText } from "./use-sync-text";

/** As many as there are digits on the keyboard without 0. */
const DIGITS = 9;

interface Props {
  opened: boolean;
  onChange: (opened: boolean) => void;
  position: "bottom" | "bottom-start";
  /** The button that opens it. */
  children: ReactNode;
}

/** The clinics of this computer; 1 to 9 choose one while the menu is open. */
export function ClinicMenu({ opened, onChange, position, children }: Props) {
  const { clinics: words, problems } = useWords();
  const clinic = useClinic();
  const { switchTo, add } = useClinicSwitch();
  // read before the menu opens, so that its digits are there at once
  const { value, problem } = useClinicQuery(queries.clinics());
  const choices = value ?? [];
  const choose = (choice: ClinicChoice | undefined) => {
    if (choice === undefined) return;
    onChange(false);
    if (!choice.isShown) switchTo(choice.folder);
  };
  const chooseByDigit = async (digit: number) => {
    const now = value ?? (await clinic.clinics().catch(() => []));
    choose(now.slice(0, DIGITS)[digit - 1]);
  };
  // in the capture phase, so that a digit of the menu is no key of the page
  useWindowEvent(
    "keydown",
    (event) => {
      const digit = opened ? digitOf(event) : null;
      if (digit === null) return;
      event.preventDefault();
      event.stopPropagation();
      void chooseByDigit(digit);
    },
    { capture: true },
  );
  return (
    <Menu opened={opened} onChange={onChange} position={position} width={320}>
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown className={classes.menu}>
        {problem !== null && <Menu.Label>{(problems[problem.code] ?? problems.internal).what}</Menu.Label>}
        {choices.map((choice, index) => (
          <Menu.Item
            key={choice.folder}
            aria-current={choice.isShown || undefined}
            leftSection={index < DIGITS ? <Kbd aria-hidden>{index + 1}</Kbd> : undefined}
            rightSection={choice.isShown ? <IconCheck size={16} aria-hidden /> : undefined}
            onClick={() => choose(choice)}>
            <Choice choice={choice} isNameTwice={choices.filter(({ name }) => name === choice.name).length > 1} />
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconPlus size={16} aria-hidden />} onClick={add}>
          {words.add}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** A clinic by its name, with who is signed in there and the state of its sync. */
function Choice({ choice, isNameTwice }: { choice: ClinicChoice; isNameTwice: boolean }) {
  const { clinics: words, frame, problems } = useWords();
  const syncText = useSyncText();
  const { name, folder, isOpen, isDemo, user, sync, problem } = choice;
  const isUnnamed = name === null;
  const text = sync === null ? null : syncText(sync);
  return (
    <span className={classes.choice}>
      <span className={classes.name}>
        {name ?? (problem === null ? words.notMade : words.notOpened)}
        {(isNameTwice || isUnnamed) && <span className={classes.second}> {folder}</span>}
      </span>
      {problem !== null && <span className={classes.second}>{(problems[problem] ?? problems.internal).what}</span>}
      {!isUnnamed && problem === null && (
        <span className={classes.state}>
          <span className={classes.second}>{isOpen ? words.signedIn(user ?? "") : words.locked}</span>
          {isDemo && <span className={classes.second}>{frame.demo}</span>}
          {text !== null && <SyncWord look={text.look} tone={text.tone} text={text.word} />}
        </span>
      )}
    </span>
  );
}

/** The digit from 1 on that was pressed, also on keyboards that have the digits under Shift. */
function digitOf({ key, code, ctrlKey, metaKey, altKey }: KeyboardEvent): number | null {
  if (ctrlKey || metaKey || altKey) return null;
  const digit = /^[1-9]$/.exec(key)?.[0] ?? /^Digit([1-9])$/.exec(code)?.[1];
  return digit === undefined ? null : Number(digit);
}

/** Why the last switch to another clinic was refused. */
export function SwitchProblem({ className }: { className?: string }) {
  const { clinics: words, frame } = useWords();
  const { problem, forgetProblem } = useClinicSwitch();
  if (problem === null) return null;
  const close = (
    <Button mt="sm" size="xs" variant="default" onClick={forgetProblem}>
      {frame.close}
    </Button>
  );
  return (
    <div className={className}>
      {problem.code === "notFound" ? (
        <Alert color="warn" icon={<IconAlertTriangle size={18} aria-hidden />} title={words.gone.what} role="alert">
          <Text size="sm">{`${words.gone.safe} ${words.gone.next}`}</Text>
          {close}
        </Alert>
      ) : (
        <ProblemAlert problem={problem}>{close}</ProblemAlert>
      )}
    </div>
  );
}
