import { SegmentedControl, Table } from "@mantine/core";
import type { EnergyResult, EstimateStart, ShareOfEnergy } from "../../../ipc/views";
import { useFormat, useWords } from "../../../words/speech";
import type { Draft } from "./draft";
import { InputField } from "./InputField";
import classes from "./Needs.module.css";

interface Props {
  start: EstimateStart;
  draft: Draft;
  result: EnergyResult | null;
}

/** Requirements that follow from the energy: protein, fat and fluid are chosen, carbohydrate is the rest of 100 %. */
export function Requirements({ start, draft, result }: Props) {
  const { needs: words } = useWords();
  const format = useFormat();
  const unit = (value: number | null | undefined, name: string, digits: number) =>
    value == null ? format.dash : format.quantityOf({ value, unit: name }, digits);
  const share = (of: ShareOfEnergy | undefined) => unit(of?.percent, "%", 1);
  const shares = result?.shares ?? undefined;
  const followsRule = draft.inputs.fluid === "holliday_segar";
  const anHour = result?.fluidMlAnHour;
  return (
    <div className={classes.sheet}>
      <Table aria-label={words.requirements}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{words.requirements}</Table.Th>
            <Table.Th w={208}>{words.chosen}</Table.Th>
            <Table.Th w={136} className="number">
              {words.aDay}
            </Table.Th>
            <Table.Th w={96} className="number">
              {words.ofEnergy}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          <Row
            name={words.energy}
            aDay={<span className="strong">{unit(result?.energyKcal, "kcal", 0)}</span>}
            percent={shares === undefined ? format.dash : unit(100, "%", 0)}
            chosen={result === null ? format.dash : unit(result.kcalPerKg, "kcal/kg", 1)}
          />
          <Row
            name={words.protein}
            chosen={<InputField isBare draft={draft} name="protein_g_per_kg" label={words.protein} unit="g/kg" />}
            aDay={unit(result?.proteinG, "g", 1)}
            percent={share(shares?.protein)}
          />
          <Row
            name={words.fat}
            chosen={<InputField isBare draft={draft} name="fat_pct" label={words.fat} unit="%" />}
            aDay={unit(shares?.fat.grams, "g", 1)}
            percent={share(shares?.fat)}
          />
          <Row
            name={words.carbohydrate}
            chosen={format.dash}
            aDay={unit(shares?.carbohydrate.grams, "g", 1)}
            percent={share(shares?.carbohydrate)}
          />
          <Row
            name={words.fluid}
            chosen={
              <>
                {start.isChild && (
                  <SegmentedControl
                    size="xs"
                    aria-label={words.fluid}
                    data={[
                      { value: "rule", label: words.hollidaySegar },
                      { value: "factor", label: "ml/kg" },
                    ]}
                    value={followsRule ? "rule" : "factor"}
                    onChange={(next) =>
                      draft.put(
                        next === "rule"
                          ? { fluid: "holliday_segar", fluid_ml_per_kg: null }
                          : { fluid: null, fluid_ml_per_kg: "" },
                      )
                    }
                  />
                )}
                {!followsRule && (
                  <InputField isBare draft={draft} name="fluid_ml_per_kg" label={words.fluid} unit="ml/kg" />
                )}
              </>
            }
            aDay={
              <>
                {unit(result?.fluidMl, "ml", 0)}
                {anHour != null && (
                  <span className="small muted">
                    {" "}
                    {words.anHour(format.quantityOf({ value: anHour, unit: "ml" }, 0))}
                  </span>
                )}
              </>
            }
            percent={format.dash}
          />
        </Table.Tbody>
      </Table>
    </div>
  );
}

interface RowProps {
  name: string;
  chosen: React.ReactNode;
  aDay: React.ReactNode;
  percent: React.ReactNode;
}

function Row({ name, chosen, aDay, percent }: RowProps) {
  return (
    <Table.Tr>
      <Table.Td>{name}</Table.Td>
      <Table.Td>{chosen}</Table.Td>
      <Table.Td className="number">{aDay}</Table.Td>
      <Table.Td className="number">{percent}</Table.Td>
    </Table.Tr>
  );
}
