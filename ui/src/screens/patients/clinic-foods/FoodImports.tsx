import { Button, Modal, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { queries } from "../../../ipc/queries";
import { useClinicQuery, useCommand } from "../../../ipc/use-clinic";
import type { FoodImport, UndoneFoodImport } from "../../../ipc/views";
import { DialogActions } from "../../../parts/AskDialog";
import { type Column, DataTable } from "../../../parts/DataTable";
import { Loaded } from "../../../parts/Loaded";
import { Panel } from "../../../parts/Panel";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { useFormat, useWords } from "../../../words/speech";

/** The lists of foods that were imported, each with a way back; nothing before the first one. */
export function FoodImports({ onUndone }: { onUndone: () => void }) {
  const { foodImports: words } = useWords();
  const format = useFormat();
  const view = useClinicQuery(queries.foodImports());
  const [undone, setUndone] = useState<FoodImport | null>(null);
  const count = (n: number) => format.number(n, 0);
  const columns: Column<FoodImport>[] = [
    { key: "at", head: words.at, cell: (row) => format.dateTime(row.at) },
    { key: "by", head: words.by, width: 136, wide: true, cell: (row) => row.by },
    { key: "foods", head: words.foods, width: 80, number: true, cell: (row) => count(row.foods) },
    { key: "removed", head: words.removedFoods, width: 80, number: true, cell: (row) => count(row.removed) },
    {
      key: "undo",
      head: words.undo,
      width: 160,
      cell: (row) =>
        row.foods > 0 && (
          <Button
            size="xs"
            variant="default"
            aria-label={words.undoOf(format.dateTime(row.at))}
            onClick={() => setUndone(row)}>
            {words.undo}
          </Button>
        ),
    },
  ];
  const isEmpty = view.value !== null && view.value.length === 0;
  return (
    !isEmpty && (
      <Panel title={words.list} flush>
        <Loaded of={view} rows={1}>
          {(rows) => <DataTable label={words.list} rows={rows} columns={columns} rowKey={(row) => row.id} wraps />}
        </Loaded>
        {undone !== null && <UndoDialog id={undone.id} onClose={() => setUndone(null)} onUndone={onUndone} />}
      </Panel>
    )
  );
}

interface Props {
  id: string;
  onClose: () => void;
  onUndone: () => void;
}

/** Says what an undo removes and what stays, and removes it. */
function UndoDialog({ id, onClose, onUndone }: Props) {
  const { foodImports: words, frame } = useWords();
  const format = useFormat();
  const { busy, problem, submit } = useCommand();
  const view = useClinicQuery(queries.foodImportUndo(id));
  const undo = async () => {
    const done = await submit((clinic) => clinic.undoFoodImport(id));
    if (done === undefined) return;
    notifications.show({ message: words.removed(done.removed, format.number(done.removed, 0)) });
    onUndone();
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={words.undo} closeButtonProps={{ "aria-label": frame.close }}>
      <Loaded of={view} rows={2}>
        {(would) => (
          <Stack gap="md">
            <WouldUndo {...would} />
            {problem !== null && <ProblemAlert problem={problem} />}
            <DialogActions removes missing={would.removed === 0 ? words.noneRemoved : null} onClose={onClose}>
              <Button color="red" loading={busy} disabled={would.removed === 0} onClick={() => void undo()}>
                {words.undo}
              </Button>
            </DialogActions>
          </Stack>
        )}
      </Loaded>
    </Modal>
  );
}

function WouldUndo({ removed, changedSince, used }: UndoneFoodImport) {
  const { foodImports: words } = useWords();
  const format = useFormat();
  return (
    <Stack gap="xs">
      <Text size="sm">{words.undoHelp}</Text>
      <p className="strong" role="status">
        {words.willRemove(removed, format.number(removed, 0))}
      </p>
      {changedSince.length > 0 && <Text size="sm">{words.changedSince(changedSince.join(", "))}</Text>}
      {used.length > 0 && <Text size="sm">{words.used(used.join(", "))}</Text>}
    </Stack>
  );
}
