import { ActionIcon, Menu, Text } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { fieldLengths } from "../../ipc/bindings";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import type { NextSteps } from "../../ipc/views";
import { EditRow } from "../../parts/EditRow";
import { Loaded } from "../../parts/Loaded";
import { Panel } from "../../parts/Panel";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { offerUndo } from "../../parts/undo";
import { useWords } from "../../words/speech";
import classes from "./Settings.module.css";

/** The clinic's own next step for each result of each screening tool. */
export function NextStepsPanel() {
  const { screening } = useWords();
  const view = useClinicQuery(queries.nextSteps());
  return (
    <Panel title={screening.stepsTitle}>
      <Text size="xs" c="dimmed" className={classes.fields}>
        {screening.stepsHelp}
      </Text>
      <Loaded of={view}>
        {(rows) => (
          <ul className={`${classes.list} ${classes.steps}`}>
            {rows.map((row) => (
              <li key={`${row.tool} ${row.category}`}>
                <StepsRow row={row} />
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Panel>
  );
}

function StepsRow({ row }: { row: NextSteps }) {
  const { screening, frame } = useWords();
  const { problem, run } = useCommand();
  const { tool, category, text } = row;
  const name = screening.stepsOf(screening.tools[tool], screening.categories[category]);
  const takeBack = async () => {
    const gone = await run((clinic) => clinic.editNextSteps({ ...row, text: "" }));
    if (!gone) return;
    offerUndo(`steps-${tool}-${category}`, screening.stepsGone(name), frame, () =>
      run((clinic) => clinic.editNextSteps({ ...gone, text })),
    );
  };
  return (
    <>
      <EditRow<{ text: string }>
        name={name}
        fields={[{ key: "text", label: name, span: 6, lengthMax: fieldLengths.setting.value }]}
        form={{ text }}
        mayEdit
        save={(clinic, form) => clinic.editNextSteps({ tool, category, seen: row.seen, text: form.text })}
        actions={
          text !== "" && (
            <Menu>
              <Menu.Target>
                <ActionIcon size="sm" aria-label={frame.labelled(frame.more, name)}>
                  <IconDots size={16} aria-hidden />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={() => void takeBack()}>{screening.stepsRemove(name)}</Menu.Item>
              </Menu.Dropdown>
            </Menu>
          )
        }>
        <div>
          <Text size="sm">{name}</Text>
          <Text size="xs" c="dimmed">
            {text === "" ? screening.next[category] : text}
          </Text>
        </div>
      </EditRow>
      {problem !== null && <ProblemAlert problem={problem} />}
    </>
  );
}
