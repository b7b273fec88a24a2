import { ActionIcon, Text } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useState } from "react";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Import.module.css";

const ROWS_MAX = 25;

interface Paged<Row> {
  rows: Row[];
  page: number;
  pages: number;
  total: number;
  turn: (by: number) => void;
}

/** The rows of one page: each row has fields of its own, too many for a page of thousands. */
export function usePaged<Row>(all: Row[]): Paged<Row> {
  const [wanted, setWanted] = useState(0);
  const pages = Math.max(1, Math.ceil(all.length / ROWS_MAX));
  // corrected rows go, and with them the last page
  const page = Math.min(wanted, pages - 1);
  return {
    rows: all.slice(page * ROWS_MAX, (page + 1) * ROWS_MAX),
    page,
    pages,
    total: all.length,
    turn: (by) => setWanted(page + by),
  };
}

/** Turns the pages of a list; nothing where there is one. */
export function Pager<Row>({ of: { rows, page, pages, total, turn }, label }: { of: Paged<Row>; label: string }) {
  const { imports } = useWords();
  const format = useFormat();
  if (pages === 1) return null;
  const first = page * ROWS_MAX;
  const count = (n: number) => format.number(n, 0);
  return (
    <div className={classes.pager}>
      <Text size="xs" c="dimmed" role="status" className="tabular">
        {imports.range(count(first + 1), count(first + rows.length), count(total))}
      </Text>
      <ActionIcon aria-label={imports.previousRows(label)} disabled={page === 0} onClick={() => turn(-1)}>
        <IconChevronLeft size={18} aria-hidden />
      </ActionIcon>
      <ActionIcon aria-label={imports.nextRows(label)} disabled={page === pages - 1} onClick={() => turn(1)}>
        <IconChevronRight size={18} aria-hidden />
      </ActionIcon>
    </div>
  );
}
