import { Checkbox } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import type { PreferenceView, ScreeningTool } from "../../ipc/views";
import { Loaded } from "../../parts/Loaded";
import { Panel } from "../../parts/Panel";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useWords } from "../../words/speech";
import classes from "./Settings.module.css";

/** The tools as the setting spells them. */
const TOOL_OF: Record<string, ScreeningTool> = {
  MUST: "must",
  MST: "mst",
  NRS_2002: "nrs2002",
  MNA_SF: "mnaSf",
  GLIM: "glim",
  PHYSICAL_EXAMINATION: "physicalExamination",
};

/** The screening tools that the clinic uses; the last one that is left stays. */
export function ScreeningToolsPanel() {
  const { screening } = useWords();
  const view = useClinicQuery(queries.preferences());
  return (
    <Panel title={screening.toolsTitle}>
      <Loaded of={view}>
        {(rows) => {
          const row = rows.find(({ of }) => of === "screeningTools");
          return row && <Tools row={row} onChosen={view.reload} />;
        }}
      </Loaded>
    </Panel>
  );
}

function Tools({ row, onChosen }: { row: PreferenceView; onChosen: () => void }) {
  const { screening, preferences } = useWords();
  const { busy, problem, run } = useCommand();
  const inUse = row.value.split(",");
  const isLast = inUse.length === 1;
  const choose = async (words: string[]) => {
    const { of, seen } = row;
    const chosen = await run((clinic) => clinic.choosePreference({ of, seen, value: words.join(",") }));
    // what another window chose meanwhile is shown
    onChosen();
    if (chosen) notifications.show({ message: preferences.saved(screening.toolsTitle) });
  };
  return (
    <div className={classes.fields}>
      <Checkbox.Group
        aria-label={screening.toolsTitle}
        description={isLast ? `${screening.toolsHelp} ${screening.lastTool}` : screening.toolsHelp}
        value={inUse}
        onChange={(words) => void choose(words)}>
        {row.choices.map((word) => {
          const tool = TOOL_OF[word];
          return (
            <Checkbox
              key={word}
              mt="xs"
              size="sm"
              value={word}
              label={tool === undefined ? word : screening.tools[tool]}
              disabled={busy || (isLast && inUse[0] === word)}
            />
          );
        })}
      </Checkbox.Group>
      {problem !== null && <ProblemAlert problem={problem} />}
    </div>
  );
}
