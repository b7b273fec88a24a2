import { Button, Tabs, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconCheck } from "@tabler/icons-react";
import { type MouseEvent, useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import type {
  DispensingPage as Dispensing,
  DispensingPart,
  DispensingQuery,
  DispensingRow,
  PrescriptionView,
} from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import type { Column } from "../../parts/DataTable";
import { fileWidth } from "../../parts/file-width";
import { CountedTab } from "../../parts/CountedTab";
import { Empty } from "../../parts/Empty";
import { Loaded } from "../../parts/Loaded";
import { Page } from "../../parts/Page";
import { Panel, Sheet } from "../../parts/Panel";
import { NameAndAge } from "../../parts/PatientCell";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { PAGE_ROWS, useRowPages } from "../../parts/row-pages";
import { VirtualTable } from "../../parts/VirtualTable";
import { useFormat, useToday, useWords } from "../../words/speech";
import { DispenseDialog } from "../../parts/DispenseDialog";
import { useRefills, WarningChips } from "../../parts/PrescriptionChips";
import classes from "./Today.module.css";

const PARTS: DispensingPart[] = ["waiting", "refills"];
const isPart = (text: string | null): text is DispensingPart => PARTS.some((part) => part === text);
/** The search runs after this pause in typing. */
const REST_MS = 150;

/** The pharmacist's first screen: what is to be dispensed, the oldest first. */
export function DispensingPage() {
  const { prescriptions: words, today } = useWords();
  const format = useFormat();
  const day = useToday();
  const [part, setPart] = useState<DispensingPart>("waiting");
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed, REST_MS);
  const query: DispensingQuery = { part, search, offset: 0, limit: PAGE_ROWS };
  const page = useClinicQuery(queries.toDispense(query), { showsPrevious: true });
  return (
    <Page
      title={`${today.title}, ${format.weekday(day)}`}
      line={words.keys}
      tools={
        <TextInput
          w={240}
          aria-label={words.search}
          placeholder={words.search}
          value={typed}
          autoComplete="off"
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      }>
      <Tabs value={part} keepMounted={false} onChange={(to) => isPart(to) && setPart(to)}>
        <Tabs.List aria-label={words.toDispense}>
          {PARTS.map((name) => (
            <CountedTab key={name} value={name} name={words.parts[name]} count={page.value?.[name] ?? null} />
          ))}
        </Tabs.List>
        <Tabs.Panel value={part} pt="sm">
          <Loaded of={page} rows={10}>
            {(first: Dispensing) =>
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

function Rows({ total, query }: { total: number; query: DispensingQuery }) {
  const { prescriptions: words, patients } = useWords();
  const format = useFormat();
  const refills = useRefills();
  const { go } = useNavigation();
  const [given, setGiven] = useState<DispensingRow | null>(null);
  const rows = useRowPages(total, 0, (offset) => queries.toDispense({ ...query, offset }));
  const open = ({ patient }: DispensingRow) =>
    go({ page: "patient", id: patient.id, tab: "labs", labs: "prescriptions" });
  const dispense = (row: DispensingRow) => (event: MouseEvent) => {
    event.stopPropagation();
    setGiven(row);
  };
  const columns: Column<DispensingRow>[] = [
    { key: "name", head: patients.name, width: 232, cell: ({ patient }) => <NameAndAge patient={patient} /> },
    {
      key: "file",
      wide: true,
      head: patients.file,
      width: fileWidth(rows.loaded.map(({ patient }) => patient.fileNumber)),
      cell: ({ patient }) => <span className="tabular">{patient.fileNumber}</span>,
    },
    { key: "medicine", head: words.medicine, cell: ({ prescription }) => <Medicine prescription={prescription} /> },
    {
      key: "refills",
      wide: "first",
      head: words.refills,
      width: 152,
      cell: ({ prescription }) => refills(prescription),
    },
    {
      key: "since",
      wide: true,
      head: words.since,
      width: 112,
      cell: ({ prescription }) => format.day(prescription.prescribedOn),
    },
    {
      key: "act",
      head: words.dispense,
      width: 112,
      cell: (row) => (
        <Button size="compact-sm" variant="default" disabled={row.prescription.isContested} onClick={dispense(row)}>
          {words.dispense}
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
          onOpen={open}
          onLetter={(letter, row) => letter === "d" && setGiven(row)}
        />
      </Sheet>
      {given !== null && (
        <DispenseDialog prescription={given.prescription} patient={given.patient} onClose={() => setGiven(null)} />
      )}
    </>
  );
}

/** What to dispense on one line; below it the warnings, which are never cut off, and how often it is taken. */
function Medicine({ prescription }: { prescription: PrescriptionView }) {
  const what = [prescription.medication, prescription.dosage].join(", ");
  return (
    <>
      <div className="ellipsis" title={what}>
        {what}
      </div>
      <div className={classes.often}>
        <WarningChips prescription={prescription} />
        <span className="ellipsis small muted" title={prescription.frequency}>
          {prescription.frequency}
        </span>
      </div>
    </>
  );
}
