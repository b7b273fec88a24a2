import type { ErasureView } from "../ipc/views";
import { useFormat, useWords } from "../words/speech";
import classes from "./Confirmed.module.css";

/** How many computers have said that they erased a patient, and which have not. */
export function Confirmed({ of }: { of: ErasureView }) {
  const { erasure } = useWords();
  const format = useFormat();
  return (
    <div>
      <p className={classes.plain}>{erasure.confirmed(of.confirmed, of.computers)}</p>
      {of.unconfirmed.length > 0 && (
        <>
          <p className={classes.plain}>{erasure.notYet}</p>
          <ul className={classes.plainList}>
            {of.unconfirmed.map(({ id, name, isThis, lastSeen }) => (
              <li key={id}>
                {name} <span className="muted small">{isThis ? erasure.thisNotYet : seen(lastSeen)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );

  function seen(at: string | null): string {
    return at === null ? erasure.notYetSeen : erasure.lastSeen(format.dateTime(at));
  }
}
