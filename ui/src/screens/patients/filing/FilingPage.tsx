import { Button, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { filingQueries } from "../../../ipc/filing-queries";
import { useClinicQuery } from "../../../ipc/use-clinic";
import type { DocumentsToFile, DocumentToFile } from "../../../ipc/views";
import { useNavigation } from "../../../nav/navigation";
import { LooseChip } from "../../../parts/Chip";
import { type Column, DataTable } from "../../../parts/DataTable";
import { Empty } from "../../../parts/Empty";
import { Loaded } from "../../../parts/Loaded";
import { Page } from "../../../parts/Page";
import { Panel, Sheet } from "../../../parts/Panel";
import { PatientCell } from "../../../parts/PatientCell";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { useFormat, useWords } from "../../../words/speech";
import { useFiling } from "../parts/documents/use-filing";

/** The documents that nobody has filed yet, the one that was added first at the top; a row opens where it is. */
export function FilingPage({ title, tools }: { title: string; tools: ReactNode }) {
  const { filing: words } = useWords();
  const documents = useClinicQuery(filingQueries.toFile());
  return (
    <Page title={title} line={words.help} tools={tools}>
      <Loaded of={documents} rows={6}>
        {({ isUnsure, documents: rows }: DocumentsToFile) => (
          <>
            {isUnsure && <LooseChip tone="warn" icon={IconAlertTriangle} text={words.unsure} />}
            {rows.length > 0 ? (
              <FilingTable rows={rows} onChanged={documents.reload} />
            ) : (
              <Panel title={words.title}>
                <Empty icon={IconCheck} title={isUnsure ? words.unsure : words.allDone}>
                  {words.allDoneHelp}
                </Empty>
              </Panel>
            )}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function FilingTable({ rows, onChanged }: { rows: DocumentToFile[]; onChanged: () => void }) {
  const { filing: words } = useWords();
  const format = useFormat();
  const { go } = useNavigation();
  const { busy, problem, file } = useFiling(onChanged);
  const columns: Column<DocumentToFile>[] = [
    { key: "document", head: words.document, cell: (row) => <Named document={row} /> },
    {
      key: "dated",
      head: words.dated,
      width: 112,
      cell: ({ dated }) => dated !== null && <span className="tabular">{format.day(dated)}</span>,
    },
    { key: "patient", head: words.patient, width: 240, cell: ({ patient }) => <PatientCell patient={patient} /> },
    { key: "added", wide: true, head: words.added, width: 160, cell: (row) => <Added document={row} /> },
    {
      key: "act",
      head: words.act,
      width: 112,
      cell: (row) => (
        <Button
          size="compact-sm"
          variant="default"
          disabled={busy}
          aria-label={words.fileOf(row.name, row.patient.name)}
          onClick={(event) => (event.stopPropagation(), void file(row.of, row))}>
          {words.file}
        </Button>
      ),
    },
  ];
  return (
    <>
      {problem !== null && <ProblemAlert problem={problem} />}
      <Sheet>
        <DataTable
          tall
          label={words.title}
          rows={rows}
          columns={columns}
          rowKey={({ of, id }) => `${of} ${id}`}
          onOpen={({ of, patient }) =>
            go({ page: "patient", id: patient.id, tab: of === "chart" ? "documents" : "contact" })
          }
        />
      </Sheet>
    </>
  );
}

/** The name on one line, and below it what the document is and whose. */
function Named({ document: { of, name, type } }: { document: DocumentToFile }) {
  const { documents, filing: words } = useWords();
  const about = `${documents.types[type]} · ${words.of[of]}`;
  return (
    <>
      <Text span inherit truncate display="block" title={name}>
        {name}
      </Text>{" "}
      <Text span truncate display="block" size="xs" c="dimmed" fw={400} title={about}>
        {about}
      </Text>
    </>
  );
}

function Added({ document: { addedAt, by } }: { document: DocumentToFile }) {
  const format = useFormat();
  return (
    <>
      <div className="tabular">{format.date(addedAt)}</div>
      <div className="ellipsis small muted" title={by}>
        {by}
      </div>
    </>
  );
}
