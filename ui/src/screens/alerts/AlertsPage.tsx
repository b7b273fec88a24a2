import { Button, Tabs } from "@mantine/core";
import { IconBellOff } from "@tabler/icons-react";
import { useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQueries, useCommand } from "../../ipc/use-clinic";
import type { AlertPart, AlertRow, Id } from "../../ipc/views";
import { useMay } from "../../nav/session";
import { Empty } from "../../parts/Empty";
import { Page } from "../../parts/Page";
import { Panel } from "../../parts/Panel";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useFormat, useMinute, useWords } from "../../words/speech";
import { AlertPeek } from "./AlertPeek";
import classes from "./Alerts.module.css";
import { PriorityChip } from "./PriorityChip";
import { RaiseDialog } from "./RaiseDialog";
import { ResolveDialog } from "./ResolveDialog";
import { useAlertWords } from "./use-alert-words";

const PARTS: AlertPart[] = ["open", "ended"];
const isPart = (text: string | null): text is AlertPart => PARTS.some((part) => part === text);
const PAGE_ROWS = 100;

/** What needs people now, the most urgent first, and what is over. `id` is the alert that is shown at once. */
export function AlertsPage({ id }: { id: Id | null }) {
  const { alerts: words } = useWords();
  const may = useMay();
  const [part, setPart] = useState<AlertPart>("open");
  const [shownId, setShownId] = useState<Id | null>(id);
  const [raises, setRaises] = useState(false);
  return (
    <Page
      title={words.title}
      primary={
        may("alerts.write") && (
          <Button data-primary onClick={() => setRaises(true)}>
            {words.raise}
          </Button>
        )
      }>
      <Tabs value={part} keepMounted={false} onChange={(to) => isPart(to) && setPart(to)}>
        <Tabs.List aria-label={words.title}>
          {PARTS.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {words.parts[name]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={part} pt="sm">
          <AlertList key={part} part={part} shownId={shownId} onOpen={setShownId} />
        </Tabs.Panel>
      </Tabs>
      {shownId !== null && <AlertPeek key={shownId} id={shownId} onClose={() => setShownId(null)} />}
      {raises && <RaiseDialog onClose={() => setRaises(false)} />}
    </Page>
  );
}

interface ListProps {
  part: AlertPart;
  shownId: Id | null;
  onOpen: (id: Id) => void;
}

function AlertList({ part, shownId, onOpen }: ListProps) {
  const { alerts: words } = useWords();
  const format = useFormat();
  const minute = useMinute();
  const [pages, setPages] = useState(1);
  const asked = Array.from({ length: pages }, (_, page) => ({
    query: queries.alerts({ part, offset: page * PAGE_ROWS, limit: PAGE_ROWS }, minute),
    enabled: true,
  }));
  const { values, problem, retry } = useClinicQueries(asked);
  // the pages of the minute before stay until those of this one are there
  const [before, setBefore] = useState<typeof values>([]);
  const isComplete = values.length > 0 && values.every((value) => value !== null);
  if (isComplete && values.some((value, index) => value !== before[index])) setBefore(values);
  const read = (isComplete ? values : before).flatMap((value) => (value === null ? [] : [value]));
  const rows = read.flatMap((page) => page.rows);
  const total = read[0]?.total ?? 0;
  if (problem !== null) return <ProblemAlert problem={problem} onRetry={retry} />;
  if (read.length === 0) return null;
  if (rows.length === 0) {
    const [title, help] = part === "open" ? [words.none, words.noneHelp] : [words.noneEnded, words.noneEndedHelp];
    return (
      <Panel title={words.parts[part]}>
        <Empty icon={IconBellOff} title={title}>
          {help}
        </Empty>
      </Panel>
    );
  }
  return (
    <Panel title={words.part(words.parts[part], format.number(total, 0))} flush>
      <ol className={classes.rows}>
        {rows.map((row) => (
          <Row key={row.id} row={row} isShown={row.id === shownId} onOpen={() => onOpen(row.id)} />
        ))}
      </ol>
      {rows.length < total && (
        <Button className={classes.more} variant="subtle" onClick={() => setPages((count) => count + 1)}>
          {words.more}
        </Button>
      )}
    </Panel>
  );
}

/** One alert: how urgent, what and where, since when, whom it calls, and the next step in a word. */
function Row({ row, isShown, onOpen }: { row: AlertRow; isShown: boolean; onOpen: () => void }) {
  const { alerts: words } = useWords();
  const say = useAlertWords();
  const title = say.title(row);
  return (
    <li className={classes.row} data-shown={isShown || undefined} aria-current={isShown || undefined}>
      <PriorityChip priority={row.priority} />
      <button type="button" className={classes.what} onClick={onOpen}>
        <span className={classes.title}>{title}</span>
        <span className={classes.details}>{[say.location(row), words.kinds[row.kind]].join(" · ")}</span>
      </button>
      <span className={classes.since}>{say.since(row.raised.at)}</span>
      <State row={row} />
      <span className={classes.step}>
        <NextStep row={row} title={title} />
      </span>
    </li>
  );
}

function State({ row }: { row: AlertRow }) {
  const { alerts: words, frame } = useWords();
  const format = useFormat();
  const say = useAlertWords();
  if (row.ended !== null) {
    const by = row.ended.by ?? words.resolvedByClock;
    return (
      <span className={classes.state}>
        <span className={classes.detail}>{row.ended.by === null ? by : `${words.states[row.state]}, ${by}`}</span>
        <span className={classes.details}>{format.dateTime(row.ended.at)}</span>
      </span>
    );
  }
  const { acknowledged } = row;
  const since = acknowledged && words.since(acknowledged.by ?? "", say.since(acknowledged.at));
  const more = [since && frame.labelled(words.states.acknowledged, since), say.next(row)].filter(Boolean).join(" · ");
  return (
    <span className={classes.state}>
      <span className={classes.detail}>{say.level(row)}</span>
      {more !== "" && (
        <span className={classes.details} data-tone={say.isForgotten(row) ? "warn" : undefined}>
          {more}
        </span>
      )}
    </span>
  );
}

function NextStep({ row, title }: { row: AlertRow; title: string }) {
  const { alerts: words } = useWords();
  const may = useMay();
  const { busy, run } = useCommand();
  const [resolves, setResolves] = useState(false);
  if (row.ended !== null || !may("alerts.write")) return null;
  return (
    <>
      {row.state === "active" ? (
        <Button
          variant="default"
          disabled={busy}
          aria-label={words.acknowledgeOf(title)}
          onClick={() => void run((clinic) => clinic.acknowledgeAlert(row.id))}>
          {words.acknowledge}
        </Button>
      ) : (
        <Button variant="default" aria-label={words.resolveOf(title)} onClick={() => setResolves(true)}>
          {words.resolve}
        </Button>
      )}
      {resolves && <ResolveDialog id={row.id} title={title} onClose={() => setResolves(false)} />}
    </>
  );
}
