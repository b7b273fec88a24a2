import { Button, Group, Stack, Text, Timeline } from "@mantine/core";
import { useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import type { AlertStep, AlertView, Id } from "../../ipc/views";
import { useMay } from "../../nav/session";
import { Loaded } from "../../parts/Loaded";
import { Peek } from "../../parts/Peek";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useFormat, useMinute, useWords } from "../../words/speech";
import classes from "./Alerts.module.css";
import { PriorityChip } from "./PriorityChip";
import { CancelDialog, ResolveDialog } from "./ResolveDialog";
import { useAlertWords } from "./use-alert-words";

/** One alert next to the board: what it says, each step with its cause, and what can be done. */
export function AlertPeek({ id, onClose }: { id: Id; onClose: () => void }) {
  const { alerts: words } = useWords();
  const minute = useMinute();
  const view = useClinicQuery(queries.alert(id, minute), { showsPrevious: true });
  return (
    <Peek title={words.title} onClose={onClose}>
      <Loaded of={view}>{(alert: AlertView) => <Details alert={alert} />}</Loaded>
    </Peek>
  );
}

function Details({ alert }: { alert: AlertView }) {
  const { alerts: words } = useWords();
  const format = useFormat();
  const say = useAlertWords();
  const state = [say.level(alert), say.next(alert)].filter(Boolean).join(" · ");
  const facts: [string, string][] = [
    [words.facts.kind, words.kinds[alert.kind]],
    [words.facts.location, [alert.facility, alert.department, alert.room].filter(Boolean).join(", ")],
    [words.facts.raised, [format.dateTime(alert.raised.at), alert.raised.by].filter(Boolean).join(", ")],
    [words.facts.state, alert.ended === null ? state : words.states[alert.state]],
  ];
  if (alert.expiresAt !== null) facts.push([words.facts.expires, format.dateTime(alert.expiresAt)]);
  return (
    <Stack gap="md">
      <div>
        <PriorityChip priority={alert.priority} />
        <h2 className={classes.heading}>{say.title(alert)}</h2>
        {alert.description !== "" && <p className={classes.text}>{alert.description}</p>}
      </div>
      {alert.isContested && (
        <Text size="sm" c="var(--nv-warn-text)">
          {words.contested}
        </Text>
      )}
      <dl className={classes.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Actions alert={alert} />
      <Steps alert={alert} />
    </Stack>
  );
}

function Actions({ alert }: { alert: AlertView }) {
  const { alerts: words } = useWords();
  const say = useAlertWords();
  const may = useMay();
  const { busy, problem, run } = useCommand();
  const [asks, setAsks] = useState<"resolve" | "cancel" | null>(null);
  if (alert.ended !== null || !may("alerts.write")) return null;
  const about = { id: alert.id, title: say.title(alert), onClose: () => setAsks(null) };
  return (
    <>
      {problem !== null && <ProblemAlert problem={problem} />}
      <Group gap="sm">
        {alert.state === "active" && (
          <Button variant="default" disabled={busy} onClick={() => void run((to) => to.acknowledgeAlert(alert.id))}>
            {words.acknowledge}
          </Button>
        )}
        <Button variant="default" onClick={() => setAsks("resolve")}>
          {words.resolve}
        </Button>
        {alert.level < alert.levelMax && (
          <Button variant="default" disabled={busy} onClick={() => void run((to) => to.escalateAlert(alert.id, ""))}>
            {words.escalate}
          </Button>
        )}
        <Button variant="subtle" onClick={() => setAsks("cancel")}>
          {words.cancel}
        </Button>
      </Group>
      {asks === "resolve" && <ResolveDialog {...about} />}
      {asks === "cancel" && <CancelDialog {...about} />}
    </>
  );
}

interface Line {
  at: string;
  text: string;
  by: string | null;
  remark: string;
}

/** In the order in which they came. */
function Steps({ alert }: { alert: AlertView }) {
  const { alerts: words } = useWords();
  const format = useFormat();
  const say = useAlertWords();
  const line = (at: string, text: string, by: string | null, remark = ""): Line => ({ at, text, by, remark });
  const step = ({ at, to, reason, by, remark }: AlertStep) =>
    line(at, words.step[reason](format.number(to, 0), say.who(to)), by, remark);
  const { raised, acknowledged, ended, state } = alert;
  const lines = [
    line(raised.at, words.step.raised(say.who(1)), raised.by),
    ...alert.steps.map(step),
    ...(acknowledged === null ? [] : [line(acknowledged.at, words.step.acknowledged, acknowledged.by)]),
    ...(ended === null
      ? []
      : [
          line(
            ended.at,
            ended.by === null ? words.resolvedByClock : words.step[state === "cancelled" ? "cancelled" : "resolved"],
            ended.by,
            alert.remark,
          ),
        ]),
  ].sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  return (
    <section aria-label={words.steps}>
      <Timeline className={classes.steps} bulletSize={12} lineWidth={2}>
        {lines.map(({ at, text, by, remark }) => (
          <Timeline.Item key={`${at} ${text}`} title={text}>
            <Text size="xs" c="dimmed" className="tabular">
              {[format.dateTime(at), by].filter(Boolean).join(", ")}
            </Text>
            {remark !== "" && <Text size="sm">{remark}</Text>}
          </Timeline.Item>
        ))}
      </Timeline>
    </section>
  );
}
