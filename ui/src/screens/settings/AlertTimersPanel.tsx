import { Button, Group, NumberInput, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import type { AlertPriority, AlertTimers } from "../../ipc/views";
import { Loaded } from "../../parts/Loaded";
import { Panel } from "../../parts/Panel";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useFieldErrors } from "../../parts/use-field-errors";
import { useFormat, useWords } from "../../words/speech";

const PRIORITIES: AlertPriority[] = ["critical", "high", "medium", "low"];
const MINUTES_MAX = 1440;
const DEFAULTS: AlertTimers = { critical: 5, high: 15, medium: 60, low: 240 };

/** After how many minutes an alert of each priority calls the next level. */
export function AlertTimersPanel() {
  const { alerts } = useWords();
  const view = useClinicQuery(queries.alertTimers());
  return (
    <Panel title={alerts.timers.title}>
      <Loaded of={view}>
        {(loaded: AlertTimers) => <Fields key={JSON.stringify(loaded)} loaded={loaded} onSaved={view.set} />}
      </Loaded>
    </Panel>
  );
}

function Fields({ loaded, onSaved }: { loaded: AlertTimers; onSaved: (timers: AlertTimers) => void }) {
  const { alerts } = useWords();
  const words = alerts.timers;
  const format = useFormat();
  const [typed, setTyped] = useState<Record<AlertPriority, number | string>>(loaded);
  const { busy, problem, submit } = useCommand();
  const fields = PRIORITIES.map((priority) => `${priority}Minutes`);
  const values = Object.fromEntries(PRIORITIES.map((priority) => [`${priority}Minutes`, typed[priority]]));
  const takes = Object.fromEntries(fields.map((name) => [name, words.takes]));
  const { of: errorOf, rest } = useFieldErrors(problem, fields, values, takes);
  const isChanged = PRIORITIES.some((priority) => typed[priority] !== loaded[priority]);
  const save = async () => {
    // an empty field is no number of minutes
    const minutes = (priority: AlertPriority) => Number(typed[priority]) || 0;
    const form = {
      low: minutes("low"),
      medium: minutes("medium"),
      high: minutes("high"),
      critical: minutes("critical"),
    };
    const saved = await submit((clinic) => clinic.editAlertTimers(loaded, form));
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
        <Group grow align="flex-start">
          {PRIORITIES.slice(0, 2).map(field)}
        </Group>
        <Group grow align="flex-start">
          {PRIORITIES.slice(2).map(field)}
        </Group>
        {rest !== null && <ProblemAlert problem={rest} />}
        <Group>
          <Button type="submit" variant="default" loading={busy} disabled={!isChanged}>
            {words.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );

  function field(priority: AlertPriority) {
    return (
      <NumberInput
        key={priority}
        label={alerts.priorities[priority]}
        description={words.byDefault(format.number(DEFAULTS[priority], 0))}
        inputWrapperOrder={["label", "input", "description", "error"]}
        value={typed[priority]}
        min={1}
        max={MINUTES_MAX}
        allowDecimal={false}
        hideControls
        error={errorOf(`${priority}Minutes`)}
        onChange={(value) => setTyped((before) => ({ ...before, [priority]: value }))}
      />
    );
  }
}
