import { Paper, SegmentedControl, Text } from "@mantine/core";
import { IconNotes, IconRuler } from "@tabler/icons-react";
import { useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import type {
  Measure,
  MeasurementView,
  MeasureTile,
  PatientHeader,
  PatientName,
  ProfileView,
  VisitRow,
} from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { useMay } from "../../nav/session";
import { Chip } from "../../parts/Chip";
import { type Column, DataTable } from "../../parts/DataTable";
import { Empty } from "../../parts/Empty";
import { Loaded } from "../../parts/Loaded";
import { Panel, Sheet } from "../../parts/Panel";
import { TrendChart } from "../../parts/TrendChart";
import { useCentile } from "../../parts/use-centile";
import { keyOf, useMeasures } from "../../parts/use-measures";
import { useFormat, useToday, useWords } from "../../words/speech";
import { GrowthPanel } from "./growth/GrowthPanel";
import { Timeline } from "./timeline/Timeline";
import { MeasurementMenu } from "./MeasurementMenu";
import classes from "./PatientPage.module.css";

/** The visits, or all that happened. */
export function VisitsTab({ patientId }: { patientId: string }) {
  const { timeline } = useWords();
  const [shows, setShows] = useState("visits");
  return (
    <div className={classes.overview}>
      <SegmentedControl
        className={classes.choice}
        aria-label={timeline.show}
        data={[
          { value: "visits", label: timeline.visits },
          { value: "timeline", label: timeline.title },
        ]}
        value={shows}
        onChange={setShows}
      />
      {shows === "visits" ? <Visits patientId={patientId} /> : <Timeline patientId={patientId} />}
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
  // a column only where it says something
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

const CHARTS_MAX = 6;

/** The references for children end there. */
const GROWN_YEARS = 20;

/** What was measured; for a child also on the curves of a growth reference. */
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
  if (!isGrowing) return <Readings patient={patient} tiles={tiles} isGrowing={false} />;
  return (
    <div className={classes.overview}>
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

/** A chart per measure, and every value with its author. */
function Readings({ patient, tiles, isGrowing }: { patient: PatientName; tiles: MeasureTile[]; isGrowing: boolean }) {
  const { patients, growth } = useWords();
  const measure = useMeasures();
  const centile = useCentile();
  const values = useClinicQuery(queries.measurements(patient.id));
  const may = useMay();
  const columns: Column<MeasurementView>[] = [
    { key: "kind", head: patients.kind, width: 200, cell: (row) => <KindCell measurement={row} /> },
    { key: "date", head: patients.date, width: 152, cell: (row) => <MomentCell measurement={row} /> },
    {
      key: "value",
      head: patients.value,
      width: 136,
      number: true,
      cell: (row) => measure.value(row.kind, row.quantity),
    },
    ...(isGrowing
      ? [
          {
            key: "centile",
            head: growth.centile,
            width: 176,
            cell: (row: MeasurementView) => (
              <span title={centile.full(row.centile)}>
                {row.centile?.isCorrected
                  ? growth.byCorrectedAge(centile.short(row.centile))
                  : centile.short(row.centile)}
              </span>
            ),
          },
        ]
      : []),
    { key: "entered", wide: true, head: patients.entered, width: 112, number: true, cell: (row) => row.enteredText },
    { key: "by", wide: true, head: patients.by, cell: (row) => row.by },
  ];
  const menu = may("measurements.write")
    ? (row: MeasurementView) => <MeasurementMenu measurement={row} patient={patient} />
    : undefined;
  return (
    <Loaded of={values}>
      {(rows) =>
        rows.length === 0 ? (
          <Panel title={patients.tabs.measurements}>
            <Empty icon={IconRuler} title={patients.noMeasures}>
              {patients.noMeasuresHelp}
            </Empty>
          </Panel>
        ) : (
          <div className={classes.overview}>
            <div className={classes.charts}>
              {/* one value is no line: the table has it */}
              {withTrend(tiles, rows).map((kind) => (
                <Trend key={keyOf(kind)} patientId={patient.id} kind={kind} />
              ))}
            </div>
            <Sheet>
              <DataTable
                label={patients.tabs.measurements}
                rows={rows}
                columns={columns}
                rowKey={(row) => row.id}
                menu={menu}
              />
            </Sheet>
          </div>
        )
      }
    </Loaded>
  );
}

/** What was measured, with a mark where its value is unlikely. */
function KindCell({ measurement: { kind, questioned, confirmed } }: { measurement: MeasurementView }) {
  const { name } = useMeasures();
  return (
    <>
      {name(kind)} {questioned ? <Chip word="check" /> : confirmed && <Chip word="confirmedValue" />}
    </>
  );
}

/** When it was measured, and when it was entered where that was another day. */
function MomentCell({ measurement }: { measurement: MeasurementView }) {
  const format = useFormat();
  const later = useMeasures().enteredLater(measurement);
  return (
    <>
      {format.dateTime(measurement.measuredAt)}
      {later !== null && <div className="small muted">{later}</div>}
    </>
  );
}

/** The tiles that have a line to draw, then the clinic's own kinds. */
function withTrend(tiles: MeasureTile[], rows: MeasurementView[]): Measure[] {
  const count = (kind: Measure) => rows.filter((row) => keyOf(row.kind) === keyOf(kind)).length;
  const isDrawn = ({ kind, previous }: MeasureTile) => previous !== null || count(kind) > 1;
  const drawn = tiles.filter(isDrawn).map(({ kind }) => kind);
  const own = rows.flatMap(({ kind }) => (typeof kind === "string" || kind.name === null ? [] : [kind]));
  const kinds = new Map(own.map((kind) => [keyOf(kind), kind]));
  return [...drawn.slice(0, CHARTS_MAX), ...[...kinds.values()].filter((kind) => count(kind) > 1)];
}

function Trend({ patientId, kind }: { patientId: string; kind: Measure }) {
  const { visits, measurementKinds } = useWords();
  const format = useFormat();
  const { name, value } = useMeasures();
  const { full } = useCentile();
  const trend = useClinicQuery(queries.trend(patientId, kind));
  return (
    <Paper className={classes.chart}>
      <Loaded of={trend}>
        {(view) => (
          <>
            {view.points.length > 0 && (
              <TrendChart
                title={name(kind)}
                unit={view.unit}
                points={view.points}
                low={view.normalLow}
                high={view.normalHigh}
                bandLabel={view.reference === null ? visits.normalRange : visits.normalBy(view.reference)}
                date={format.shortDate}
                remark={(at) =>
                  full(view.points.find((point) => Date.parse(point.at) === Date.parse(at))?.centile ?? null)
                }
                month={format.month}
                number={(value, digits = typeof kind === "string" ? 1 : 3) => format.number(value, digits)}
              />
            )}
            {view.inOtherUnits.length > 0 && (
              <Text size="xs" c="dimmed">
                {measurementKinds.inOtherUnits(
                  name(kind),
                  view.inOtherUnits
                    .map((reading) => `${value(kind, reading.quantity)} (${format.date(reading.measuredAt)})`)
                    .join(", "),
                )}
              </Text>
            )}
          </>
        )}
      </Loaded>
    </Paper>
  );
}
