import { PasswordInput, SegmentedControl, Text, TextInput } from "@mantine/core";
import type { Problem } from "../../../ipc/views";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { RecoveryEntry } from "../../../parts/RecoveryEntry";
import { useWords } from "../../../words/speech";
import { EraseStep } from "./EraseStep";

/** The input of the second signer. */
export interface Second {
  kind: "recoveryKey" | "admin";
  groups: string[];
  login: string;
  password: string;
}

interface Props {
  adminMaySecond: boolean;
  second: Second;
  problem: Problem | null;
  onChange: (second: Second) => void;
  onBack: () => void;
  onNext: () => void;
}

/** The second signature: by the recovery key, or by another admin who types their password. */
export function SecondStep({ adminMaySecond, second, problem, onChange, onBack, onNext }: Props) {
  const { erasure, start, settings } = useWords();
  const { kind, groups, login, password } = second;
  const isMissing = kind === "admin" ? !login.trim() || !password : groups.some((group) => !group.trim());
  return (
    <EraseStep
      title={erasure.steps.second}
      missing={isMissing ? erasure.enterSecond : null}
      onBack={onBack}
      onNext={onNext}>
      {problem !== null && <ProblemAlert problem={problem} />}
      <Text>{adminMaySecond ? erasure.secondHelp : erasure.keyAlone}</Text>
      {adminMaySecond && (
        <SegmentedControl
          aria-label={erasure.steps.second}
          value={kind}
          data={[
            { value: "recoveryKey", label: erasure.byKey },
            { value: "admin", label: erasure.byAdmin },
          ]}
          onChange={(chosen) => onChange({ ...second, kind: chosen })}
        />
      )}
      {kind === "recoveryKey" ? (
        <RecoveryEntry
          typed={groups}
          label={start.group}
          wrong={settings.groupOdd}
          onChange={(typed) => onChange({ ...second, groups: typed })}
        />
      ) : (
        <>
          <Text c="dimmed">{erasure.adminHelp}</Text>
          <TextInput
            label={erasure.login}
            value={login}
            autoComplete="off"
            onChange={(event) => onChange({ ...second, login: event.currentTarget.value })}
          />
          <PasswordInput
            label={erasure.password}
            value={password}
            autoComplete="off"
            onChange={(event) => onChange({ ...second, password: event.currentTarget.value })}
          />
        </>
      )}
    </EraseStep>
  );
}
