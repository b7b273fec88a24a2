import { Select, SegmentedControl } from "@mantine/core";
import { IconRuler } from "@tabler/icons-react";
import { type KeyboardEvent, useState } from "react";
import { queries } from "../../../ipc/queries";
import { useClinicQuery } from "../../../ipc/use-clinic";
import type { EquationSex, GrowthPoint, GrowthView, Indicator, PatientName, Reference } from "../../../ipc/views";
import { type Column, DataTable } from "../../../parts/DataTable";
import { Empty } from "../../../parts/Empty";
import { Loaded } from "../../../parts/Loaded";
import { Panel, Sheet } from "../../../parts/Panel";
import { useFormat, useWords } from "../../../words/speech";
import { GrowthChart } from "./GrowthChart";
import { type GrowthWindow, scaleOf } from "./growth-scale";
import classes from "./Growth.module.css";

const REFERENCES: Reference[] = ["who0To5", "who5To19", "cdc2000"];

/** A child's readings on the curves of a growth reference, with a table of the same values. */
export function GrowthPanel({ patient }: { patient: PatientName }) {
  const words = useWords().growth;
  const [indicator, setIndicator] = useState<Indicator>("weightForAge");
  const [reference, setReference] = useState<Reference | null>(null);
  const [sex, setSex] = useState<EquationSex | null>(null);
  const [asZ, setAsZ] = useState(false);
  const view = useClinicQuery(queries.growth(patient.id, { indicator, reference, sex, asZ }));
  if (patient.birthDate === null) return <p className={classes.notice}>{words.noBirthDate}</p>;
  return (
    <Loaded of={view} rows={10}>
      {(growth) =>
        growth.indicators.length === 0 ? (
          <Panel title={words.title}>
            <Empty icon={IconRuler} title={words.nothing} />
          </Panel>
        ) : (
          <Growth
            // another chart begins at its newest reading
            key={`${growth.indicator} ${growth.reference}`}
            growth={growth}
            asZ={asZ}
            onIndicator={setIndicator}
            onReference={setReference}
            onSex={setSex}
            onAsZ={setAsZ}
          />
        )
      }
    </Loaded>
  );
}

interface Props {
  growth: GrowthView;
  asZ: boolean;
  onIndicator: (indicator: Indicator) => void;
  onReference: (reference: Reference) => void;
  onSex: (sex: EquationSex) => void;
  onAsZ: (asZ: boolean) => void;
}

function Growth({ growth, asZ, onIndicator, onReference, onSex, onAsZ }: Props) {
  const words = useWords().growth;
  const [window, setWindow] = useState<GrowthWindow>("fit");
  const [chosen, setChosen] = useState(growth.points.length - 1);
  const scale = scaleOf(growth, window);
  const whose = growth.sex === null ? "" : `, ${growth.sex === "female" ? words.girls : words.boys}`;
  const title = `${words.indicators[growth.indicator]}${whose}, ${growth.title}`;
  const current = growth.points[chosen];
  const texts = useTexts(growth);
  const chooseByDigit = (event: KeyboardEvent) => {
    const asked = growth.indicators[Number(event.key) - 1];
    if (asked !== undefined) onIndicator(asked);
  };
  return (
    <>
      <Sheet>
        <div className={classes.toolbar}>
          <Select
            label={words.measure}
            w={248}
            allowDeselect={false}
            data={growth.indicators.map((value) => ({ value, label: words.indicators[value] }))}
            value={growth.indicator}
            onChange={(value) => value !== null && onIndicator(value)}
          />
          <Select
            label={words.reference}
            w={168}
            allowDeselect={false}
            data={REFERENCES.map((value) => ({ value, label: words.references[value] }))}
            value={growth.reference}
            onChange={(value) => value !== null && onReference(value)}
          />
          {!growth.isOwnSex && (
            <SegmentedControl
              aria-label={words.curvesOf}
              data={[
                { value: "", label: words.curvesOf, disabled: true },
                { value: "female", label: words.girls },
                { value: "male", label: words.boys },
              ]}
              value={growth.sex ?? ""}
              onChange={(value) => value !== "" && onSex(value)}
            />
          )}
          <SegmentedControl
            aria-label={words.lines}
            data={[
              { value: "centiles", label: words.centiles },
              { value: "z", label: words.zScores },
            ]}
            value={asZ ? "z" : "centiles"}
            onChange={(value) => onAsZ(value === "z")}
          />
          <SegmentedControl
            aria-label={words.window}
            data={[
              { value: "fit", label: words.windows.fit },
              { value: "full", label: words.windows.full },
            ]}
            value={window}
            onChange={setWindow}
          />
        </div>
        {growth.sex === null && <p className={classes.notice}>{words.chooseSex}</p>}
        {scale === null || growth.points.length === 0 ? (
          <Empty icon={IconRuler} title={words.noneOfKind} />
        ) : (
          <div className={classes.body}>
            <div>
              <GrowthChart growth={growth} scale={scale} asZ={asZ} title={title} chosen={chosen} onChoose={setChosen} />
              <input
                type="range"
                className={classes.walk}
                aria-label={words.reading}
                aria-valuetext={current === undefined ? undefined : `${texts.age(current)}, ${texts.value(current)}`}
                min={0}
                max={growth.points.length - 1}
                value={chosen}
                onChange={(event) => setChosen(Number(event.currentTarget.value))}
                onKeyDown={chooseByDigit}
              />
            </div>
            <Details growth={growth} point={current} title={title} />
          </div>
        )}
      </Sheet>
      <Values growth={growth} title={title} />
    </>
  );
}

