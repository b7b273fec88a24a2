import type { GrowthBreak, GrowthEvent } from "../../../ipc/views";
import { useWords } from "../../../words/speech";
import { useValue } from "../parts/use-value";
import { type AgeMode, eventX, INNER, PLOT, type Scale, WIDTH } from "./growth-scale";
import classes from "./Growth.module.css";

interface Props {
  scale: Scale;
  left: (x: number) => number;
}

const BOTTOM = PLOT.top + INNER.height;
/** The width of a gap in the curves: a narrower one would look like a step. */
const GAP = 6;

/** A hairline where the reference or the way of measuring changes, with both names. */
export function Breaks({ breaks, scale, left }: Props & { breaks: GrowthBreak[] }) {
  const words = useWords().growth;
  return breaks
    .filter(({ x }) => x > scale.x[0] && x < scale.x[1])
    .map((changes) => {
      const isReference = changes.of === "reference";
      const x = left(changes.x);
      // the two kinds may be close to each other, so each has its own height
      const y = isReference ? PLOT.top + 24 : BOTTOM - 8;
      const [before, after] = isReference
        ? [words.references[changes.before], words.references[changes.after]]
        : [words.lying, words.upright];
      return (
        <g key={`${changes.of} ${changes.x}`} className={classes.break} data-break={changes.of}>
          <rect x={x - GAP / 2} y={PLOT.top} width={GAP} height={INNER.height - 1} />
          <path d={`M${x} ${PLOT.top}V${BOTTOM}`} />
          <text x={x - GAP} y={y} textAnchor="end">
            {before}
          </text>
          <text x={x + GAP} y={y}>
            {after}
          </text>
        </g>
      );
    });
}

/** Arrows nearer than this would cover each other. */
const NEAR_PX = 10;
const LETTER_PX = 6.2;
/** A label with fewer letters is left out. */
const LETTERS_MIN = 4;

/** Events as arrows in the strip above the curves; each label ends before the next arrow. */
export function Events({ events, scale, ages, left }: Props & { events: GrowthEvent[]; ages: AgeMode }) {
  const value = useValue();
  const { frame, timeline } = useWords();
  const drawn = events
    .map((event) => ({ x: eventX(event, ages), event }))
    .filter(({ x }) => x >= scale.x[0] && x <= scale.x[1])
    .map(({ x, event }) => ({ px: left(x), event: event.event }))
    .sort((a, b) => a.px - b.px);
  const arrows = drawn.reduce<{ px: number; events: GrowthEvent["event"][] }[]>((all, { px, event }) => {
    const last = all.at(-1);
    if (last !== undefined && px - last.px < NEAR_PX) last.events.push(event);
    else all.push({ px, events: [event] });
    return all;
  }, []);
  return arrows.map(({ px, events: near }, index) => {
    const end = arrows[index + 1]?.px ?? WIDTH;
    const text = shortened(near.map(value).join("; "), Math.floor((end - px - NEAR_PX) / LETTER_PX));
    return (
      <g key={px} className={classes.event} data-event>
        <title>{near.map((event) => frame.labelled(timeline.what[event.what], value(event))).join("; ")}</title>
        <path d={`M${px} ${PLOT.top - 16}v12m-3 -4l3 4l3 -4`} />
        {text !== "" && (
          <text x={px + 6} y={PLOT.top - 7}>
            {text}
          </text>
        )}
      </g>
    );
  });
}

function shortened(text: string, letters: number): string {
  if (text.length <= letters) return text;
  return letters < LETTERS_MIN ? "" : `${text.slice(0, letters - 1).trimEnd()}…`;
}
