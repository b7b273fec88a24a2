import { Button, Group, SegmentedControl } from "@mantine/core";
import { IconFiles } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useClinicPages } from "../../../ipc/use-clinic";
import type { PatientHeader, RecordCount, RecordRow, RecordType } from "../../../ipc/views";
import { Chip } from "../../../parts/Chip";
import { type Column, DataTable } from "../../../parts/DataTable";
import { Empty } from "../../../parts/Empty";
import { Loaded } from "../../../parts/Loaded";
import { Panel, Sheet } from "../../../parts/Panel";
import { PrintButton } from "../../../parts/PrintButton";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { Select } from "../../../parts/Select";
import { useFormat, useWords } from "../../../words/speech";
import { useValue } from "../parts/use-value";
import { RecordPeek } from "./RecordPeek";
import { stateOf, useRecordWords } from "./use-record-words";

const PAGE_ROWS = 50;

/** The medical record of a patient: everything written, by type and by version, newest first. */
export function Records({ patient }: { patient: PatientHeader }) {
  const { medicalRecords, timeline } = useWords();
  const { id: patientId } = patient;
  const [type, setType] = useState<RecordType | null>(null);
  const [allVersions, setAllVersions] = useState(false);
  const [counts, setCounts] = useState<RecordCount[]>([]);
  const [open, setOpen] = useState<RecordRow | null>(null);
  const { pages, hasMore, nextProblem, isFetchingNext, fetchNext } = useClinicPages(
    ["patient", patientId, "records", type, allVersions],
    (clinic, after) => clinic.records({ patientId, type, allVersions, after, limit: PAGE_ROWS }),
    ["visits", "notes", "patients"],
  );
  // while another filter is being read, the types of the one before are offered
  const read = pages.value?.[0]?.counts;
  if (read !== undefined && read !== counts) setCounts(read);
  return (
    <>
      <Filters
        counts={counts}
        type={type}
        allVersions={allVersions}
        onType={(to) => (setType(to), setOpen(null))}
        onAllVersions={(to) => (setAllVersions(to), setOpen(null))}>
        <PrintButton size="xs" of={{ print: "records", patientId, type, allVersions }} patient={patient} />
      </Filters>
      <Loaded of={pages} rows={8}>
        {(list) => {
          const rows = list.flatMap((page) => page.rows);
          if (rows.length === 0)
            return (
              <Panel title={medicalRecords.title}>
                <Empty icon={IconFiles} title={type === null ? medicalRecords.none : medicalRecords.noneOf}>
                  {type === null ? medicalRecords.noneHelp : null}
                </Empty>
              </Panel>
            );
          return (
            <>
              <Sheet>
                <RecordTable rows={rows} onOpen={setOpen} />
              </Sheet>
              {nextProblem !== null && <ProblemAlert problem={nextProblem} onRetry={fetchNext} />}
              {hasMore && nextProblem === null && (
                <Button variant="subtle" loading={isFetchingNext} onClick={fetchNext}>
                  {timeline.more}
                </Button>
              )}
            </>
          );
        }}
      </Loaded>
      {open !== null && <RecordPeek key={open.key} row={open} onClose={() => setOpen(null)} />}
    </>
  );
}

interface FiltersProps {
  counts: RecordCount[];
  type: RecordType | null;
  allVersions: boolean;
  onType: (type: RecordType | null) => void;
  onAllVersions: (allVersions: boolean) => void;
  children: ReactNode;
}

function Filters({ counts, type, allVersions, onType, onAllVersions, children }: FiltersProps) {
  const { medicalRecords } = useWords();
  const format = useFormat();
  const words = useRecordWords();
  const isCounted = type === null || counts.some((one) => one.type === type);
  // the chosen type stays a choice where no record of it is left
  const choices = isCounted ? counts : [...counts, { type, count: 0 }];
  return (
    <Group gap="sm">
      <Select
        w={264}
        aria-label={medicalRecords.type}
        allowDeselect={false}
        data={[
          { value: "all", label: medicalRecords.allTypes },
          ...choices.map((one) => ({
            value: one.type,
            label: medicalRecords.counted(words.type(one.type), format.number(one.count)),
          })),
        ]}
        value={type ?? "all"}
        onChange={(value) => onType(choices.find((one) => one.type === value)?.type ?? null)}
      />
      <SegmentedControl
        style={{ flexWrap: "wrap" }}
        aria-label={medicalRecords.versions}
        data={[
          { value: "current", label: medicalRecords.current },
          { value: "all", label: medicalRecords.all },
        ]}
        value={allVersions ? "all" : "current"}
        onChange={(value) => onAllVersions(value === "all")}
      />
      {children}
    </Group>
  );
}

function RecordTable({ rows, onOpen }: { rows: RecordRow[]; onOpen: (row: RecordRow) => void }) {
  const { patients, medicalRecords } = useWords();
  const words = useRecordWords();
  const valueOf = useValue();
  const columns: Column<RecordRow>[] = [
    { key: "date", head: patients.date, width: 168, cell: words.date },
    { key: "type", head: medicalRecords.type, width: 168, cell: (row) => words.type(row.type) },
    { key: "what", head: medicalRecords.what, cell: (row) => row.text || valueOf(row.event) },
    { key: "status", head: patients.status, width: 168, cell: (row) => chipIn(stateOf(row)) },
    { key: "version", wide: true, head: medicalRecords.version, width: 96, cell: words.version },
    { key: "by", wide: true, head: patients.by, width: 160, cell: (row) => row.by },
  ];
  return (
    <DataTable label={medicalRecords.title} rows={rows} columns={columns} rowKey={(row) => row.key} onOpen={onOpen} />
  );
}

const chipIn = (word: ReturnType<typeof stateOf>) => word !== null && <Chip word={word} />;
