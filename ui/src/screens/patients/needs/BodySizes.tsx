import { Tooltip } from "@mantine/core";
import type { BodySize } from "../../../ipc/views";
import { useFormat, useWords } from "../../../words/speech";
import classes from "./Needs.module.css";

const UNITS: Record<string, string> = { m2: "m²" };
const DECIMALS: Record<BodySize["formula"], number> = { surfaceDuBois: 2, idealDevine: 1, idealHamwi: 1 };

/** Body surface and ideal weights of an adult by named formulas, or why a formula gives none. */
export function BodySizes({ sizes }: { sizes: BodySize[] }) {
  const { needs: words, needsEquations: equations } = useWords();
  const format = useFormat();
  if (sizes.length === 0) return null;
  return (
    <div>
      <p className={classes.label}>{words.bodySizes}</p>
      <table className={classes.sizes} aria-label={words.bodySizes}>
        <tbody>
          {sizes.map(({ formula, value, unit, source, reason }) => (
            <tr key={formula}>
              <th scope="row">
                <Tooltip label={words.source(source)}>
                  <button type="button" className={classes.source}>
                    {words.sizes[formula]}
                  </button>
                </Tooltip>
              </th>
              <td className={value === null ? "small muted" : "number"}>
                {value === null
                  ? reason !== null && (reason === "noReference" ? words.noReference : equations.reasons[reason])
                  : format.quantityOf({ value, unit: UNITS[unit] ?? unit }, DECIMALS[formula])}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
