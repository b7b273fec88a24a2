import { Paper } from "@mantine/core";
import { type ReactNode, useId } from "react";
import classes from "./Panel.module.css";

/** A titled card: title left, at most one quiet action right. `flush` lets a table touch its edges. */
export function Panel({
  title,
  action,
  flush = false,
  children,
}: {
  title: string;
  action?: ReactNode;
  flush?: boolean;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <Paper component="section" aria-labelledby={id} className={classes.panel}>
      <div className={classes.head}>
        <h2 id={id} className={classes.title}>
          {title}
        </h2>
        {action}
      </div>
      <div className={flush ? undefined : classes.body}>{children}</div>
    </Paper>
  );
}

/** A card without a title that clips its content to its rounded corners. */
export function Sheet({ children }: { children: ReactNode }) {
  return <Paper className={classes.panel}>{children}</Paper>;
}
