import { Alert } from "@mantine/core";
import { queries } from "../../../ipc/queries";
import { useClinicQuery } from "../../../ipc/use-clinic";
import { useFormat, useWords } from "../../../words/speech";

/** So many lines are named. */
const NAMED_MAX = 5;

/** Says which lines of the program's own lists of foods cannot be read. */
export function ListDamaged() {
  const { clinicFoods: words } = useWords();
  const format = useFormat();
  const faults = useClinicQuery(queries.foodCount()).value?.faults ?? [];
  if (faults.length === 0) return null;
  const named = faults.slice(0, NAMED_MAX).map(({ file, line }) => `${file} ${line}`);
  const lines = [...named, ...(faults.length > NAMED_MAX ? ["…"] : [])].join(", ");
  return <Alert color="red">{words.listDamaged(faults.length, format.number(faults.length, 0), lines)}</Alert>;
}
