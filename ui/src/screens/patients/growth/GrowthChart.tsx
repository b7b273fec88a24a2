import type { GrowthPoint, GrowthView, TargetHeightView } from "../../../ipc/views";
import { useFormat, useWords } from "../../../words/speech";
import { type AgeMode, type AgeTick, ageTicks, type Scale, type Spot, spotsOf, ticks } from "./growth-scale";
import { HEIGHT, INNER, PLOT, WIDTH } from "./growth-scale";
import { Breaks, Events } from "./GrowthEvents";
import classes from "./Growth.module.css";

interface Props {
  growth: GrowthView;
  scale: Scale;
  ages: AgeMode;
  asZ: boolean;
  title: string;
  chosen: number;
  onChoose: (index: number) => void;
}

const DOT = 4;
/** Labels closer than this would cover each other. */
const LABEL_PX = 12;

/**
 * Curves of one weight, solid and dashed in turn, and the readings as dots that no line joins: a line would say how the
 * child grew between them. A reading outside the plot sits on its edge with an arrow. At a corrected age it is a cross,
 * joined to the dot of the same reading. The target height is a bracket at the end. What happened is an arrow above the
 * curves, and where they are interrupted no line goes from one side to the other.
 */
export function GrowthChart({ growth, scale, ages, asZ, title, chosen, onChoose }: Props) {
  const words = useWords().growth;
  const format = useFormat();
  const ageText = ({ weeks, months, years }: AgeTick) => {
    if (weeks !== null) return words.weeks(weeks);
    if (years === 0) return words.months(months);
    return months === 0 ? words.years(years) : `${words.years(years)} ${words.months(months)}`;
  };
  const at = (value: number, [from, to]: [number, number], size: number) => ((value - from) / (to - from)) * size;
  const left = (x: number) => PLOT.left + at(x, scale.x, INNER.width);
  const top = (y: number) => PLOT.top + INNER.height - at(y, scale.y, INNER.height);
  const xTicks = growth.byLength
    ? ticks(scale.x).map((x) => ({ x, text: format.number(x) }))
    : ageTicks(scale.x).map((tick) => ({ x: tick.x, text: ageText(tick) }));
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className={classes.chart} role="img" aria-label={words.chart(title)}>
      <clipPath id="growth-plot">
        <rect x={PLOT.left} y={PLOT.top} width={INNER.width} height={INNER.height} />
      </clipPath>
      <g clipPath="url(#growth-plot)">
        {growth.curves.map((curve, index) =>
          curve.sections.map((section, part) => (
            <polyline
              key={`${curve.label} ${part}`}
              points={section.map((point) => `${left(point.x).toFixed(1)},${top(point.y).toFixed(1)}`).join(" ")}
              className={classes.curve}
              data-z={asZ ? Math.abs(curve.label) : undefined}
              strokeDasharray={index % 2 === 0 ? "5 4" : undefined}
            />
          )),
        )}
      </g>
      <Breaks breaks={growth.breaks} scale={scale} left={left} />
      {!growth.byLength && <Events events={growth.events} scale={scale} ages={ages} left={left} />}
      <CurveLabels growth={growth} scale={scale} asZ={asZ} top={top} />
      <g className={classes.axis}>
        <path d={`M${PLOT.left} ${PLOT.top}V${PLOT.top + INNER.height}H${PLOT.left + INNER.width}`} />
        {ticks(scale.y, 7).map((y) => (
          <text key={y} x={PLOT.left - 8} y={top(y) + 4} textAnchor="end">
            {format.number(y)}
          </text>
        ))}
        {xTicks.map(({ x, text }) => (
          <g key={x}>
            <path d={`M${left(x)} ${PLOT.top + INNER.height}v4`} />
            <text x={left(x)} y={PLOT.top + INNER.height + 18} textAnchor="middle">
              {text}
            </text>
          </g>
        ))}
        <text x={PLOT.left + INNER.width / 2} y={HEIGHT - 4} textAnchor="middle">
          {growth.byLength ? `${words.length} (${growth.lengthUnit})` : words.age}
        </text>
        <text x={PLOT.left + 6} y={PLOT.top + 10}>
          {growth.unit}
        </text>
      </g>
      {growth.target !== null && <Target target={growth.target} scale={scale} top={top} />}
      {growth.points.map((point, index) => (
        <Reading
          key={point.id}
          point={point}
          spots={spotsOf(growth, point, ages)}
          scale={scale}
          left={left}
          top={top}
          isChosen={index === chosen}
          onChoose={() => onChoose(index)}
        />
      ))}
    </svg>
  );
}

