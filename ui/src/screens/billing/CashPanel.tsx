import { ActionIcon, Button } from "@mantine/core";
import { DateInput } from "@mantine/dates";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useState } from "react";
import "dayjs/locale/fr";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import { Loaded } from "../../parts/Loaded";
import { Panel } from "../../parts/Panel";
import { PrintButton } from "../../parts/PrintButton";
import { useFormat, useLanguage, useToday, useWords } from "../../words/speech";
import { readDay, shiftDay } from "../../words/time";
import classes from "./Billing.module.css";
import { CashCounts } from "./CashCounts";

/** What was paid on a day, and what was counted of it: today, or another day. */
export function CashPanel() {
  const { cash: words, diary } = useWords();
  const format = useFormat();
  const language = useLanguage();
  const today = useToday();
  const [day, setDay] = useState(today);
  const view = useClinicQuery(queries.cashReport(day));
  return (
    <Panel
      title={words.report(format.weekday(day))}
      flush
      action={
        <div className={classes.tools}>
          <ActionIcon aria-label={diary.previous.day} onClick={() => setDay(shiftDay(day, -1))}>
            <IconChevronLeft size={18} aria-hidden />
          </ActionIcon>
          <Button variant="default" size="xs" disabled={day === today} onClick={() => setDay(today)}>
            {diary.today}
          </Button>
          <ActionIcon aria-label={diary.next.day} disabled={day >= today} onClick={() => setDay(shiftDay(day, 1))}>
            <IconChevronRight size={18} aria-hidden />
          </ActionIcon>
          <DateInput
            w={144}
            size="xs"
            aria-label={words.day}
            locale={language}
            value={day}
            maxDate={today}
            valueFormat={(shown) => format.day(shown)}
            dateParser={readDay}
            fixOnBlur
            onChange={(to) => to !== null && setDay(to)}
          />
          <PrintButton of={{ print: "cashReport", day }} patient={null} size="xs" />
        </div>
      }>
      <Loaded of={view} rows={4}>
        {(report) => <CashCounts key={`${report.day} ${report.isCounted}`} report={report} />}
      </Loaded>
    </Panel>
  );
}
