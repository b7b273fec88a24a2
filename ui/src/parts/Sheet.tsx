import { Paper } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./Panel.module.css";

/** A card without a title, whose corners what lies in it cannot cover. */
export function Sheet({ children }: { children: ReactNode }) {
  return <Paper className={classes.panel}>{children}</Paper>;
}
