import type { LabReading } from "../../../ipc/views";
import type { Column } from "../../../parts/DataTable";
import { useWords } from "../../../words/speech";
import { useLabWords } from "../parts/use-lab-words";
import classes from "./Labs.module.css";

/** The columns of the interval that a value is compared with, and of its source; one column where there is no room. */
export function useLimitColumns<Row>(readingOf: (row: Row) => LabReading): Column<Row>[] {
  const { labs: words } = useWords();
  const { interval, source } = useLabWords();
  const both = (reading: LabReading) =>
    interval(reading) !== "" && (
      <>
        {interval(reading)}
        <span className={classes.narrowSource}>{source(reading)}</span>
      </>
    );
  return [
    { key: "interval", head: words.interval, cell: (row) => both(readingOf(row)) },
    { key: "source", wide: true, head: words.source, cell: (row) => source(readingOf(row)) },
  ];
}
