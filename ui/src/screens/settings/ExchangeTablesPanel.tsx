import { Button } from "@mantine/core";
import { useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import type { ExchangeTableView } from "../../ipc/views";
import { Chip } from "../../parts/Chip";
import { type Column, DataTable } from "../../parts/DataTable";
import { Loaded } from "../../parts/Loaded";
import { Panel } from "../../parts/Panel";
import { useLanguage, useWords } from "../../words/speech";
import { ExchangeTableDialog } from "./ExchangeTableDialog";
import classes from "./Settings.module.css";

/** The exchange tables of meal plans: built-in ones and the clinic's own. */
export function ExchangeTablesPanel() {
  const { exchanges } = useWords();
  const words = exchanges.tables;
  const [edited, setEdited] = useState<ExchangeTableView | "new" | null>(null);
  const view = useClinicQuery(queries.exchangeTables(useLanguage()));
  const columns: Column<ExchangeTableView>[] = [
    { key: "name", head: words.name, cell: (row) => row.name },
    {
      key: "groups",
      head: words.groups,
      width: 336,
      cell: (row) =>
        row.isActive ? (
          <span className="small muted ellipsis">{row.groups.map(({ name }) => name).join(", ")}</span>
        ) : (
          <Chip word="inactive" />
        ),
    },
  ];
  return (
    <Panel
      title={words.title}
      flush
      action={
        <Button size="xs" variant="default" onClick={() => setEdited("new")}>
          {words.add}
        </Button>
      }>
      <Loaded of={view}>
        {(tables) => {
          const own = tables.filter(({ seen }) => seen !== null);
          const ofProgram = tables.filter(({ seen }) => seen === null).map(({ name }) => name);
          return (
            <>
              <p className={classes.nothing}>{words.ofProgram(ofProgram.join(", "))}</p>
              {own.length === 0 ? (
                <p className={classes.nothing}>{words.nothing}</p>
              ) : (
                <DataTable
                  label={words.title}
                  rows={own}
                  columns={columns}
                  rowKey={(row) => row.id}
                  onOpen={setEdited}
                />
              )}
            </>
          );
        }}
      </Loaded>
      {edited !== null && (
        <ExchangeTableDialog
          table={edited === "new" ? null : edited}
          onClose={() => setEdited(null)}
          onSaved={view.reload}
        />
      )}
    </Panel>
  );
}
