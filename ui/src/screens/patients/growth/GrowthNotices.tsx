import type { GrowthPoint, GrowthView } from "../../../ipc/views";
import { useWords } from "../../../words/speech";
import classes from "./Growth.module.css";

const FIRST_WEEKS_DAYS = 14;

/** Notes on how to read the chart: how certain the ages are, and which age counts. */
export function Notices({ growth, point }: { growth: GrowthView; point: GrowthPoint | undefined }) {
  const words = useWords().growth;
  const { isEstimated, gestation, correctedUntilMonths } = growth.birth;
  const isCorrected = growth.points.some(({ corrected }) => corrected !== null);
  const isNewborn = growth.indicator === "weightForAge" && point !== undefined && point.ageDays < FIRST_WEEKS_DAYS;
  return (
    <>
      {isEstimated && !growth.byLength && <p className={classes.warning}>{words.estimated}</p>}
      {gestation !== null && isCorrected && correctedUntilMonths !== null && (
        <p className={classes.notice}>{words.correctedUntil(gestation, correctedUntilMonths)}</p>
      )}
      {gestation !== null && correctedUntilMonths === null && (
        <p className={classes.notice}>{words.bornAt(gestation)}</p>
      )}
      {isNewborn && <p className={classes.notice}>{words.firstWeeks}</p>}
    </>
  );
}
