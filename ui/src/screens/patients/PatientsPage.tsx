import { Button, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconCheck, IconSearch, IconUserPlus, IconUserQuestion } from "@tabler/icons-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import type { PatientPage, PatientSort, PatientStatus } from "../../ipc/views";
import { type PatientList, useNavigation } from "../../nav/navigation";
import { useMay, useSession } from "../../nav/session";
import { Empty } from "../../parts/Empty";
import { Loaded } from "../../parts/Loaded";
import { NoCharts } from "../../parts/NoCharts";
import { Page } from "../../parts/Page";
import { Panel } from "../../parts/Panel";
import { Select } from "../../parts/Select";
import { useFormat, useWords } from "../../words/speech";
import { PAGE_ROWS } from "../../parts/row-pages";
import { ListSwitch } from "./parts/ListSwitch";
import { PatientTable } from "./PatientTable";

const STATUSES: PatientStatus[] = ["active", "inactive", "discharged", "waitlist", "onHold"];
const SORTS: PatientSort[] = ["name", "lastVisit", "nextAppointment"];

/** The list of patients, searched while typing; `left` has the filters and the row to restore on coming back. */
export function PatientsPage({ left }: { left: PatientList | null }) {
  const { patients, chips, imports, tags, careTeam } = useWords();
  const format = useFormat();
  const { go } = useNavigation();
  const may = useMay();
  const [text, setText] = useState(left?.text ?? "");
  const [status, setStatus] = useState<PatientStatus | null>(left?.status ?? null);
  const [tagId, setTagId] = useState<string | null>(left?.tagId ?? null);
  const { hasDepartment } = useSession().session;
  const [isMine, setIsMine] = useState(left?.isMine ?? false);
  const [isOfDepartment, setIsOfDepartment] = useState(left?.isOfDepartment ?? false);
  const [sort, setSort] = useState<PatientSort>(left?.sort ?? "name");
  const [typed] = useDebouncedValue(text, 60);
  const list = { text: typed, status, tagId, isMine, isOfDepartment, sort };
  const query = { ...list, dietitianId: null, after: null, limit: PAGE_ROWS };
  const page = useClinicQuery(queries.patients({ ...query, offset: 0 }));
  const tagged = useClinicQuery(queries.tags()).value ?? [];
  const isAsLeft =
    left !== null && Object.entries(list).every(([key, value]) => left[key as keyof typeof list] === value);
  const register = () => go({ page: "register", text });
  // Down was pressed before the results of the typed text came
  const entersList = useRef(false);
  const enterList = () => {
    if (!entersList.current || text !== typed) return;
    const link = document.querySelector<HTMLElement>("[data-row-link][tabindex='0']");
    if (link !== null) entersList.current = false;
    link?.focus();
  };
  /** Down goes from the search into the list. */
  const leaveSearch = (event: KeyboardEvent) => {
    entersList.current = event.key === "ArrowDown";
    if (!entersList.current) return;
    event.preventDefault();
    enterList();
  };
  const none =
    typed !== ""
      ? patients.noMatch(typed)
      : tagId !== null
        ? tags.noneTagged
        : isMine
          ? careTeam.noneMine
          : isOfDepartment
            ? careTeam.noneOfDepartment
            : patients.none;
  const count = (total: number) =>
    total === 1 ? patients.one(patients.sorts[sort]) : patients.count(format.number(total, 0), patients.sorts[sort]);

  return (
    <Page
      title={patients.title}
      primary={
        may("patients.create") && (
          <Button data-primary leftSection={<IconUserPlus size={16} aria-hidden />} onClick={register}>
            {patients.register}
          </Button>
        )
      }
      line={page.value && page.value.total > 0 ? count(page.value.total) : ""}
      tools={
        <>
          <ListSwitch shows="all" />
          {may("patients.import") && (
            <Button variant="default" onClick={() => go({ page: "importPatients" })}>
              {imports.title}
            </Button>
          )}
        </>
      }
      filters={
        <>
          <TextInput
            flex="1 1 9rem"
            maw={304}
            aria-label={patients.search}
            placeholder={patients.searchHint}
            leftSection={<IconSearch size={16} aria-hidden />}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            onKeyDown={leaveSearch}
            onBlur={() => (entersList.current = false)}
            autoFocus
          />
          {may("visits.write") && (
            <Button
              variant={isMine ? "light" : "default"}
              aria-pressed={isMine}
              leftSection={isMine ? <IconCheck size={16} aria-hidden /> : null}
              onClick={() => setIsMine(!isMine)}>
              {careTeam.mine}
            </Button>
          )}
          {may("chart.read") && hasDepartment && (
            <Button
              variant={isOfDepartment ? "light" : "default"}
              aria-pressed={isOfDepartment}
              leftSection={isOfDepartment ? <IconCheck size={16} aria-hidden /> : null}
              onClick={() => setIsOfDepartment(!isOfDepartment)}>
              {careTeam.ofDepartment}
            </Button>
          )}
          <Select
            w={148}
            aria-label={patients.status}
            placeholder={patients.anyStatus}
            clearable
            data={STATUSES.map((value) => ({ value, label: chips[value] }))}
            value={status}
            onChange={(value) => setStatus(value)}
          />
          {tagged.length > 0 && (
            <Select
              w={148}
              aria-label={tags.title}
              placeholder={tags.any}
              clearable
              data={tagged.map(({ id, name }) => ({ value: id, label: name || tags.unnamed }))}
              value={tagId}
              onChange={(value) => setTagId(value)}
            />
          )}
          <Select
            w={168}
            aria-label={patients.sortBy}
            allowDeselect={false}
            data={SORTS.map((value) => ({ value, label: patients.sortedBy(patients.sorts[value]) }))}
            value={sort}
            onChange={(value) => setSort(value ?? "name")}
          />
        </>
      }>
      <NoCharts />
      <Loaded of={page} rows={12}>
        {(result: PatientPage) =>
          result.rows.length > 0 ? (
            <PatientTable
              key={`${typed}-${status}-${tagId}-${isMine}-${isOfDepartment}-${sort}`}
              first={result}
              query={query}
              list={{ ...list, row: isAsLeft ? Math.min(left.row, result.total - 1) : 0 }}
              onShown={enterList}
            />
          ) : (
            <Panel title={patients.title}>
              <Empty
                icon={IconUserQuestion}
                title={none}
                action={
                  may("patients.create") && (
                    <Button variant="default" onClick={register}>
                      {patients.registerNew}
                    </Button>
                  )
                }>
                {typed === "" ? patients.noneHelp : null}
              </Empty>
            </Panel>
          )
        }
      </Loaded>
    </Page>
  );
}
