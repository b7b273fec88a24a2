import type { ReactNode } from "react";
import classes from "./Page.module.css";

interface Props {
  title: ReactNode;
  tools?: ReactNode;
  primary?: ReactNode;
  line?: string;
  /** What narrows the content, under the toolbar and before the line. */
  filters?: ReactNode;
  /** Keeps the toolbar in sight while the content scrolls. */
  sticky?: boolean;
  children: ReactNode;
}

/** A page's own toolbar above its content; `primary` is its one filled button, `line` one sentence on what follows. */
export function Page({ title, tools, primary, line, filters, sticky = false, children }: Props) {
  const sentence = line !== undefined && (
    <p className={classes.line} role="status">
      {line}
    </p>
  );
  return (
    <div className={classes.page} data-sticky={sticky || undefined}>
      <div className={classes.toolbar}>
        <h1 className={classes.title}>{title}</h1>
        <div className={classes.tools}>{tools}</div>
        {primary}
      </div>
      {filters === undefined ? (
        sentence
      ) : (
        <div className={classes.filters}>
          {filters}
          {sentence}
        </div>
      )}
      {children}
    </div>
  );
}
