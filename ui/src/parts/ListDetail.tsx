import { Paper, Text } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./ListDetail.module.css";

interface Props<T> {
  label: string;
  rows: T[];
  rowKey: (row: T) => string;
  current: T;
  /** The lines of a row; the first is strong. */
  lines: (row: T) => string[];
  /** Nothing is above or below: both reach the foot of the window, and a key leads from one to the other. */
  isPage?: boolean;
  onPick: (key: string) => void;
  /** The detail of the row that is picked. */
  children: ReactNode;
}

/** A list with the detail of one of its rows. */
export function ListDetail<T>({ label, rows, rowKey, current, lines, isPage = false, onPick, children }: Props<T>) {
  return (
    <div className={classes.columns} data-high={isPage || undefined}>
      <Paper component="nav" aria-label={label} className={classes.list} data-pane={isPage ? "list" : undefined}>
        {rows.map((row) => {
          const key = rowKey(row);
          return (
            <button
              key={key}
              type="button"
              className={classes.row}
              aria-current={key === rowKey(current) || undefined}
              onClick={() => onPick(key)}>
              {lines(row).map((line, index) => (
                <span key={index} className={index === 0 ? "strong ellipsis" : "small muted ellipsis"}>
                  {line}
                </span>
              ))}
            </button>
          );
        })}
      </Paper>
      {children}
    </div>
  );
}

interface DetailProps {
  label: string;
  /** The name under which a key leads to it, where the page has nothing else. */
  pane?: string;
  footer: ReactNode;
  children: ReactNode;
}

/** The panel at the right of a list, with what can be done at its foot. */
export function Detail({ label, pane, footer, children }: DetailProps) {
  return (
    <section className={classes.panel} aria-label={label} data-pane={pane}>
      {children}
      <footer className={classes.footer}>{footer}</footer>
    </section>
  );
}

/** The title of a detail, and one quiet line below it. */
export function DetailHead({ as: Heading = "h2", title, line }: { as?: "h2" | "h3"; title: string; line: string }) {
  return (
    <div>
      <Heading className={classes.name}>{title}</Heading>
      <Text c="dimmed">{line}</Text>
    </div>
  );
}
