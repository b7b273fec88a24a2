import type { ReactNode } from "react";
import classes from "./Page.module.css";

/** A page's own toolbar (44 px) above its content; `primary` is its one filled button. */
export function Page({ title, tools, primary, children }: { title: ReactNode; tools?: ReactNode; primary?: ReactNode; children: ReactNode }) {
  return (
    <div className={classes.page}>
      <div className={classes.toolbar}>
        <h1 className={classes.title}>{title}</h1>
        <div className={classes.tools}>{tools}</div>
        {primary}
      </div>
      {children}
    </div>
  );
}
