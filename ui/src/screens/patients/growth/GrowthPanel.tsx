import { SegmentedControl } from "@mantine/core";
import { IconRuler } from "@tabler/icons-react";
import { type KeyboardEvent, type ReactNode, useState } from "react";
import { queries } from "../../../ipc/queries";
import { useClinicQuery } from "../../../ipc/use-clinic";
import type { EquationSex, GrowthView, Indicator, PatientHeader, ProfileView, Reference } from "../../../ipc/views";
import { Empty } from "../../../parts/Empty";
import { Loaded } from "../../../parts/Loaded";
import { Panel, Sheet } from "../../../parts/Panel";
import { PrintButton } from "../../../parts/PrintButton";
import { Select } from "../../../parts/Select";
import { useWords } from "../../../words/speech";
import { BirthPanel } from "./BirthPanel";
import { Notices } from "./GrowthNotices";
import { Details, useTexts, Values } from "./GrowthValues";
import { GrowthChart } from "./GrowthChart";
import { type AgeMode, type GrowthWindow, scaleOf, windowsOf } from "./growth-scale";
import classes from "./Growth.module.css";

/** In the order in which a key cycles through them. */
const AGE_MODES: AgeMode[] = ["both", "corrected", "calendar"];
const BY_AGE = "byAge";
const REFERENCES: Reference[] = ["who0To5", "who5To19", "cdc2000"];

/** A child's readings on the curves of a growth reference, with a table of the same values. */
export function GrowthPanel({ patient, profile }: { patient: PatientHeader; profile: ProfileView | null }) {
  const words = useWords().growth;
  const [indicator, setIndicator] = useState<Indicator | null>(null);
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
            key={`${growth.indicator} ${growth.references.join(" ")}`}
            patient={patient}
            growth={growth}
            reference={reference}
            birth={profile && <BirthPanel profile={profile} patient={patient} isAsked={growth.birth.asksGestation} />}
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
  patient: PatientHeader;
  growth: GrowthView;
  /** The chosen reference; null for the one that fits each age. */
  reference: Reference | null;
  /** The panel of birth and parents. */
  birth: ReactNode;
  asZ: boolean;
  onIndicator: (indicator: Indicator) => void;
  onReference: (reference: Reference | null) => void;
  onSex: (sex: EquationSex) => void;
  onAsZ: (asZ: boolean) => void;
}

function Growth({ patient, growth, reference, birth, asZ, onIndicator, onReference, onSex, onAsZ }: Props) {
  const words = useWords().growth;
  const [asked, setWindow] = useState<GrowthWindow>("fit");
  const [chosen, setChosen] = useState(growth.points.length - 1);
  const [ages, setAges] = useState<AgeMode>("both");
  const hasTwoAges = !growth.byLength && growth.points.some(({ corrected }) => corrected !== null);
  const windows = windowsOf(growth);
  const window = windows.includes(asked) ? asked : "fit";
  const scale = scaleOf(growth, window, ages);
  const whose = growth.sex === null ? "" : `, ${growth.sex === "female" ? words.girls : words.boys}`;
  const tables = growth.references.map((of) => words.tables[of]).join(", ");
  const title = `${words.indicators[growth.indicator]}${whose}, ${tables}`;
  const current = growth.points[chosen];
  const texts = useTexts(growth, ages);
  const chooseByDigit = (event: KeyboardEvent) => {
    const asked = growth.indicators[Number(event.key) - 1];
    if (asked !== undefined) onIndicator(asked);
    if (hasTwoAges && event.key.toLowerCase() === "a") setAges(AGE_MODES[(AGE_MODES.indexOf(ages) + 1) % 3]!);
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
            data={[
              { value: BY_AGE, label: words.byAge },
              ...REFERENCES.map((value) => ({ value, label: words.references[value] })),
            ]}
            value={reference ?? BY_AGE}
            onChange={(value) => onReference(REFERENCES.find((one) => one === value) ?? null)}
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
            data={windows.map((value) => ({ value, label: words.windows[value] }))}
            value={window}
            onChange={setWindow}
          />
          {hasTwoAges && (
            <SegmentedControl
              aria-label={words.ageMode}
              data={AGE_MODES.map((value) => ({ value, label: words.ageModes[value] }))}
              value={ages}
              onChange={setAges}
            />
          )}
          <PrintButton
            of={{
              print: "growth",
              patientId: patient.id,
              query: { indicator: growth.indicator, reference, sex: growth.isOwnSex ? null : growth.sex, asZ },
            }}
            patient={patient}
          />
        </div>
        <Notices growth={growth} point={current} />
        {growth.sex === null && <p className={classes.notice}>{words.chooseSex}</p>}
        {scale === null || growth.points.length === 0 ? (
          <Empty icon={IconRuler} title={words.noneOfKind} />
        ) : (
          <div className={classes.body}>
            <div>
              <GrowthChart
                growth={growth}
                scale={scale}
                ages={ages}
                asZ={asZ}
                title={title}
                chosen={chosen}
                onChoose={setChosen}
              />
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
            <Details growth={growth} point={current} ages={ages} title={title} />
          </div>
        )}
      </Sheet>
      <Values growth={growth} ages={ages} title={title} />
      {birth}
    </>
  );
}
