import { Group, Radio } from "@mantine/core";
import { useWords } from "../words/speech";

export type Scope = "one" | "later";
const SCOPES: Scope[] = ["one", "later"];

/** Whether a change of one date of a series is of those after it, too. */
export function ScopeChoice({ value, onChange }: { value: Scope; onChange: (scope: Scope) => void }) {
  const { series: words } = useWords();
  return (
    <Radio.Group
      label={words.which}
      value={value}
      onChange={(chosen) => onChange(SCOPES.find((one) => one === chosen) ?? "one")}>
      <Group gap="md" mt={4}>
        {SCOPES.map((scope) => (
          <Radio key={scope} value={scope} label={words.scopes[scope]} />
        ))}
      </Group>
    </Radio.Group>
  );
}
