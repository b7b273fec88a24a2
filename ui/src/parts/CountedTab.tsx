import { Tabs } from "@mantine/core";
import { useFormat } from "../words/speech";
import classes from "./CountedTab.module.css";

interface Props {
  value: string;
  name: string;
  /** How many rows the part has; `null` until that is known. */
  count: number | null;
}

/** The tab of one part of a page. Its number has room before it is there, so that no tab moves under the pointer. */
export function CountedTab({ value, name, count }: Props) {
  const format = useFormat();
  return (
    <Tabs.Tab value={value}>
      {name} <span className={`${classes.count} tabular`}>{count === null ? "" : format.number(count, 0)}</span>
    </Tabs.Tab>
  );
}
