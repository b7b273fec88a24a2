import { ActionIcon, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useState } from "react";
import { useCommand } from "../../../ipc/use-clinic";
import type { DietOrderView, PatientName } from "../../../ipc/views";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { offerUndo } from "../../../parts/undo";
import { useFormat, useWords } from "../../../words/speech";
import { ErrorDialog } from "../parts/ErrorDialog";

/** The menu of an order: ends it, or removes it as entered in error, both with Undo. */
export function OrderMenu({ order, patient }: { order: DietOrderView; patient: PatientName }) {
  const { dietOrders: words, background, frame } = useWords();
  const format = useFormat();
  const [asks, setAsks] = useState(false);
  const { problem, run } = useCommand();
  const name = words.name(format.dateTime(order.startedAt));
  const id = `diet-order-${order.id}`;
  const end = async () => {
    const ended = await run((clinic) => clinic.endDietOrder(order.id, order.seen, ""));
    if (ended === undefined) return;
    offerUndo(id, words.ended, frame, () => run((clinic) => clinic.goOnWithDietOrder(order.id, ended.seen)));
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
          {order.state === "current" && <Menu.Item onClick={() => void end()}>{words.end}</Menu.Item>}
          <Menu.Item onClick={() => setAsks(true)}>{background.enteredInError}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {problem !== null && <ProblemAlert problem={problem} />}
      {asks && (
        <ErrorDialog
          name={name}
          patient={patient}
          remove={(clinic, reason) => clinic.removeDietOrder(order.id, order.seen, reason)}
          onRemoved={(seen) =>
            offerUndo(id, background.removed(name), frame, () =>
              run((clinic) => clinic.restoreDietOrder(order.id, seen)),
            )
          }
          onClose={() => setAsks(false)}
        />
      )}
    </>
  );
}
