import { Text } from "@mantine/core";
import type { AuditRow, Problem } from "../../ipc/views";
import type { Column } from "../../parts/DataTable";
import { Sheet } from "../../parts/Panel";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { VirtualTable } from "../../parts/VirtualTable";
import { useFormat, useWords } from "../../words/speech";
import { useOperations } from "./use-operations";

/** The next page is read when fewer rows than this are left below the view. */
const AHEAD_ROWS = 30;

interface Props {
  rows: AuditRow[];
  hasMore: boolean;
  /** Why older entries could not be read. */
  problem: Problem | null;
  onMore: () => void;
  open: AuditRow | null;
  onOpen: (row: AuditRow) => void;
}

/** Entries of the audit log, the newest first; older ones are read as the scroll nears the end of the loaded ones. */
export function AuditLog({ rows, hasMore, problem, onMore, open, onOpen }: Props) {
  const { audit } = useWords();
  const format = useFormat();
  const operations = useOperations();
  const count = rows.length;
  const columns: Column<AuditRow>[] = [
    {
      key: "time",
      head: audit.time,
      width: 188,
      cell: (row) => <span className="tabular">{format.exactTime(row.at)}</span>,
    },
    {
      key: "who",
      head: audit.who,
      width: 124,
      cell: (row) =>
        row.who ?? (
          <span className="muted" title={audit.noUser}>
            {audit.noUser}
          </span>
        ),
    },
    { key: "what", head: audit.what, cell: operations.line },
    { key: "patient", wide: true, head: audit.patient, width: 144, cell: (row) => row.patient?.name },
  ];
  if (rows.some((row) => row.facility !== null))
    columns.push({ key: "facility", wide: true, head: audit.facility, width: 140, cell: (row) => row.facility });
  const isAlone = (row: AuditRow) => !row.isEndorsed && row.who !== null;
  if (rows.some(isAlone))
    columns.push({
      key: "verification",
      wide: true,
      head: audit.verification,
      width: 148,
      cell: (row) => isAlone(row) && <span className="muted">{audit.alone}</span>,
    });
  return (
    <>
      <Text size="xs" c="dimmed" role="status">
        {hasMore ? audit.newest(format.number(count, 0)) : audit.count(count, format.number(count, 0))}
      </Text>
      <Sheet>
        <VirtualTable
          dense
          label={audit.title}
          total={count}
          hasMore={hasMore}
          columns={columns}
          rowAt={(index) => rows[index]}
          isCurrent={(row) => row.number === open?.number && row.deviceNumber === open.deviceNumber}
          onRows={({ last }) => {
            if (hasMore && problem === null && last + AHEAD_ROWS >= count) onMore();
          }}
          onOpen={onOpen}
        />
      </Sheet>
      {problem !== null && <ProblemAlert problem={problem} onRetry={onMore} />}
    </>
  );
}
