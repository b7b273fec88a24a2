import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { ReportQuery, ReportTable } from "../../ipc/views";
import { Panel } from "../../parts/Panel";
import { SaveFileDialog } from "../../parts/SaveFileDialog";
import { useWords } from "../../words/speech";
import classes from "./Reports.module.css";

interface Props {
  title: string;
  /** One sentence with the sums of the period. */
  line: string;
  query: ReportQuery;
  /** What is exported. */
  sheet: ReportTable;
  chart: ReactNode;
  /** The same values; a card without a chart shows it alone. */
  table: ReactNode;
}

/** A figure of the period as a chart or as a table, which can be saved for a spreadsheet. */
export function ReportCard({ title, line, query, sheet, chart, table }: Props) {
  const { reports: words } = useWords();
  const [isTable, setIsTable] = useState(false);
  const [saves, setSaves] = useState(false);
  const name = `${words.fileNames[sheet]}-${query.from}-${query.until}.csv`;
  return (
    <Panel
      title={title}
      action={
        <div className={classes.tools}>
          {chart !== null && (
            <Button
              size="compact-sm"
              variant="subtle"
              aria-label={isTable ? words.chartOf(title) : words.tableOf(title)}
              onClick={() => setIsTable(!isTable)}>
              {isTable ? words.chart : words.table}
            </Button>
          )}
          <Button size="compact-sm" variant="subtle" aria-label={words.exportOf(title)} onClick={() => setSaves(true)}>
            {words.export}
          </Button>
        </div>
      }>
      <p className={classes.line}>{line}</p>
      {isTable || chart === null ? table : chart}
      {saves && (
        <SaveFileDialog
          name={name}
          save={(clinic, path) => clinic.saveReport(query, sheet, path)}
          onClose={() => setSaves(false)}
        />
      )}
    </Panel>
  );
}
