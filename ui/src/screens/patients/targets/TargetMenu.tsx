import { ActionIcon, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useState } from "react";
import { useCommand } from "../../../ipc/use-clinic";
import type { PatientName, TargetView } from "../../../ipc/views";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { offerUndo } from "../../../parts/undo";
import { useToday, useWords } from "../../../words/speech";
import { ErrorDialog } from "../parts/ErrorDialog";

/** The menu of a target: ends it, or removes it as entered in error, both with Undo. */
export function TargetMenu({ target, patient }: { target: TargetView; patient: PatientName }) {
  const { targets: words, nutrients, background, frame } = useWords();
  const [asks, setAsks] = useState(false);
  const { problem, run } = useCommand();
  const today = useToday();
  const name = nutrients.names[target.nutrient];
  const id = `target-${target.id}`;
  const end = async () => {
    const ended = await run((clinic) => clinic.endTarget(target.id, target.seen, today));
    if (ended === undefined) return;
    offerUndo(id, words.ended(name), frame, () =>
      run((clinic) => clinic.endTarget(target.id, ended.seen, target.endDay ?? "")),
    );
  };
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={frame.labelled(frame.more, name)}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {target.state === "inForce" && <Menu.Item onClick={() => void end()}>{words.end}</Menu.Item>}
          <Menu.Item onClick={() => setAsks(true)}>{background.enteredInError}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {problem !== null && <ProblemAlert problem={problem} />}
      {asks && (
        <ErrorDialog
          name={name}
          patient={patient}
          remove={(clinic, reason) => clinic.removeTarget(target.id, target.seen, reason)}
          onRemoved={(seen) =>
            offerUndo(id, background.removed(name), frame, () => run((clinic) => clinic.restoreTarget(target.id, seen)))
          }
          onClose={() => setAsks(false)}
        />
      )}
    </>
  );
}
