import { Text } from "@mantine/core";
import type { LabResultView, Labs, LabSeries } from "../../../ipc/views";
import { Chip } from "../../../parts/Chip";
import { type Column, DataTable } from "../../../parts/DataTable";
import { Sheet } from "../../../parts/Panel";
import { Sparkline } from "../../../parts/Sparkline";
import { unbroken } from "../../../words/format";
import { useFormat, useWords } from "../../../words/speech";
import { useLabWords } from "../parts/use-lab-words";
import { useLimitColumns } from "./use-limit-columns";

const EARLIER_SHOWN = 3;

/** A result on the day of its collection. */
interface Dated {
  on: string;
  result: LabResultView;
}
interface Row {
  series: LabSeries;
  /** The newest first. */
  dated: Dated[];
}

/** Marks a value that is beyond a limit, questioned or confirmed. */
export function Flags({ result: { reading, questioned, confirmed } }: { result: LabResultView }) {
  if (reading.flag === null && !questioned && !confirmed) return null;
  return (
    <>
      {reading.flag !== null && <Chip word={reading.flag} />}
      {questioned ? <Chip word="check" /> : confirmed && <Chip word="confirmedValue" />}
    </>
  );
}

/** Each test with its newest value, those before it, and its course. */
export function LabTable({ labs }: { labs: Labs }) {
  const { labs: words } = useWords();
  const format = useFormat();
  const { name, entered, amount } = useLabWords();
  const dated = new Map<string, Dated>(
    labs.sheets.flatMap((sheet) => sheet.results.map((result) => [result.id, { on: sheet.collectedOn, result }])),
  );
  const rows: Row[] = labs.series.map((series) => ({
    series,
    dated: series.results.flatMap((id) => dated.get(id) ?? []),
  }));
  const earlier = ({ dated: all }: Row) =>
    all
      .slice(1, 1 + EARLIER_SHOWN)
      .map(({ on, result }) => `${entered(result)} ·\u00A0${unbroken(format.shortDay(on))}`)
      .join(", ");
  const course = ({ series }: Row) => {
    const values = series.points.map(({ on, value }) => `${format.shortDay(on)} ${amount(value, series.unit)}`);
    return (
      <>
        <Sparkline
          values={series.points.map(({ value }) => value)}
          label={words.trendOf(name(series), values.join(", "))}
        />
        {series.notDrawn.length > 0 && (
          <Text size="xs" c="dimmed">
            {words.notDrawn(series.notDrawn.map((unit) => unit || words.noUnit).join(", "))}
          </Text>
        )}
      </>
    );
  };
  const newest = ({ dated: [first] }: Row) => first!;
  const limits = useLimitColumns<Row>((row) => newest(row).result.reading);
  const columns: Column<Row>[] = [
    { key: "test", head: words.test, cell: (row) => name(row.series) },
    { key: "value", head: words.value, width: 128, number: true, cell: (row) => entered(newest(row).result) },
    { key: "flag", head: words.flag, width: 136, cell: (row) => <Flags result={newest(row).result} /> },
    { key: "on", wide: true, head: words.collectedOn, width: 112, cell: (row) => format.day(newest(row).on) },
    { key: "earlier", wide: true, head: words.earlier, cell: earlier },
    ...limits,
    { key: "trend", wide: true, head: words.trend, width: 96, cell: course },
  ];
  return (
    <Sheet>
      <DataTable
        label={words.byTest}
        rows={rows.filter((row) => row.dated.length > 0)}
        columns={columns}
        wraps
        rowKey={(row) => row.series.results[0]!}
      />
    </Sheet>
  );
}
