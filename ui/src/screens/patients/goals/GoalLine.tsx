import { Progress } from "@mantine/core";
import { IconArrowRight, IconBan, IconCheck, IconClock } from "@tabler/icons-react";
import type { GoalView } from "../../../ipc/views";
import { LooseChip } from "../../../parts/Chip";
import { Sparkline } from "../../../parts/Sparkline";
import { useCentile } from "../../../parts/use-centile";
import { useFormat, useWords } from "../../../words/speech";
import classes from "./Goals.module.css";

/** A goal in two lines: its words, and how far it is on its way. */
export function GoalLine({ goal }: { goal: GoalView }) {
  const { goals: words, visits } = useWords();
  const format = useFormat();
  const { after } = useCentile();
  const { aim } = goal;
  const [start, target] = [
    aim?.start ? format.quantity(aim.start) : goal.start,
    aim?.target ? after(format.quantity(aim.target), aim.targetCentile) : goal.target,
  ];
  // for a child show the current value with its centile
  const now = aim?.latest?.centile ? words.now(after(format.quantity(aim.latest.quantity), aim.latest.centile)) : "";
  return (
    <div className={classes.goal}>
      <div className={classes.head}>
        <span className={classes.name}>{goal.text}</span>
        {goal.status === "met" && <LooseChip tone="ok" icon={IconCheck} text={words.states.met} />}
        {goal.status === "dropped" && <LooseChip tone="none" icon={IconBan} text={words.states.dropped} />}
        {goal.due !== "" && (
          <span className={goal.isOverdue ? classes.overdue : classes.due}>
            {goal.isOverdue && <IconClock size={12} stroke={2} aria-hidden />}
            {goal.isOverdue ? words.overdue(format.day(goal.due)) : words.due(format.day(goal.due))}
          </span>
        )}
      </div>
      <div className={classes.way}>
        {goal.percent === null ? (
          <span className={classes.percent}>{words.noProgress}</span>
        ) : (
          <>
            <Progress
              className={classes.bar}
              value={goal.percent}
              color="var(--nv-muted)"
              aria-label={words.progressOf(goal.text)}
            />
            <span className={classes.percent}>{words.percent(format.number(goal.percent))}</span>
          </>
        )}
        {(start !== "" || target !== "") && (
          <span className={classes.values}>
            {start}
            {start !== "" && target !== "" && <IconArrowRight size={12} aria-label="→" />}
            {target}
          </span>
        )}
        {now !== "" && <span className={classes.values}>{now}</span>}
        {aim !== null && (
          <Sparkline label={words.readings(visits.kinds[aim.kind])} values={aim.points.map(({ value }) => value)} />
        )}
      </div>
    </div>
  );
}
