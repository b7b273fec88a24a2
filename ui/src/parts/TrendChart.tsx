import { CartesianGrid, Line, LineChart, ReferenceArea, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { decimalsOf, gapped, isLong, yTicks, type Point } from "./trend-scale";
import { useFormat, useWords } from "../words/speech";
import classes from "./TrendChart.module.css";

interface Props {
  title: string;
  unit: string;
  points: Point[];
  low: number | null;
  high: number | null;
  bandLabel: string;
  date: (at: string) => string;
  /** An extra fact on a point, such as its centile. */
  remark?: (at: string) => string;
  month: (at: string) => string;
  number: (value: number, digits?: number) => string;
}

/** Between the last point and its value; the widest figure at that size. */
const LABEL_GAP = 8;
const LETTER_PX = 8;

/** Half of the last date's label is beyond its point. */
const HALF_DATE_PX = 36;
const rightOf = (lastText: string) => Math.max(LABEL_GAP + LETTER_PX * lastText.length, HALF_DATE_PX);

/** One measure over time: fitted axis, pale band of the normal range, gaps of over a year left open. */
export function TrendChart({ title, unit, points, low, high, bandLabel, date, remark, month, number }: Props) {
  const { notFromZero } = useWords().visits;
  const format = useFormat();
  const rows = gapped(points);
  const ticks = yTicks(points, low, high);
  const [bottom, top] = [ticks[0]!, ticks.at(-1)!];
  const last = points.at(-1);
  const lastValue = last && number(last.value) + (last.second === null ? "" : `/${number(last.second)}`);
  const lastText = [lastValue, unit].filter(Boolean).join(" ");
  const decimals = decimalsOf(ticks);
  // a day would be the same below every point
  const isOneDay = last !== undefined && points.length > 1 && date(points[0]!.at) === date(last.at);
  const mark = isOneDay ? format.time : isLong(points) ? month : date;
  const hasBand = low !== null || high !== null;
  return (
    <figure className={classes.figure} aria-label={unit === "" ? title : `${title} (${unit})`}>
      <figcaption className={classes.caption}>
        <span className={classes.title}>
          {title} {unit !== "" && <span className="muted">({unit})</span>}
          {last !== undefined && remark !== undefined && (
            <span className={`small muted ${classes.remark}`}> {remark(last.at)}</span>
          )}
        </span>
        <span className={`small muted ${classes.axis}`}>{bottom > 0 ? notFromZero : ""}</span>
      </figcaption>
      <ResponsiveContainer width="100%" height={200} initialDimension={{ width: 480, height: 200 }}>
        <LineChart
          data={rows}
          margin={{ top: 12, right: rightOf(lastText), bottom: 0, left: 0 }}
          accessibilityLayer={false}>
          <CartesianGrid vertical={false} stroke="var(--nv-hairline)" />
          {hasBand && (
            <ReferenceArea
              y1={Math.max(low ?? bottom, bottom)}
              y2={Math.min(high ?? top, top)}
              fill="var(--nv-ok-ground)"
              fillOpacity={0.7}
              stroke="none"
              label={{ value: bandLabel, position: "insideTopLeft", fontSize: 12, fill: "var(--nv-ok-text)" }}
            />
          )}
          <XAxis
            dataKey="time"
            type="number"
            scale="time"
            domain={["dataMin", "dataMax"]}
            tickFormatter={(time: number) => mark(new Date(time).toISOString())}
            tick={{ fontSize: 12, fill: "var(--nv-muted)" }}
            stroke="var(--nv-hairline)"
            tickCount={5}
            minTickGap={24}
          />
          <YAxis
            domain={[bottom, top]}
            width={44}
            tickFormatter={(value: number) => number(value, decimals)}
            tick={{ fontSize: 12, fill: "var(--nv-muted)" }}
            stroke="var(--nv-hairline)"
            ticks={ticks}
            interval={0}
          />
          <Tooltip
            position={{ y: 0 }}
            isAnimationActive={false}
            formatter={(value) => [`${number(Number(value))} ${unit}`, title]}
            labelFormatter={(time) => {
              const at = new Date(Number(time)).toISOString();
              return [date(at), remark?.(at)].filter(Boolean).join(", ");
            }}
            contentStyle={{
              background: "var(--nv-panel)",
              border: "1px solid var(--nv-hairline)",
              borderRadius: 6,
              fontSize: 12,
            }}
          />
          <Line
            dataKey="value"
            stroke="var(--nv-accent)"
            strokeWidth={2}
            isAnimationActive={false}
            dot={{ r: 3, fill: "var(--nv-accent)", stroke: "none" }}
            connectNulls={false}
            label={(spot: { x?: number | string; y?: number | string; index?: number }) =>
              spot.index === rows.length - 1 ? (
                <text
                  x={Number(spot.x) + LABEL_GAP}
                  y={Number(spot.y) + 4}
                  fontSize={12}
                  fontWeight={600}
                  fill="var(--nv-text)">
                  {lastText}
                </text>
              ) : (
                <g />
              )
            }
          />
          {points.some((point) => point.second !== null) && (
            <Line
              dataKey="second"
              stroke="var(--nv-accent)"
              strokeWidth={2}
              strokeDasharray="4 3"
              isAnimationActive={false}
              dot={{ r: 3, fill: "var(--nv-panel)", stroke: "var(--nv-accent)", strokeDasharray: "none" }}
            />
          )}
        </LineChart>
      </ResponsiveContainer>
    </figure>
  );
}
