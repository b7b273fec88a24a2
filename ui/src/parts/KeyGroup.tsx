import classes from "./Fields.module.css";

/** One numbered group of a recovery key, to be read. */
export function KeyGroup({ index, text }: { index: number; text: string }) {
  return (
    <div className={classes.printed}>
      <span className={classes.index}>{index + 1}</span>
      <span className={classes.key}>{text}</span>
    </div>
  );
}
