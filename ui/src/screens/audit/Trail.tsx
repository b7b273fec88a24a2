import { Text } from "@mantine/core";
import type { AuditPage, AuditQuery, AuditRow } from "../../ipc/views";
import { Chip } from "../../parts/Chip";
import type { Column } from "../../parts/DataTable";
import { FailureAlert } from "../../parts/FailureAlert";
import { Sheet } from "../../parts/Sheet";
import { VirtualTable } from "../../parts/VirtualTable";
import { useFormat, useWords } from "../../words/speech";
import { useActs } from "./use-acts";
import { useTrail } from "./use-trail";

interface Props {
  first: AuditPage;
  query: AuditQuery;
  open: number | null;
  onOpen: (number: number) => void;
}

/** What was asked for of the trail, the newest first. */
export function Trail({ first, query, open, onOpen }: Props) {
  const { audit } = useWords();
  const format = useFormat();
  const acts = useActs();
  const trail = useTrail(first, query);
  const count = trail.rows.length;
  const columns: Column<AuditRow>[] = [
    {
      key: "time",
      head: audit.time,
      width: 168,
      cell: (row) => <span className="tabular">{format.exactTime(row.at)}</span>,
    },
    {
      key: "who",
      head: audit.who,
      width: 124,
      cell: (row) => row.who ?? <span className="muted">{audit.nobody}</span>,
    },
    { key: "what", head: audit.what, cell: acts.line },
    { key: "patient", wide: true, head: audit.patient, width: 144, cell: (row) => row.patient?.name },
    {
      key: "mark",
      wide: true,
      head: audit.mark,
      width: 148,
      cell: (row) =>
        row.isEndorsed ? <Chip word="verified" /> : row.who !== null && <span className="muted">{audit.alone}</span>,
    },
  ];
  return (
    <>
      <Text size="xs" c="dimmed" role="status">
        {trail.hasMore ? audit.newest(format.number(count, 0)) : audit.count(count, format.number(count, 0))}
      </Text>
      <Sheet>
        <VirtualTable
          dense
          label={audit.title}
          total={count}
          hasMore={trail.hasMore}
          columns={columns}
          rowAt={(index) => trail.rows[index]}
          isCurrent={(row) => row.number === open}
          onWindow={(window) => trail.need(window.last)}
          onOpen={(row) => onOpen(row.number)}
        />
      </Sheet>
      {trail.failure !== null && <FailureAlert failure={trail.failure} onRetry={trail.retry} />}
    </>
  );
}
