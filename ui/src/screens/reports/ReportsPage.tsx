import { Alert } from "@mantine/core";
import { useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import type { Choice, Day, ReportQuery } from "../../ipc/views";
import { DayInput } from "../../parts/DayInput";
import { Loaded } from "../../parts/Loaded";
import { Page } from "../../parts/Page";
import { PrintButton } from "../../parts/PrintButton";
import { Select } from "../../parts/Select";
import { useToday, useWords } from "../../words/speech";
import { type Days, daysOf, type Period, PERIODS } from "./periods";
import { ReportCards } from "./ReportCards";
import classes from "./Reports.module.css";

type Narrowed = Pick<ReportQuery, "facilityId" | "departmentId" | "providerId">;
const ALL: Narrowed = { facilityId: null, departmentId: null, providerId: null };

/** What a manager asks of a period: sums and charts, each of which can be exported; no patient is named. */
export function ReportsPage() {
  const { reports: words } = useWords();
  const today = useToday();
  const [period, setPeriod] = useState<Period>("month");
  const [own, setOwn] = useState<Days>(() => daysOf("month", today));
  const [narrowed, setNarrowed] = useState(ALL);
  const days = period === "own" ? own : daysOf(period, today);
  const query: ReportQuery = { ...days, ...narrowed };
  const view = useClinicQuery(queries.report(query), { showsPrevious: true });
  const choices = view.value?.choices;
  const change = (to: string | null) => {
    const next = PERIODS.find((name) => name === to);
    if (next === undefined) return;
    if (next === "own") setOwn(days);
    setPeriod(next);
  };
  const narrow = (label: string, key: keyof Narrowed, of: Choice[] | undefined) => (
    <Narrow
      label={label}
      choices={of}
      value={narrowed[key] ?? view.value?.query[key] ?? null}
      onChange={(id) => setNarrowed({ ...narrowed, [key]: id })}
    />
  );
  return (
    <Page
      title={words.title}
      primary={
        <PrintButton of={{ print: "report", query }} patient={null} label={words.print} variant="filled" data-primary />
      }
      filters={
        <div className={classes.filters}>
          <Select
            w={152}
            size="xs"
            label={words.period}
            allowDeselect={false}
            data={PERIODS.map((value) => ({ value, label: words.periods[value] }))}
            value={period}
            onChange={change}
          />
          {period === "own" && (
            <>
              <DayField label={words.from} value={own.from} onChange={(from) => setOwn({ ...own, from })} />
              <DayField label={words.until} value={own.until} onChange={(until) => setOwn({ ...own, until })} />
            </>
          )}
          {narrow(words.facility, "facilityId", choices?.facilities)}
          {narrow(words.department, "departmentId", choices?.departments)}
          {narrow(words.provider, "providerId", choices?.providers)}
        </div>
      }>
      <Loaded of={view} rows={10}>
        {(report) => (
          <>
            {report.isUnsure && <Alert color="yellow">{words.unsure}</Alert>}
            <ReportCards report={report} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

interface NarrowProps {
  label: string;
  choices: Choice[] | undefined;
  value: string | null;
  onChange: (id: string | null) => void;
}

/** A choice that narrows the report; where there is only one, nothing is to be chosen. */
function Narrow({ label, choices = [], value, onChange }: NarrowProps) {
  const { reports: words } = useWords();
  if (choices.length < 2 && value === null) return null;
  return (
    <Select
      w={176}
      size="xs"
      label={label}
      placeholder={words.all}
      clearable
      searchable
      data={choices.map(({ id, name }) => ({ value: id, label: name }))}
      value={value}
      onChange={onChange}
    />
  );
}

function DayField({ label, value, onChange }: { label: string; value: Day; onChange: (day: Day) => void }) {
  return (
    <DayInput w={136} size="xs" label={label} aim="last" value={value} onChange={(to) => to !== null && onChange(to)} />
  );
}
