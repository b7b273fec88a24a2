import { Paper, Text } from "@mantine/core";
import { IconRuler } from "@tabler/icons-react";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import type { Measure, MeasurementView, MeasureTile, PatientName, TrendPoint } from "../../ipc/views";
import { useMay } from "../../nav/session";
import { Chip } from "../../parts/Chip";
import { type Column, DataTable } from "../../parts/DataTable";
import { Empty } from "../../parts/Empty";
import { Loaded } from "../../parts/Loaded";
import { Panel, Sheet } from "../../parts/Panel";
import { TrendChart } from "../../parts/TrendChart";
import { useCentile } from "../../parts/use-centile";
import { keyOf, useMeasures } from "../../parts/use-measures";
import { useFormat, useWords } from "../../words/speech";
import { MeasurementMenu } from "./MeasurementMenu";
import classes from "./PatientPage.module.css";

const CHARTS_MAX = 6;

/** A chart per measure, and every value with its author. */
export function Readings({
  patient,
  tiles,
  isGrowing,
}: {
  patient: PatientName;
  tiles: MeasureTile[];
  isGrowing: boolean;
}) {
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
                <Trend key={keyOf(kind)} patientId={patient.id} kind={kind} rows={rows} />
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

/** The kind of a measurement, with a mark if its value is unlikely, and its value before it was corrected. */
function KindCell({ measurement }: { measurement: MeasurementView }) {
  const { kind, questioned, confirmed } = measurement;
  const { name, formerValue, howTaken } = useMeasures();
  const former = formerValue(measurement);
  const how = howTaken(measurement.how);
  return (
    <>
      {name(kind)} {questioned ? <Chip word="check" /> : confirmed && <Chip word="confirmedValue" />}
      {how !== "" && <div className="small muted">{how}</div>}
      {former !== null && <div className={`small muted ${classes.former}`}>{former}</div>}
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

function Trend({ patientId, kind, rows }: { patientId: string; kind: Measure; rows: MeasurementView[] }) {
  const { visits, measurementKinds } = useWords();
  const format = useFormat();
  const { name, value, formerValue, howTaken, taken } = useMeasures();
  const { full } = useCentile();
  const isAt = (at: string) => (one: { at: string }) => Date.parse(one.at) === Date.parse(at);
  const corrected = rows.filter((row) => keyOf(row.kind) === keyOf(kind) && row.corrected !== null);
  const former = (at: string) => corrected.filter((row) => isAt(at)({ at: row.measuredAt })).map(formerValue);
  const remark = (point: TrendPoint | undefined) =>
    point === undefined ? [] : [howTaken(point.how), full(point.centile)];
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
                remark={(at) => [...remark(view.points.find(isAt(at))), ...former(at)].filter(Boolean).join("; ")}
                month={format.month}
                number={(value, digits = typeof kind === "string" ? 1 : 3) => format.number(value, digits)}
              />
            )}
            {view.inOtherUnits.length > 0 && (
              <Text size="xs" c="dimmed">
                {measurementKinds.inOtherUnits(
                  name(kind),
                  view.inOtherUnits
                    .map(({ quantity, how, measuredAt }) =>
                      taken(`${value(kind, quantity)} (${format.date(measuredAt)})`, how),
                    )
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
