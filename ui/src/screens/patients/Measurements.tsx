import { Paper } from "@mantine/core";
import { IconRuler } from "@tabler/icons-react";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import type { MeasureKind, MeasureTile, MeasurementView } from "../../ipc/views";
import { DataTable, type Column } from "../../parts/DataTable";
import { Empty } from "../../parts/Empty";
import { Loaded } from "../../parts/Loaded";
import { Panel } from "../../parts/Panel";
import { Sheet } from "../../parts/Sheet";
import { TrendChart } from "../../parts/TrendChart";
import { useFormat, useWords } from "../../words/speech";
import classes from "./PatientPage.module.css";

const CHARTS_MAX = 6;

/** A chart per measure, and every value with its author. */
export function Measurements({ patientId, tiles }: { patientId: string; tiles: MeasureTile[] }) {
  const { patients, visits } = useWords();
  const format = useFormat();
  const values = useClinicQuery(queries.measurements(patientId));
  const columns: Column<MeasurementView>[] = [
    { key: "kind", head: patients.kind, width: 200, cell: (row) => visits.kinds[row.kind] },
    { key: "date", head: patients.date, width: 168, cell: (row) => format.dateTime(row.measuredAt) },
    { key: "value", head: patients.value, width: 136, number: true, cell: (row) => format.quantity(row.quantity) },
    { key: "entered", wide: true, head: patients.entered, width: 136, number: true, cell: (row) => row.enteredText },
    { key: "by", wide: true, head: patients.by, cell: (row) => row.by },
  ];
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
              {tiles.slice(0, CHARTS_MAX).map((tile) => (
                <Trend key={tile.kind} patientId={patientId} kind={tile.kind} />
              ))}
            </div>
            <Sheet>
              <DataTable label={patients.tabs.measurements} rows={rows} columns={columns} rowKey={(row) => row.id} />
            </Sheet>
          </div>
        )
      }
    </Loaded>
  );
}

function Trend({ patientId, kind }: { patientId: string; kind: MeasureKind }) {
  const { visits } = useWords();
  const format = useFormat();
  const trend = useClinicQuery(queries.trend(patientId, kind));
  return (
    <Paper className={classes.chart}>
      <Loaded of={trend}>
        {(view) => (
          <TrendChart
            title={visits.kinds[kind]}
            unit={view.unit}
            points={view.points}
            low={view.normalLow}
            high={view.normalHigh}
            bandLabel={view.reference ?? visits.normalRange}
            notFromZero={visits.notFromZero}
            date={format.shortDate}
            number={format.number}
          />
        )}
      </Loaded>
    </Paper>
  );
}
