import { Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import type { Preference, PreferenceView } from "../../ipc/views";
import { useMay, useSession } from "../../nav/session";
import { Loaded } from "../../parts/Loaded";
import { Panel } from "../../parts/Panel";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { Select } from "../../parts/Select";
import { useFieldErrors } from "../../parts/use-field-errors";
import { useWords } from "../../words/speech";
import classes from "./Settings.module.css";

/** What the clinic chooses for all of its computers, row by row, each with what is usual. */
export function PreferencesPanel() {
  const { preferences: words } = useWords();
  const view = useClinicQuery(queries.preferences());
  return (
    <Panel title={words.title}>
      <Loaded of={view}>
        {(rows) => (
          <div className={`${classes.fields} ${classes.preferences}`}>
            {rows.filter(isOfClinic).map((row) => (
              <PreferenceRow key={`${row.of}-${row.seen}`} row={row} onChosen={view.reload} />
            ))}
          </div>
        )}
      </Loaded>
    </Panel>
  );
}

function PreferenceRow({ row, onChosen }: { row: PreferenceView; onChosen: () => void }) {
  const { preferences: words } = useWords();
  const mayChoose = useMay()("settings.manage");
  const { refresh } = useSession();
  const { problem, run } = useCommand();
  const [typed, setTyped] = useState(row.value);
  const label = words.names[row.of];
  const usual = words.usual(row.usual === "" ? words.none : shown(row.usual, words.choices));
  const helps: Partial<Record<Preference, string>> = words.helps;
  const description = [usual, helps[row.of]].filter(Boolean).join(" · ");
  const errors = useFieldErrors(
    problem,
    ["value"],
    { value: typed },
    { value: row.letters === null ? words.between(row.least ?? 0, row.most ?? 0) : words.letters(row.letters) },
  );
  const choose = async (value: string) => {
    if (value.trim().toUpperCase() === row.value) return;
    const { of, seen } = row;
    const chosen = await run((clinic) => clinic.choosePreference({ of, seen, value }));
    if (!chosen) return;
    notifications.show({ message: words.saved(label) });
    onChosen();
    // the language of this window and the minutes until it locks
    refresh();
  };
  if (row.choices.length > 0) {
    return (
      <>
        <Select
          label={label}
          description={description}
          inputWrapperOrder={["label", "input", "error", "description"]}
          disabled={!mayChoose}
          allowDeselect={false}
          data={row.choices.map((value) => ({ value, label: shown(value, words.choices) }))}
          value={row.value}
          error={errors.of("value")}
          onChange={(value) => value && void choose(value)}
        />
        {errors.rest !== null && <ProblemAlert problem={errors.rest} />}
      </>
    );
  }
  return (
    <form onSubmit={(event) => (event.preventDefault(), void choose(typed))}>
      <TextInput
        label={label}
        description={description}
        inputWrapperOrder={["label", "input", "error", "description"]}
        disabled={!mayChoose}
        inputMode={row.letters === null ? "numeric" : "text"}
        maxLength={row.letters ?? 4}
        value={typed}
        rightSection={
          <Text size="xs" c="dimmed">
            {words.units[row.of]}
          </Text>
        }
        rightSectionWidth={72}
        rightSectionProps={{ className: classes.unit }}
        error={errors.of("value")}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={() => void choose(typed)}
      />
      {errors.rest !== null && <ProblemAlert problem={errors.rest} />}
    </form>
  );
}

/** Those that take several words have a panel of their own. */
const isOfClinic = (row: PreferenceView) => !row.isSeveral;

/** A number is shown as it is, a word in the language of the user. */
const shown = (value: string, choices: Record<string, string>) => choices[value] ?? value;
