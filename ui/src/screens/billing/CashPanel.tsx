import { ActionIcon, Button } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import { DayInput } from "../../parts/DayInput";
import { Loaded } from "../../parts/Loaded";
import { Panel } from "../../parts/Panel";
import { PrintButton } from "../../parts/PrintButton";
import { SaveFileDialog } from "../../parts/SaveFileDialog";
import { Select } from "../../parts/Select";
import { useFormat, useToday, useWords } from "../../words/speech";
import { shiftDay } from "../../words/time";
import classes from "./Billing.module.css";
import { CashCounts } from "./CashCounts";

/** What was paid on a day, and what was counted of it: today, or another day. */
export function CashPanel() {
  const { cash: words, diary, locations } = useWords();
  const format = useFormat();
  const here = useToday();
  const [day, setDay] = useState(here);
  const [facilityId, setFacilityId] = useState<string | null>(null);
  const [saves, setSaves] = useState(false);
  const workplaces = useClinicQuery(queries.workplaces()).value?.facilities ?? [];
  const facilities = workplaces.filter(({ isOffered }) => isOffered);
  const view = useClinicQuery(queries.cashReport(day, facilityId));
  // money is summed by the clock of the clinic, which may be ahead of that of the session
  const today = view.value?.today ?? here;
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
          <DayInput
            w={144}
            size="xs"
            aria-label={words.day}
            aim="last"
            from={day}
            value={day}
            maxDate={today}
            onChange={(to) => to !== null && setDay(to)}
          />
          {facilities.length > 1 && (
            <Select
              w={176}
              size="xs"
              aria-label={locations.facility}
              placeholder={locations.allFacilities}
              clearable
              data={facilities.map(({ id, name }) => ({ value: id, label: name }))}
              value={facilityId}
              onChange={setFacilityId}
            />
          )}
          <Button variant="default" size="xs" onClick={() => setSaves(true)}>
            {words.sheet}
          </Button>
          <PrintButton of={{ print: "cashReport", day, facilityId }} patient={null} size="xs" />
        </div>
      }>
      <Loaded of={view} rows={4}>
        {(report) => <CashCounts key={`${report.day} ${facilityId} ${report.isCounted}`} report={report} />}
      </Loaded>
      {saves && (
        <SaveFileDialog
          name={`cash-${day}.csv`}
          save={(clinic, path) => clinic.saveCashReport(day, facilityId, path)}
          onClose={() => setSaves(false)}
        />
      )}
    </Panel>
  );
}
