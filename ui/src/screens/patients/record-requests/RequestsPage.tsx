import { Button, Group } from "@mantine/core";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import type { MouseEvent, ReactNode } from "react";
import { recordRequestQueries } from "../../../ipc/record-request-queries";
import { useClinicQuery } from "../../../ipc/use-clinic";
import type { RecordRequests, RecordRequestView } from "../../../ipc/views";
import { useNavigation } from "../../../nav/navigation";
import { LooseChip } from "../../../parts/Chip";
import { type Column, DataTable } from "../../../parts/DataTable";
import { Empty } from "../../../parts/Empty";
import { Loaded } from "../../../parts/Loaded";
import { Page } from "../../../parts/Page";
import { Panel, Sheet } from "../../../parts/Panel";
import { PatientCell } from "../../../parts/PatientCell";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { useFormat, useToday, useWords } from "../../../words/speech";
import { useAnswers } from "./use-answers";

/** The open requests for copies of records, the one that is due first at the top; a row opens its patient. */
export function RequestsPage({ title, tools }: { title: string; tools: ReactNode }) {
  const { recordRequests: words } = useWords();
  const requests = useClinicQuery(recordRequestQueries.open(useToday()));
  return (
    <Page title={title} line={words.help} tools={tools}>
      <Loaded of={requests} rows={6}>
        {({ isUnsure, requests: rows }: RecordRequests) => (
          <>
            {isUnsure && <LooseChip tone="warn" icon={IconAlertTriangle} text={words.unsure} />}
            {rows.length > 0 ? (
              <RequestTable rows={rows} onChanged={requests.reload} />
            ) : (
              <Panel title={words.list}>
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

function RequestTable({ rows, onChanged }: { rows: RecordRequestView[]; onChanged: () => void }) {
  const { recordRequests: words } = useWords();
  const format = useFormat();
  const { go } = useNavigation();
  const { busy, problem, send, refuse, dialog } = useAnswers(onChanged);
  const of = (act: () => void) => (event: MouseEvent) => {
    event.stopPropagation();
    act();
  };
  const columns: Column<RecordRequestView>[] = [
    { key: "patient", head: words.patient, width: 240, cell: ({ patient }) => <PatientCell patient={patient} /> },
    { key: "request", head: words.request, cell: (row) => <Asked request={row} /> },
    {
      key: "due",
      head: words.due,
      width: 144,
      cell: ({ dueOn, isOverdue }) => (
        <Group gap={4}>
          <span className="tabular">{format.day(dueOn)}</span>
          {isOverdue && <LooseChip tone="bad" icon={IconAlertTriangle} text={words.overdue} />}
        </Group>
      ),
    },
    {
      key: "act",
      head: words.act,
      width: 248,
      cell: (row) => (
        <Group gap={8} wrap="nowrap">
          <Button
            size="compact-sm"
            variant="default"
            disabled={busy}
            aria-label={words.sentTo(row.patient.name, row.askedBy)}
            onClick={of(() => void send(row))}>
            {words.sent}
          </Button>
          <Button
            size="compact-sm"
            variant="subtle"
            disabled={busy}
            aria-label={words.refuseTo(row.patient.name, row.askedBy)}
            onClick={of(() => refuse(row))}>
            {words.refuse}
          </Button>
        </Group>
      ),
    },
  ];
  return (
    <>
      {problem !== null && <ProblemAlert problem={problem} />}
      <Sheet>
        <DataTable
          tall
          label={words.list}
          rows={rows}
          columns={columns}
          rowKey={({ id }) => id}
          onOpen={({ patient }) => go({ page: "patient", id: patient.id })}
        />
      </Sheet>
      {dialog}
    </>
  );
}

/** Who asked on one line, and for what below it. */
function Asked({ request }: { request: RecordRequestView }) {
  const { askedBy, askedFor } = request;
  return (
    <>
      <div className="ellipsis" title={askedBy}>
        {askedBy}
      </div>
      <div className="ellipsis small muted" title={askedFor}>
        {askedFor}
      </div>
    </>
  );
}
