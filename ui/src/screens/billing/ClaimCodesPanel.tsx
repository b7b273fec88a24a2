import { Button } from "@mantine/core";
import { useState } from "react";
import { claimQueries } from "../../ipc/claim-queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import type { ClaimCodeView } from "../../ipc/views";
import { useMay } from "../../nav/session";
import { Chip } from "../../parts/Chip";
import { type Column, DataTable } from "../../parts/DataTable";
import { Loaded } from "../../parts/Loaded";
import { Panel } from "../../parts/Panel";
import { useWords } from "../../words/speech";
import classes from "./Billing.module.css";
import { ClaimCodeDialog } from "./ClaimCodeDialog";

/** The codes that insurers ask for on invoices. Who may not change them sees them. */
export function ClaimCodesPanel() {
  const { claims: words } = useWords();
  const mayChange = useMay()("billing.services");
  const [edited, setEdited] = useState<ClaimCodeView | "new" | null>(null);
  const view = useClinicQuery(claimQueries.codes());
  const columns: Column<ClaimCodeView>[] = [
    {
      key: "name",
      head: words.name,
      cell: (row) =>
        row.isActive ? (
          row.name
        ) : (
          <>
            {row.name} <Chip word="inactive" />
          </>
        ),
    },
    { key: "code", head: words.code, width: 160, cell: (row) => row.code },
  ];
  return (
    <Panel
      title={words.codes}
      flush
      action={
        mayChange && (
          <Button size="xs" variant="default" onClick={() => setEdited("new")}>
            {words.add}
          </Button>
        )
      }>
      <Loaded of={view} rows={3}>
        {(rows) =>
          rows.length === 0 ? (
            <p className={classes.nothing}>{words.none}</p>
          ) : (
            <>
              <DataTable
                label={words.codes}
                rows={rows}
                columns={columns}
                rowKey={(row) => row.id}
                {...(mayChange && { onOpen: setEdited })}
              />
              <p className={classes.nothing}>{words.asTheyWere}</p>
            </>
          )
        }
      </Loaded>
      {edited !== null && (
        <ClaimCodeDialog
          code={edited === "new" ? null : edited}
          onClose={() => setEdited(null)}
          onSaved={view.reload}
        />
      )}
    </Panel>
  );
}
