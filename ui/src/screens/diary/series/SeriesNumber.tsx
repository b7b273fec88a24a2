import { Button, Loader } from "@mantine/core";
import { useState } from "react";
import { seriesQueries } from "../../../ipc/series-queries";
import { useClinicQuery } from "../../../ipc/use-clinic";
import type { AppointmentView, InSeries } from "../../../ipc/views";
import { Chip } from "../../../parts/Chip";
import { useFormat, useWords } from "../../../words/speech";
import { dayOf } from "../../../words/time";
import classes from "./Series.module.css";

/** "3 of 8" of an appointment; asked, all dates of its series. */
export function SeriesNumber({
  entry,
  series: { number, of },
  timeZone,
}: {
  entry: AppointmentView;
  series: InSeries;
  timeZone: string;
}) {
  const { series: words } = useWords();
  const format = useFormat();
  const [isShown, setIsShown] = useState(false);
  const dates = useClinicQuery(seriesQueries.dates(isShown ? entry.id : null)).value?.appointments;
  return (
    <>
      <Button
        variant="subtle"
        size="compact-sm"
        w="fit-content"
        aria-expanded={isShown}
        aria-label={words.showDates(number, of)}
        onClick={() => setIsShown(!isShown)}>
        {words.numberOf(number, of)}
      </Button>
      {isShown && dates === undefined && <Loader size="xs" />}
      {isShown && dates !== undefined && (
        <ol className={classes.numbered} aria-label={words.dates}>
          {dates.map((date) => (
            <li key={date.id} aria-current={date.id === entry.id || undefined}>
              <span className={classes.number}>{date.series?.number}</span>
              <span className={classes.when}>
                {`${format.shortWeekday(dayOf(date.startsAt, timeZone))}, ${format.time(date.startsAt)}`}
              </span>
              <Chip word={date.status} />
            </li>
          ))}
        </ol>
      )}
    </>
  );
}
