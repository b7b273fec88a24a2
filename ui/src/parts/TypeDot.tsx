import type { Colour } from "../ipc/views";
import { TONES } from "./colours";
import classes from "./TypeDot.module.css";

/** The colour of a type of appointment; its name says the same. */
export function TypeDot({ colour }: { colour: Colour }) {
  return <span className={classes.dot} data-tone={TONES[colour]} aria-hidden />;
}
