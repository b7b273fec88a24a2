import { SegmentedControl } from "@mantine/core";
import { IconNotes } from "@tabler/icons-react";
import { useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import type { MeasureTile, PatientHeader, ProfileView, VisitRow } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { useMay } from "../../nav/session";
import { Chip } from "../../parts/Chip";
import { type Column, DataTable } from "../../parts/DataTable";
import { Empty } from "../../parts/Empty";
import { Loaded } from "../../parts/Loaded";
import { Panel, Sheet } from "../../parts/Panel";
import { useFormat, useToday, useWords } from "../../words/speech";
import { AddReading } from "./AddReading";
import { GrowthPanel } from "./growth/GrowthPanel";
import classes from "./PatientPage.module.css";
import { Readings } from "./Readings";
import { LooseNotes } from "./LooseNotes";
import { Records } from "./records/Records";
import { Timeline } from "./timeline/Timeline";

/** The visits, the timeline, or the medical record. */
export function VisitsTab({ patient }: { patient: PatientHeader }) {
  const { timeline, medicalRecords } = useWords();
  const [shows, setShows] = useState("visits");
  const { id: patientId } = patient;
  return (
    <div className={classes.overview}>
      <SegmentedControl
        className={classes.choice}
        aria-label={timeline.show}
        data={[
          { value: "visits", label: timeline.visits },
          { value: "timeline", label: timeline.title },
          { value: "records", label: medicalRecords.title },
        ]}
        value={shows}
        onChange={setShows}
      />
      {shows === "visits" && (
        <>
          <Visits patientId={patientId} />
          <LooseNotes patient={patient} />
        </>
      )}
      {shows === "timeline" && <Timeline patientId={patientId} />}
      {shows === "records" && <Records key={patientId} patient={patient} />}
    </div>
  );
}

/** Every visit, newest first, with the state of its note. */
function Visits({ patientId }: { patientId: string }) {
  const { patients, visits, frame } = useWords();
  const format = useFormat();
  const { go } = useNavigation();
  const rows = useClinicQuery(queries.patientVisits(patientId));
  const columns: Column<VisitRow>[] = [
    { key: "date", head: patients.visit, width: 168, cell: (row) => format.dateTime(row.startedAt) },
    { key: "type", wide: true, head: visits.type, width: 128, cell: (row) => visits.types[row.type] },
    { key: "reason", head: patients.complaint, cell: (row) => row.complaint || null },
    { key: "by", wide: true, head: patients.by, width: 160, cell: (row) => row.provider },
    {
      key: "note",
      head: patients.note,
      width: 120,
      cell: (row) =>
        row.note === null ? row.endedAt && <span className="muted">{visits.noNote}</span> : <Chip word={row.note} />,
    },
  ];
  const waits = (row: VisitRow) => row.sync.onlyHere > 0;
  // hide the column where it would be empty
  const syncColumn: Column<VisitRow> = {
    key: "sync",
    wide: true,
    head: frame.pages.sync,
    width: 120,
    cell: (row) => waits(row) && <Chip word="waiting" />,
  };
  return (
    <Loaded of={rows}>
      {(list) =>
        list.length === 0 ? (
          <Panel title={patients.tabs.visits}>
            <Empty icon={IconNotes} title={patients.noVisits}>
              {patients.noVisitsHelp}
            </Empty>
          </Panel>
        ) : (
          <Sheet>
            <DataTable
              label={patients.tabs.visits}
              rows={list}
              columns={list.some(waits) ? [...columns, syncColumn] : columns}
              rowKey={(row) => row.id}
              onOpen={(row) => go({ page: "visit", id: row.id })}
            />
          </Sheet>
        )
      }
    </Loaded>
  );
}

/** The age at which growth references for children end. */
const GROWN_YEARS = 20;

/** The measurements; for a child also on the curves of a growth reference. */
export function Measurements({
  patient,
  tiles,
  profile,
}: {
  patient: PatientHeader;
  tiles: MeasureTile[];
  profile: ProfileView | null;
}) {
  const { growth } = useWords();
  const today = useToday();
  const [shown, setShown] = useState<"readings" | "growth">("readings");
  const isGrowing = patient.birthDate !== null && shiftYears(patient.birthDate, GROWN_YEARS) > today;
  const mayAdd = useMay()("measurements.write") && patient.deletedAt === null;
  const add = mayAdd && <AddReading patient={patient} />;
  if (!isGrowing)
    return (
      <div className={classes.overview}>
        {add}
        <Readings patient={patient} tiles={tiles} isGrowing={false} />
      </div>
    );
  return (
    <div className={classes.overview}>
      <div className={classes.bar}>
        <SegmentedControl
          aria-label={growth.title}
          className={classes.choice}
          data={[
            { value: "readings", label: growth.readings },
            { value: "growth", label: growth.title },
          ]}
          value={shown}
          onChange={setShown}
        />
        {add}
      </div>
      {shown === "growth" ? (
        <GrowthPanel patient={patient} profile={profile} />
      ) : (
        <Readings patient={patient} tiles={tiles} isGrowing />
      )}
    </div>
  );
}

/** The same calendar day so many years later, as text that compares by date. */
const shiftYears = (day: string, years: number) => `${Number(day.slice(0, 4)) + years}${day.slice(4)}`;
