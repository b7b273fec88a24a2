import { IconAlertTriangle, IconBed } from "@tabler/icons-react";
import { useState } from "react";
import { stayQueries } from "../../../ipc/stay-queries";
import { useClinicQuery } from "../../../ipc/use-clinic";
import type { InpatientPage, InpatientQuery, InpatientRow, StayView } from "../../../ipc/views";
import { useNavigation } from "../../../nav/navigation";
import { LooseChip } from "../../../parts/Chip";
import type { Column } from "../../../parts/DataTable";
import { fileWidth } from "../../../parts/file-width";
import { Empty } from "../../../parts/Empty";
import { Loaded } from "../../../parts/Loaded";
import { Page } from "../../../parts/Page";
import { Panel, Sheet } from "../../../parts/Panel";
import { NameAndAge } from "../../../parts/PatientCell";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { Select } from "../../../parts/Select";
import { PAGE_ROWS, useRowPages } from "../../../parts/row-pages";
import { VirtualTable } from "../../../parts/VirtualTable";
import { useFormat, useWords } from "../../../words/speech";
import { ListSwitch } from "../parts/ListSwitch";

/** The patients who are in today, by department, room and bed. */
export function InpatientsPage() {
  const { stays, patients } = useWords();
  const format = useFormat();
  const [departmentId, setDepartmentId] = useState<string | null>(null);
  const query: InpatientQuery = { departmentId, offset: 0, limit: PAGE_ROWS };
  const page = useClinicQuery(stayQueries.inpatients(query), { showsPrevious: true });
  const { total = 0, isUnsure = false, departments = [] } = page.value ?? {};
  return (
    <Page
      title={patients.title}
      line={total > 0 ? stays.count(format.number(total)) : ""}
      tools={
        <>
          <ListSwitch shows="inpatients" />
          <Select
            w={208}
            aria-label={stays.fields.department}
            placeholder={stays.anyDepartment}
            clearable
            data={departments.map(({ id, name }) => ({ value: id, label: name }))}
            value={departmentId}
            onChange={setDepartmentId}
          />
        </>
      }>
      {isUnsure && <LooseChip tone="warn" icon={IconAlertTriangle} text={stays.unsure} />}
      <Loaded of={page} rows={10}>
        {(first: InpatientPage) =>
          first.total > 0 ? (
            <Rows key={departmentId} total={first.total} query={query} />
          ) : (
            <Panel title={stays.list}>
              <Empty icon={IconBed} title={stays.noneIn}>
                {stays.noneInHelp}
              </Empty>
            </Panel>
          )
        }
      </Loaded>
    </Page>
  );
}

function Rows({ total, query }: { total: number; query: InpatientQuery }) {
  const { stays, patients } = useWords();
  const format = useFormat();
  const { go } = useNavigation();
  const rows = useRowPages(total, 0, (offset) => stayQueries.inpatients({ ...query, offset }));
  const day = (day: string | null) => (day === null ? "" : format.day(day));
  const { fields } = stays;
  const doubtsOf = ({ doubts }: StayView) => doubts.map((doubt) => stays.doubts[doubt]).join(", ");
  const columns: Column<InpatientRow>[] = [
    { key: "name", head: patients.name, width: 232, cell: ({ patient }) => <NameAndAge patient={patient} /> },
    {
      key: "file",
      wide: true,
      head: patients.file,
      width: fileWidth(rows.loaded.map(({ patient }) => patient.fileNumber)),
      cell: ({ patient }) => <span className="tabular">{patient.fileNumber}</span>,
    },
    {
      key: "department",
      head: fields.department,
      cell: ({ stay }) => [stay.site.department, stay.facility].filter(Boolean).join(", "),
    },
    { key: "room", head: fields.room, width: 144, cell: ({ stay }) => stay.site.room },
    { key: "bed", head: fields.bed, width: 80, cell: ({ stay }) => stay.site.bed },
    {
      key: "doubts",
      head: stays.check,
      width: 208,
      cell: ({ stay }) =>
        stay.doubts.length > 0 && (
          <span title={doubtsOf(stay)}>
            <LooseChip tone="warn" icon={IconAlertTriangle} text={doubtsOf(stay)} />
          </span>
        ),
    },
    { key: "from", wide: "first", head: fields.fromDay, width: 112, cell: ({ stay }) => day(stay.fromDay) },
    { key: "until", wide: true, head: fields.untilDay, width: 112, cell: ({ stay }) => day(stay.untilDay) },
  ];
  return (
    <>
      {rows.problem !== null && <ProblemAlert problem={rows.problem} onRetry={rows.retry} />}
      <Sheet>
        <VirtualTable
          label={stays.list}
          total={total}
          columns={columns}
          rowAt={rows.at}
          onRows={rows.need}
          onOpen={({ patient }) => go({ page: "patient", id: patient.id })}
        />
      </Sheet>
    </>
  );
}
