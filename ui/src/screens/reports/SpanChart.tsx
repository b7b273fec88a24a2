import { Bar, BarChart, CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";

export interface Series {
  key: string;
  label: string;
  /** Of each span; none leaves a gap. */
  values: (number | null)[];
}

interface Props {
  title: string;
  shape: "bars" | "lines";
  /** What each span is called. */
  labels: string[];
  series: Series[];
  written: (value: number) => string;
}

const HEIGHT = 152;
const INKS = ["var(--nv-accent)", "var(--nv-muted)"];
const TICK = { fontSize: 12, fill: "var(--nv-muted)" };

/** One figure over the spans of a period, from zero: as bars, or as lines with a dot where a span has a value. */
export function SpanChart({ title, shape, labels, series, written }: Props) {
  const rows = labels.map((label, at) => ({
    label,
    ...Object.fromEntries(series.map(({ key, values }) => [key, values[at] ?? null])),
  }));
  const labelOf = (key: unknown) => series.find((one) => one.key === key)?.label ?? title;
  const axes = [
    <CartesianGrid key="grid" vertical={false} stroke="var(--nv-hairline)" />,
    <XAxis
      key="x"
      dataKey="label"
      tick={TICK}
      stroke="var(--nv-hairline)"
      interval="equidistantPreserveStart"
      minTickGap={16}
    />,
    <YAxis
      key="y"
      width={52}
      tick={TICK}
      stroke="var(--nv-hairline)"
      domain={[0, "auto"]}
      tickCount={4}
      allowDecimals={false}
      tickFormatter={written}
    />,
    <Tooltip
      key="tip"
      isAnimationActive={false}
      position={{ y: 0 }}
      formatter={(value, _, { dataKey }) => [written(Number(value)), labelOf(dataKey)]}
      contentStyle={{
        background: "var(--nv-panel)",
        border: "1px solid var(--nv-hairline)",
        borderRadius: 6,
        fontSize: 12,
      }}
      cursor={{ fill: "var(--nv-hairline)", fillOpacity: 0.4 }}
    />,
  ];
  const frame = { data: rows, margin: { top: 8, right: 8, bottom: 0, left: 0 }, accessibilityLayer: false };
  return (
    <figure aria-label={title} style={{ margin: 0 }}>
      <ResponsiveContainer width="100%" height={HEIGHT} initialDimension={{ width: 464, height: HEIGHT }}>
        {shape === "bars" ? (
          <BarChart {...frame}>
            {axes}
            {series.map(({ key }, at) => (
              <Bar key={key} dataKey={key} fill={INKS[at]} isAnimationActive={false} maxBarSize={28} />
            ))}
          </BarChart>
        ) : (
          <LineChart {...frame}>
            {axes}
            {series.map(({ key }, at) => (
              <Line
                key={key}
                dataKey={key}
                stroke={INKS[at]}
                strokeWidth={2}
                strokeDasharray={at === 0 ? undefined : "4 3"}
                dot={{ r: 3, fill: INKS[at], stroke: "none" }}
                connectNulls={false}
                isAnimationActive={false}
              />
            ))}
          </LineChart>
        )}
      </ResponsiveContainer>
    </figure>
  );
}
