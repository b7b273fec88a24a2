import { Radio, Table } from "@mantine/core";
import { useId } from "react";
import type { EnergyMethod, EnergyRow } from "../../../ipc/views";
import { useFormat, useWords } from "../../../words/speech";
import classes from "./Needs.module.css";

interface Props {
  rows: EnergyRow[];
  chosen: EnergyMethod;
  onChoose: (method: EnergyMethod) => void;
}

/** Every equation with its result, or the reason why it has none; one of them is chosen. */
export function EquationTable({ rows, chosen, onChoose }: Props) {
  const { needs: words, needsEquations: equations } = useWords();
  const group = useId();
  return (
    <div className={classes.sheet}>
      <Table aria-label={words.method}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{words.method}</Table.Th>
            <Table.Th w={96} className="number">
              {words.resting}
            </Table.Th>
            <Table.Th w={72} className="number">
              {words.activityFactor}
            </Table.Th>
            <Table.Th w={72} className="number">
              {words.stressFactor}
            </Table.Th>
            <Table.Th w={72} className="number">
              {words.kcal}
            </Table.Th>
            <Table.Th w={72} className="number">
              {words.kcalPerKg}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr
              key={row.method}
              className={classes.row}
              data-reason={row.reason ?? undefined}
              data-selected={row.method === chosen || undefined}
              onClick={() => onChoose(row.method)}>
              <Table.Td>
                <Radio
                  size="xs"
                  name={group}
                  label={equations.methods[row.method]}
                  checked={row.method === chosen}
                  onChange={() => onChoose(row.method)}
                />
              </Table.Td>
              <Figures row={row} />
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Figures({ row }: { row: EnergyRow }) {
  const { needsEquations: equations } = useWords();
  const format = useFormat();
  const number = (value: number | null, digits: number) =>
    value === null ? <span className="muted">{format.dash}</span> : format.number(value, digits);
  return (
    <>
      <Table.Td className="number">{number(row.restingKcal, 0)}</Table.Td>
      {row.reason !== null ? (
        <Table.Td colSpan={4}>{equations.reasons[row.reason]}</Table.Td>
      ) : (
        <>
          <Table.Td className="number">{number(row.activityFactor, 3)}</Table.Td>
          <Table.Td className="number">{number(row.stressFactor, 2)}</Table.Td>
          <Table.Td className="number strong">{number(row.energyKcal, 0)}</Table.Td>
          <Table.Td className="number">{number(row.kcalPerKg, 1)}</Table.Td>
        </>
      )}
    </>
  );
}
