import { Button } from "@mantine/core";
import { useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import type { PatientImportView } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { useMay } from "../../nav/session";
import { type Column, DataTable } from "../../parts/DataTable";
import { UndoImportDialog } from "../../parts/imports/UndoImportDialog";
import { Loaded } from "../../parts/Loaded";
import { Panel } from "../../parts/Panel";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Settings.module.css";

/** The lists of patients that were imported, each with a way back. */
export function ImportsPanel() {
  const { imports } = useWords();
  const words = imports.list;
  const format = useFormat();
  const { go } = useNavigation();
  const mayUndo = useMay()("patients.delete");
  const view = useClinicQuery(queries.patientImports());
  const [undone, setUndone] = useState<PatientImportView | null>(null);
  const count = (n: number) => format.number(n, 0);
  const columns: Column<PatientImportView>[] = [
    { key: "at", head: words.at, cell: (row) => format.dateTime(row.at) },
    { key: "by", head: words.by, width: 136, wide: true, cell: (row) => row.by },
    { key: "lines", head: words.lines, width: 80, number: true, wide: true, cell: (row) => count(row.lines) },
    { key: "patients", head: words.patients, width: 80, number: true, cell: (row) => count(row.patients) },
    { key: "deleted", head: words.deleted, width: 80, number: true, wide: true, cell: (row) => count(row.deleted) },
    {
      key: "undo",
      head: imports.undo.action,
      width: 144,
      cell: (row) =>
        mayUndo &&
        row.patients > 0 && (
          <Button
            size="compact-sm"
            variant="default"
            aria-label={imports.undo.of(format.dateTime(row.at))}
            onClick={() => setUndone(row)}>
            {imports.undo.action}
          </Button>
        ),
    },
  ];
  return (
    <Panel
      title={words.title}
      flush
      action={
        <Button size="xs" variant="default" onClick={() => go({ page: "importPatients" })}>
          {imports.title}
        </Button>
      }>
      <Loaded of={view} rows={2}>
        {(rows) =>
          rows.length === 0 ? (
            <p className={classes.nothing}>{words.none}</p>
          ) : (
            <DataTable label={words.title} rows={rows} columns={columns} rowKey={(row) => row.id} wraps />
          )
        }
      </Loaded>
      {undone !== null && (
        <UndoImportDialog
          id={undone.id}
          patients={undone.patients}
          onUndone={view.reload}
          onClose={() => setUndone(null)}
        />
      )}
    </Panel>
  );
}
