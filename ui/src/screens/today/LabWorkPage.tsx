import { Button, Tabs, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconCheck } from "@tabler/icons-react";
import { type MouseEvent, useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import type { LabWorkPage as LabWork, LabWorkPart, LabWorkQuery, LabWorkRow } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { CountedTab } from "../../parts/CountedTab";
import { CollectDialog } from "../../parts/CollectDialog";
import type { Column } from "../../parts/DataTable";
import { fileWidth } from "../../parts/file-width";
import { Empty } from "../../parts/Empty";
import { LabOrderChips } from "../../parts/LabOrderChips";
import { Loaded } from "../../parts/Loaded";
import { Page } from "../../parts/Page";
import { Panel, Sheet } from "../../parts/Panel";
import { NameAndAge } from "../../parts/PatientCell";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { PAGE_ROWS, useRowPages } from "../../parts/row-pages";
import { useOrderWords } from "../../parts/use-order-words";
import { VirtualTable } from "../../parts/VirtualTable";
import { useFormat, useToday, useWords } from "../../words/speech";
import classes from "./Today.module.css";

const PARTS: LabWorkPart[] = ["toCollect", "toResult"];
const isPart = (text: string | null): text is LabWorkPart => PARTS.some((part) => part === text);
/** The search runs after this pause in typing. */
const REST_MS = 150;

/** The lab technician's first screen: what is to be collected, and what waits for results. */
export function LabWorkPage({ first: firstPart }: { first: LabWorkPart }) {
  const { labOrders: words, today } = useWords();
  const format = useFormat();
  const day = useToday();
  const [part, setPart] = useState(firstPart);
  const { amend } = useNavigation();
  const show = (next: LabWorkPart) => {
    setPart(next);
    // shown again once the results of one of them are entered
    amend({ page: "today", labPart: next });
  };
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed, REST_MS);
  const query: LabWorkQuery = { part, search, offset: 0, limit: PAGE_ROWS };
  const page = useClinicQuery(queries.labWork(query), { showsPrevious: true });
  return (
    <Page
      title={`${today.title}, ${format.weekday(day)}`}
      line={words.workKeys}
      tools={
        <TextInput
          w={264}
          aria-label={words.search}
          placeholder={words.search}
          value={typed}
          autoComplete="off"
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      }>
      <Tabs value={part} keepMounted={false} onChange={(to) => isPart(to) && show(to)}>
        <Tabs.List aria-label={words.work}>
          {PARTS.map((name) => (
            <CountedTab key={name} value={name} name={words.parts[name]} count={page.value?.[name] ?? null} />
          ))}
        </Tabs.List>
        <Tabs.Panel value={part} pt="sm">
          <Loaded of={page} rows={10}>
            {(first: LabWork) =>
              first[part] > 0 ? (
                <Rows key={`${part}-${search}`} total={first[part]} query={query} />
              ) : (
                <Panel title={words.parts[part]}>
                  <Empty icon={IconCheck} title={words.allDone}>
                    {words.allDoneHelp}
                  </Empty>
                </Panel>
              )
            }
          </Loaded>
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

function Rows({ total, query }: { total: number; query: LabWorkQuery }) {
  const { labOrders: words, patients } = useWords();
  const format = useFormat();
  const { wished } = useOrderWords();
  const { go } = useNavigation();
  const [collected, setCollected] = useState<LabWorkRow | null>(null);
  const rows = useRowPages(total, 0, (offset) => queries.labWork({ ...query, offset }));
  const collects = query.part === "toCollect";
  const open = ({ patient }: LabWorkRow, labOrder?: string) =>
    go({ page: "patient", id: patient.id, tab: "labs", ...(labOrder !== undefined && { labOrder }) });
  const next = (row: LabWorkRow) => (collects ? setCollected(row) : open(row, row.order.id));
  const act = (row: LabWorkRow) => (event: MouseEvent) => {
    event.stopPropagation();
    next(row);
  };
  const since = ({ order }: LabWorkRow) => (collects ? order.ordered : (order.collected ?? order.ordered));
  const facilityColumn: Column<LabWorkRow> = {
    key: "facility",
    wide: true,
    head: words.facility,
    width: 128,
    cell: ({ facility }) => facility,
  };
  const columns: Column<LabWorkRow>[] = [
    { key: "name", head: patients.name, width: 200, cell: ({ patient }) => <NameAndAge patient={patient} /> },
    {
      key: "file",
      wide: true,
      head: patients.file,
      width: fileWidth(rows.loaded.map(({ patient }) => patient.fileNumber)),
      cell: ({ patient }) => <span className="tabular">{patient.fileNumber}</span>,
    },
    { key: "what", head: words.what, cell: (row) => <Tests row={row} /> },
    { key: "wished", wide: "first", head: words.wishedOn, width: 144, cell: ({ order }) => wished(order) },
    { key: "since", head: words.since, width: 112, cell: (row) => format.day(since(row).on) },
    ...(rows.at(0)?.facility ? [facilityColumn] : []),
    {
      key: "act",
      head: words.act,
      width: 136,
      cell: (row) => (
        <Button size="compact-sm" variant="default" onClick={act(row)}>
          {collects ? words.collect : words.enter}
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
          label={words.parts[query.part]}
          total={total}
          columns={columns}
          rowAt={rows.at}
          onRows={rows.need}
          onOpen={(row) => open(row)}
          onLetter={(letter, row) => letter === (collects ? "c" : "e") && next(row)}
        />
      </Sheet>
      {collected !== null && (
        <CollectDialog order={collected.order} patient={collected.patient} onClose={() => setCollected(null)} />
      )}
    </>
  );
}

/** The tests on one line; below it what of them is still to come, or the note. */
function Tests({ row: { order } }: { row: LabWorkRow }) {
  const { labOrders: words } = useWords();
  const { names } = useOrderWords();
  const what = names(order.tests);
  const missing = order.tests.filter(({ isResulted }) => !isResulted);
  const isPart = missing.length < order.tests.length;
  const more = [order.note, isPart && words.toCome(names(missing))].filter(Boolean).join(" · ");
  return (
    <>
      <div className="ellipsis" title={what}>
        {what}
      </div>
      <div className={classes.often}>
        {order.isContested && <LabOrderChips order={order} />}
        <span className="ellipsis small muted" title={more}>
          {more}
        </span>
      </div>
    </>
  );
}