/** A curve's centile or z-score at its right end, in the plot's margin. */
function CurveLabels({
  growth,
  scale,
  asZ,
  top,
}: {
  growth: GrowthView;
  scale: Scale;
  asZ: boolean;
  top: (y: number) => number;
}) {
  const format = useFormat();
  const ends = growth.curves.flatMap((curve) => {
    const end = curve.sections.flat().findLast((point) => point.x <= scale.x[1]);
    const isSeen = end !== undefined && end.y <= scale.y[1] && end.y >= scale.y[0];
    return isSeen ? [{ label: curve.label, y: top(end.y) }] : [];
  });
  // from below: a label that would cover the one under it is left out
  const shown = ends.reduce<typeof ends>((labels, end) => {
    const below = labels.at(-1);
    return below === undefined || below.y - end.y >= LABEL_PX ? [...labels, end] : labels;
  }, []);
  return shown.map(({ label, y }) => (
    <text key={label} x={WIDTH - PLOT.right + 6} y={y + 4} className={classes.label}>
      {asZ ? format.signed(label) : format.number(label)}
    </text>
  ));
}

/** The height that the child may reach, with its range, as a bracket at the right end of what is drawn. */
function Target({ target, scale, top }: { target: TargetHeightView; scale: Scale; top: (y: number) => number }) {
  const words = useWords().growth;
  const end = target.points.findLast((point) => point.x <= scale.x[1] + 1e-9);
  if (end === undefined) return null;
  const inside = (y: number) => Math.min(Math.max(top(y), PLOT.top), PLOT.top + INNER.height);
  const [high, low, middle] = [inside(end.high), inside(end.low), top(end.y)];
  if (high === low) return null;
  const x = PLOT.left + INNER.width;
  const isSeen = end.y >= scale.y[0] && end.y <= scale.y[1];
  return (
    <g className={classes.target}>
      <path d={`M${x - 8} ${high}H${x - 2}V${low}H${x - 8}`} />
      {isSeen && (
        <>
          <path d={`M${x - 12} ${middle}H${x - 2}`} />
          <text x={x - 16} y={middle + 4} textAnchor="end">
            {words.targetShort}
          </text>
        </>
      )}
    </g>
  );
}

interface ReadingProps {
  point: GrowthPoint;
  spots: Spot[];
  scale: Scale;
  left: (x: number) => number;
  top: (y: number) => number;
  isChosen: boolean;
  onChoose: () => void;
}

/** One reading at each of its ages. */
function Reading({ point, spots, scale, left, top, isChosen, onChoose }: ReadingProps) {
  const format = useFormat();
  const isAbove = point.y > scale.y[1];
  const isBelow = point.y < scale.y[0];
  const y = Math.min(Math.max(top(point.y), PLOT.top + DOT), PLOT.top + INNER.height - DOT);
  const shown = spots.filter(({ x }) => x >= scale.x[0] && x <= scale.x[1]);
  const [one, other] = shown;
  if (one === undefined) return null;
  return (
    <g onClick={onChoose} className={classes.point}>
      {other !== undefined && <path className={classes.join} d={`M${left(one.x)} ${y}H${left(other.x)}`} />}
      {shown.map(({ x, isCorrected }) => (
        <g key={String(isCorrected)}>
          {isChosen && <circle cx={left(x)} cy={y} r={DOT + 4} className={classes.ring} />}
          {isAbove || isBelow ? (
            <>
              <path d={`M${left(x) - 5} ${y + (isAbove ? 4 : -4)}h10l-5 ${isAbove ? -8 : 8}z`} />
              <text x={left(x) + 8} y={y + 4}>
                {format.number(point.value)}
              </text>
            </>
          ) : isCorrected ? (
            <path className={classes.cross} d={`M${left(x) - DOT} ${y - DOT}l8 8m0 -8l-8 8`} />
          ) : (
            <circle cx={left(x)} cy={y} r={DOT} />
          )}
        </g>
      ))}
    </g>
  );
}
