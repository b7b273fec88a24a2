import { Button } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { type MouseEvent, type ReactNode, useState } from "react";
import { queries } from "../../../ipc/queries";
import { useClinicQuery } from "../../../ipc/use-clinic";
import type { DuplicatePage, DuplicatePair } from "../../../ipc/views";
import type { Column } from "../../../parts/DataTable";
import { Empty } from "../../../parts/Empty";
import { Loaded } from "../../../parts/Loaded";
import { Page } from "../../../parts/Page";
import { Panel, Sheet } from "../../../parts/Panel";
import { PatientCell } from "../../../parts/PatientCell";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { PAGE_ROWS, useRowPages } from "../../../parts/row-pages";
import { VirtualTable } from "../../../parts/VirtualTable";
import { useWords } from "../../../words/speech";
import { MergeDialog } from "./MergeDialog";

/** Pairs of patients who are likely one person: a list of patients, and on the first screen of medical records. */
export function DuplicatesPage({ title, tools }: { title: string; tools: ReactNode }) {
  const { merge } = useWords();
  const page = useClinicQuery(queries.duplicatePairs({ offset: 0, limit: PAGE_ROWS }), { showsPrevious: true });
  return (
    <Page title={title} line={merge.keys} tools={tools}>
      <Loaded of={page} rows={10}>
        {({ total }: DuplicatePage) =>
          total > 0 ? (
            <Pairs total={total} onMerged={page.reload} />
          ) : (
            <Panel title={merge.list}>
              <Empty icon={IconCheck} title={merge.allDone}>
                {merge.allDoneHelp}
              </Empty>
            </Panel>
          )
        }
      </Loaded>
    </Page>
  );
}

function Pairs({ total, onMerged }: { total: number; onMerged: () => void }) {
  const { merge, patients } = useWords();
  const [compared, setCompared] = useState<DuplicatePair | null>(null);
  const rows = useRowPages(total, 0, (offset) => queries.duplicatePairs({ offset, limit: PAGE_ROWS }));
  const compare = (row: DuplicatePair) => (event: MouseEvent) => {
    event.stopPropagation();
    setCompared(row);
  };
  const why = ({ reasons }: DuplicatePair) => reasons.map((reason) => patients.reasons[reason]).join(", ");
  const columns: Column<DuplicatePair>[] = [
    { key: "first", head: merge.one, cell: ({ first }) => <PatientCell patient={first} /> },
    { key: "second", head: merge.twin, cell: ({ second }) => <PatientCell patient={second} /> },
    {
      key: "why",
      wide: true,
      head: merge.why,
      cell: (row) => (
        <div className="ellipsis small muted" title={why(row)}>
          {why(row)}
        </div>
      ),
    },
    {
      key: "act",
      head: merge.act,
      width: 136,
      cell: (row) => (
        <Button size="compact-sm" variant="default" onClick={compare(row)}>
          {merge.compare}
        </Button>
      ),
    },
  ];
  return (
    <>
      {rows.problem !== null && <ProblemAlert problem={rows.problem} onRetry={rows.retry} />}
      <Sheet>
        <VirtualTable
          tall
          label={merge.list}
          total={total}
          columns={columns}
          rowAt={rows.at}
          onRows={rows.need}
          onOpen={setCompared}
        />
      </Sheet>
      {compared !== null && (
        <MergeDialog
          patient={compared.first}
          twin={compared.second}
          onMerged={onMerged}
          onClose={() => setCompared(null)}
        />
      )}
    </>
  );
}
