import { Button } from "@mantine/core";
import { useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import type { ServiceView } from "../../ipc/views";
import { useMay } from "../../nav/session";
import { Chip } from "../../parts/Chip";
import { type Column, DataTable } from "../../parts/DataTable";
import { Loaded } from "../../parts/Loaded";
import { Panel } from "../../parts/Panel";
import { THIN } from "../../words/format";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Billing.module.css";
import { ServiceDialog } from "./ServiceDialog";

/** What the clinic charges for. Who may not change it sees it. */
export function ServicesPanel() {
  const { services: words } = useWords();
  const format = useFormat();
  const mayChange = useMay()("billing.services");
  const [edited, setEdited] = useState<ServiceView | "new" | null>(null);
  const view = useClinicQuery(queries.services());
  const columns: Column<ServiceView>[] = [
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
    { key: "code", head: words.code, width: 96, cell: (row) => row.code },
    {
      key: "tax",
      head: words.taxHead,
      width: 72,
      number: true,
      cell: (row) => `${format.number(Number(row.tax), 2)}${THIN}%`,
    },
    {
      key: "price",
      head: words.priceHead,
      width: 112,
      number: true,
      cell: (row) => format.money(row.price, row.currency),
    },
  ];
  return (
    <Panel
      title={words.title}
      flush
      action={
        mayChange && (
          <Button size="xs" variant="default" onClick={() => setEdited("new")}>
            {words.add}
          </Button>
        )
      }>
      <Loaded of={view}>
        {(rows) =>
          rows.length === 0 ? (
            <p className={classes.nothing}>{words.none}</p>
          ) : (
            <DataTable
              label={words.title}
              rows={rows}
              columns={columns}
              rowKey={(row) => row.id}
              {...(mayChange && { onOpen: setEdited })}
            />
          )
        }
      </Loaded>
      {edited !== null && (
        <ServiceDialog
          service={edited === "new" ? null : edited}
          onClose={() => setEdited(null)}
          onSaved={view.reload}
        />
      )}
    </Panel>
  );
}
