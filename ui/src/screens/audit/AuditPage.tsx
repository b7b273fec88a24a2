import { Button } from "@mantine/core";
import { useState } from "react";
import { useAct, useAnswer } from "../../ipc/use-clinic";
import type { AuditPage as Trail, AuditRow } from "../../ipc/views";
import { Chip } from "../../parts/Chip";
import { DataTable, type Column } from "../../parts/DataTable";
import { FailureAlert } from "../../parts/FailureAlert";
import { Loaded } from "../../parts/Loaded";
import { Page } from "../../parts/Page";
import { Sheet } from "../../parts/Sheet";
import { useFormat, useWords } from "../../words/speech";
import { ChainBanner } from "./ChainBanner";
import classes from "./Audit.module.css";

const PAGE_ROWS = 100;
const DONE = "DONE";
const from = (before: string | null) => ({ userId: null, patientId: null, action: null, from: null, until: null, before, limit: PAGE_ROWS });

/** Who did what on this computer, and whose word each entry is. */
export function AuditPage() {
  const { audit } = useWords();
  const first = useAnswer("audit-trail", (clinic) => clinic.auditTrail(from(null)));
  return (
    <Page title={audit.title} line={audit.line}>
      <ChainBanner />
      <Loaded of={first} rows={12}>{(trail) => <Entries key={trail.rows[0]?.number} first={trail} />}</Loaded>
    </Page>
  );
}

function Entries({ first }: { first: Trail }) {
  const { audit } = useWords();
  const format = useFormat();
  const [pages, setPages] = useState([first]);
  const { busy, failure, run } = useAct();
  const next = pages.at(-1)?.next ?? null;
  const older = async () => {
    const page = await run((clinic) => clinic.auditTrail(from(next)));
    if (page) setPages((before) => [...before, page]);
  };
  const act = (row: AuditRow) => [audit.acts[row.action] ?? row.action, row.outcome === DONE ? null : audit.refused].filter(Boolean).join(" · ");
  const columns: Column<AuditRow>[] = [
    { key: "time", head: audit.time, width: 168, cell: (row) => <span className="tabular">{format.exactTime(row.at)}</span> },
    { key: "who", head: audit.who, width: 200, cell: (row) => row.who ?? <span className="muted">{audit.nobody}</span> },
    { key: "what", head: audit.what, cell: act },
    { key: "patient", wide: true, head: audit.patient, width: 208, cell: (row) => row.patient?.name },
    { key: "mark", head: audit.mark, width: 176, cell: (row) => (row.isVouched ? <Chip word="verified" /> : row.who !== null && <span className="muted">{audit.alone}</span>) },
  ];
  return (
    <>
      <div className={classes.trail}>
        <Sheet>
          <DataTable label={audit.title} rows={pages.flatMap((page) => page.rows)} columns={columns} rowKey={(row) => `${row.number}`} />
        </Sheet>
      </div>
      {failure !== null && <FailureAlert failure={failure} />}
      {next !== null && <Button className={classes.older} variant="default" loading={busy} onClick={() => void older()}>{audit.older}</Button>}
    </>
  );
}
