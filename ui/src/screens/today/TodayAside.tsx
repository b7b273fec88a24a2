import { Anchor, Text } from "@mantine/core";
import { usePlaces, type Route } from "../../app/route";
import type { NeedRow, TodayView } from "../../ipc/views";
import { Panel } from "../../parts/Panel";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Today.module.css";

const SHOWN_MAX = 5;

function placeOf(need: NeedRow): Route {
  if (need.kind === "conflict") return { page: "conflicts", id: need.id };
  if (need.kind === "clash") return { page: "diary", day: null };
  if (need.kind === "refused" || need.patient === null) return { page: "sync" };
  return { page: "patient", id: need.patient.id, tab: "visits" };
}

/** What only this person can settle. */
export function NeedsYou({ rows, total }: { rows: NeedRow[]; total: number }) {
  const { today } = useWords();
  const format = useFormat();
  const { go } = usePlaces();
  return (
    <Panel title={today.needsYou}>
      {rows.length === 0 && <Text size="sm" c="dimmed">{today.nothingNeeds}</Text>}
      <ul className={classes.needs}>
        {rows.slice(0, SHOWN_MAX).map((need) => (
          <li key={`${need.kind}-${need.id}`}>
            <button type="button" className={classes.need} onClick={() => go(placeOf(need))}>
              <span className={classes.name}>{today.needs[need.kind]}</span>
              <span className={classes.details}>{[need.patient?.name, format.shortDate(need.at), format.time(need.at)].filter(Boolean).join(" · ")}</span>
            </button>
          </li>
        ))}
      </ul>
      {total > SHOWN_MAX && <Anchor component="button" size="sm" onClick={() => go({ page: "conflicts", id: null })}>{today.seeAll(total)}</Anchor>}
    </Panel>
  );
}

const WARN_MINUTES = 15;
const BAD_MINUTES = 30;

export function WaitingNow({ waiting }: { waiting: TodayView["waiting"] }) {
  const { today } = useWords();
  return (
    <Panel title={today.waitingNow}>
      {waiting.length === 0 && <Text size="sm" c="dimmed">{today.nobodyWaits}</Text>}
      <ul className={classes.needs}>
        {waiting.map(({ patient, since, room }) => {
          const minutes = Math.max(0, Math.round((Date.now() - Date.parse(since)) / 60_000));
          return (
            <li key={patient.id} className={classes.waiting}>
              <span className={classes.name}>{patient.name}</span>
              <span className="small muted">{room}</span>
              <span className={classes.minutes} data-tone={minutes >= BAD_MINUTES ? "bad" : minutes >= WARN_MINUTES ? "warn" : undefined}>
                {today.minutes(minutes)}
              </span>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
