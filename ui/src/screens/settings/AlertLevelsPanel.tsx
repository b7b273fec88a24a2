import { Button, Group, MultiSelect, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import type { AlertLevels, AlertLevelsForm } from "../../ipc/views";
import { Loaded } from "../../parts/Loaded";
import { Panel } from "../../parts/Panel";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useFieldErrors } from "../../parts/use-field-errors";
import { useRoleName } from "../../parts/use-role-name";
import { useWords } from "../../words/speech";

const LEVELS: (keyof AlertLevelsForm)[] = ["first", "second", "third"];

const formOf = ({ levels }: AlertLevels): AlertLevelsForm => {
  const [first = [], second = [], third = []] = levels.map(({ roles }) => roles.map(({ id }) => id));
  return { first, second, third };
};

/** Which roles each level of an alert calls. */
export function AlertLevelsPanel() {
  const { alerts } = useWords();
  const view = useClinicQuery(queries.alertLevels(true));
  return (
    <Panel title={alerts.calling.title}>
      <Loaded of={view}>
        {(loaded: AlertLevels | null) =>
          loaded !== null && <Fields key={JSON.stringify(loaded)} view={loaded} onSaved={view.set} />
        }
      </Loaded>
    </Panel>
  );
}

function Fields({ view, onSaved }: { view: AlertLevels; onSaved: (levels: AlertLevels) => void }) {
  const { alerts } = useWords();
  const words = alerts.calling;
  const roleName = useRoleName();
  const loaded = formOf(view);
  const [form, setForm] = useState(loaded);
  const { busy, problem, submit } = useCommand();
  const { of: errorOf, wrong, rest } = useFieldErrors(problem, LEVELS, form);
  const faultOf = (level: keyof AlertLevelsForm) => {
    const reason = wrong(level)?.reason;
    return reason === "taken" ? words.taken : reason === "unknown" ? words.unknown : errorOf(level);
  };
  const isChanged = LEVELS.some((level) => form[level].join() !== loaded[level].join());
  const save = async () => {
    const saved = await submit((clinic) => clinic.editAlertLevels(loaded, form));
    if (!saved) return;
    onSaved(saved);
    notifications.show({ message: words.saved });
  };
  return (
    <form onSubmit={(event) => (event.preventDefault(), void save())}>
      <Stack gap="md">
        <Text size="xs" c="dimmed">
          {words.help}
        </Text>
        {LEVELS.map((level) => (
          <MultiSelect
            key={level}
            searchable
            label={words.levels[level]}
            data={view.choices.map(({ id, name }) => ({ value: id, label: roleName(name) }))}
            value={form[level]}
            error={faultOf(level)}
            onChange={(roles) => setForm((before) => ({ ...before, [level]: roles }))}
          />
        ))}
        {rest !== null && <ProblemAlert problem={rest} />}
        <Group>
          <Button type="submit" variant="default" loading={busy} disabled={!isChanged}>
            {words.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
