import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import type { AlertRow } from "../../ipc/views";
import { useMay } from "../../nav/session";
import { useRoleName } from "../../parts/use-role-name";
import { useFormat, useNow, useWords } from "../../words/speech";

const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;
const DAY_MINUTES = 24 * HOUR_MINUTES;
/** From then on an alert that was taken on is looked at again. */
const FORGOTTEN_MINUTES = 30;

/** What is said of an alert at the present moment, which goes on. */
export function useAlertWords() {
  const { alerts: words } = useWords();
  const format = useFormat();
  const roleName = useRoleName();
  const now = Date.parse(useNow());
  const span = (minutes: number) => {
    if (minutes < HOUR_MINUTES) return words.minutes(format.number(minutes, 0));
    if (minutes >= DAY_MINUTES) return words.days(format.number(Math.floor(minutes / DAY_MINUTES), 0));
    const rest = format.number(minutes % HOUR_MINUTES, 0);
    return words.hours(format.number(Math.floor(minutes / HOUR_MINUTES), 0), rest);
  };
  const minutesSince = (at: string) => Math.max(0, Math.floor((now - Date.parse(at)) / MINUTE_MS));
  const { value: called } = useClinicQuery(queries.alertLevels(useMay()("alerts.read")));
  const who = (level: number) => {
    const set = called?.levels[level - 1];
    if (set === undefined || set.isDefault) return words.levels[level - 1] ?? "";
    return set.roles.map(({ name }) => roleName(name)).join(", ");
  };
  return {
    title: ({ title }: AlertRow) => (title === "" ? words.unreadable : title),
    location: ({ facility, department, room }: AlertRow) => [department ?? facility, room].filter(Boolean).join(", "),
    since: (at: string) => span(minutesSince(at)),
    isForgotten: ({ state, acknowledged }: AlertRow) =>
      state === "acknowledged" && acknowledged !== null && minutesSince(acknowledged.at) > FORGOTTEN_MINUTES,
    who,
    level: ({ level, levelMax }: AlertRow) =>
      words.level(format.number(level, 0), format.number(levelMax, 0), who(level)),
    /** When the next level is called; empty where there is none. */
    next: ({ nextAt }: AlertRow) => {
      if (nextAt === null) return "";
      const left = Math.max(1, Math.ceil((Date.parse(nextAt) - now) / MINUTE_MS));
      return words.next(span(left));
    },
  };
}