/** What is known of one reading, beside the plot and never over its curves. */
function Details({ growth, point, title }: { growth: GrowthView; point: GrowthPoint | undefined; title: string }) {
  const words = useWords().growth;
  const format = useFormat();
  const texts = useTexts(growth);
  return (
    <div aria-live="polite">
      <p className="strong">{title}</p>
      {point !== undefined && (
        <dl className={classes.panel}>
          <dt>{words.age}</dt>
          <dd>
            {texts.age(point)} <span className="muted small">{format.shortDate(point.at)}</span>
          </dd>
          <dt>{words.value}</dt>
          <dd>{texts.value(point)}</dd>
          <dt>{words.centile}</dt>
          <dd>{texts.centile(point)}</dd>
          <dt>{words.z}</dt>
          <dd>{texts.z(point)}</dd>
          <dt>{words.change}</dt>
          <dd>{texts.change(point)}</dd>
          <dt>{words.source}</dt>
          <dd className="small">{growth.title}</dd>
        </dl>
      )}
      {point?.isImplausible && <p className={classes.warn}>{words.implausible}</p>}
      <p className="small muted">{words.keys}</p>
    </div>
  );
}

/** The same values as a table, newest first. */
function Values({ growth, title }: { growth: GrowthView; title: string }) {
  const words = useWords().growth;
  const format = useFormat();
  const texts = useTexts(growth);
  const columns: Column<GrowthPoint>[] = [
    { key: "date", head: words.age, width: 176, cell: (row) => `${texts.age(row)}, ${format.shortDate(row.at)}` },
    { key: "value", head: words.value, width: 144, number: true, cell: texts.value },
    { key: "centile", head: words.centile, width: 96, number: true, cell: texts.centile },
    { key: "z", head: words.z, width: 96, number: true, cell: texts.z },
    { key: "change", head: words.change, wide: true, cell: texts.change },
  ];
  if (growth.points.length === 0) return null;
  return (
    <Sheet>
      <DataTable
        label={title}
        rows={growth.points.toReversed()}
        columns={columns}
        rowKey={(row) => `${row.at} ${row.kind} ${row.value}`}
      />
    </Sheet>
  );
}

const DAYS_A_MONTH = 30.4375;

/** How a reading is written here and in the table. */
function useTexts(growth: GrowthView) {
  const words = useWords().growth;
  const format = useFormat();
  return {
    age: ({ ageDays }: GrowthPoint) => {
      const months = Math.floor(ageDays / DAYS_A_MONTH);
      if (months < 3) return words.weeks(Math.floor(ageDays / 7));
      if (months < 24) return words.months(months);
      return `${words.years(Math.floor(months / 12))} ${words.months(months % 12)}`;
    },
    value: (point: GrowthPoint) => {
      const text = format.quantityOf({ value: point.value, unit: growth.unit }, 2);
      return point.kind === "length" ? `${text}, ${words.lying}` : text;
    },
    centile: ({ centile }: GrowthPoint) => (centile === null ? format.dash : format.centile(centile)),
    z: ({ z }: GrowthPoint) => (z === null ? words.outside : format.signed(z, 2)),
    change: ({ change }: GrowthPoint) =>
      change === null ? format.dash : `${format.signed(change.value)} ${words.rates[change.unit]}`,
  };
}
