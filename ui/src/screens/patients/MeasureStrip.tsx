import type { MeasureTile as Tile } from "../../ipc/views";
import { MeasureTile } from "../../parts/MeasureTile";
import { useNow } from "../../parts/use-now";
import { THIN } from "../../words/format";
import { useFormat, useWords } from "../../words/speech";
import classes from "./PatientPage.module.css";

const TILES_MAX = 6;
const DAY_MS = 86_400_000;
const OLD_DAYS = 90;

/** Up to six figures with their unit, what changed, and a word when out of range. */
export function MeasureStrip({ tiles }: { tiles: Tile[] }) {
  const { visits, patients, chips } = useWords();
  const format = useFormat();
  const now = useNow();
  if (tiles.length === 0) return null;
  const noteOf = ({ latest, previous }: Tile, ageDays: number) => {
    if (ageDays > OLD_DAYS) return patients.monthsOld(Math.floor(ageDays / 30.44));
    if (previous === null) return patients.first;
    const [last, before] = [latest.quantity, previous.quantity];
    const change = [
      last.value - before.value,
      ...(last.second === null || before.second === null ? [] : [last.second - before.second]),
    ];
    return patients.since(
      `${change.map((by) => format.signed(by)).join("/")}${THIN}${last.unit}`,
      format.shortDate(previous.measuredAt),
    );
  };
  return (
    <div className={classes.strip}>
      {tiles.slice(0, TILES_MAX).map((tile) => {
        const { quantity, measuredAt } = tile.latest;
        const ageDays = (Date.parse(now) - Date.parse(measuredAt)) / DAY_MS;
        const range = tile.range === "low" || tile.range === "high" ? tile.range : null;
        const value =
          quantity.second === null
            ? format.number(quantity.value)
            : `${format.number(quantity.value)}/${format.number(quantity.second)}`;
        return (
          <MeasureTile
            key={tile.kind}
            label={visits.kinds[tile.kind]}
            value={value}
            unit={quantity.unit}
            note={noteOf(tile, ageDays)}
            range={range}
            rangeWord={range === null ? "" : chips[range]}
            isOld={ageDays > OLD_DAYS}
          />
        );
      })}
    </div>
  );
}
