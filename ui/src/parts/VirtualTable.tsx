import { Table } from "@mantine/core";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { classOf, TableCells, TableHead, type Column } from "./DataTable";
import classes from "./DataTable.module.css";
import { revealRow, ROW_REM, useVisibleRows, type VisibleRows } from "./use-visible-rows";

interface Props<Row> {
  label: string;
  total: number;
  columns: Column<Row>[];
  /** Undefined while a row is being read: an empty one is shown. */
  rowAt: (index: number) => Row | undefined;
  /** Lower rows, for short content. */
  dense?: boolean;
  /** Higher rows, for buttons. */
  tall?: boolean;
  /** There are more rows than `total`, an unknown number. */
  hasMore?: boolean;
  /** Whether a row is the one that is open next to the table. */
  isCurrent?: (row: Row) => boolean;
  /** The row at the top when the table is first shown. */
  first?: number;
  onRows: (rows: VisibleRows) => void;
  onOpen: (row: Row, index: number) => void;
  /** Called with a letter that is struck on a row. */
  onLetter?: (letter: string, row: Row) => void;
}

/** A table of any length: only the rows in view are in the page, arrow keys go from one to the next. */
export function VirtualTable<Row>({
  label,
  total,
  columns,
  rowAt,
  dense = false,
  tall = false,
  hasMore = false,
  isCurrent,
  first = 0,
  onRows,
  onOpen,
  onLetter,
}: Props<Row>) {
  const rowRem = dense ? DENSE_REM : tall ? TALL_REM : ROW_REM;
  const body = useRef<HTMLTableSectionElement>(null);
  const [active, setActive] = useState(first);
  const shown = useVisibleRows({ body, total, rowRem, startAt: first, onChange: onRows });
  const reachable = Math.min(Math.max(active, shown.first), Math.max(shown.last - 1, 0));

  // while the wanted row is being read, the table has the focus and receives the keys
  const wanted = useRef<number | null>(null);
  const focusWanted = () => {
    if (wanted.current === null) return;
    const link = body.current?.querySelector<HTMLElement>(`[data-index="${wanted.current}"] [data-row-link]`);
    if (link) wanted.current = null;
    (link ?? body.current)?.focus({ preventScroll: true });
  };
  useEffect(() => {
    if (document.activeElement === body.current) focusWanted();
  });

  const step = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || body.current === null) return;
    const row = rowAt(reachable);
    if (/^[a-z]$/.test(event.key) && row !== undefined) onLetter?.(event.key, row);
    const target = targetOf(event.key, reachable, total);
    if (target === null) return;
    event.preventDefault();
    setActive(target);
    wanted.current = target;
    revealRow(body.current, target, rowRem);
    focusWanted();
  };
  const rows = Array.from({ length: shown.last - shown.first }, (_, offset) => shown.first + offset);
  return (
    <Table
      stickyHeader
      stickyHeaderOffset="var(--sticky-top)"
      aria-label={label}
      aria-rowcount={hasMore ? -1 : total + 1}
      className={classes.table}
      data-dense={dense || undefined}
      data-tall={tall || undefined}>
      <TableHead columns={columns} />
      <Table.Tbody ref={body} tabIndex={-1} onKeyDown={step}>
        <Space rem={shown.first * rowRem} />
        {rows.map((index) => {
          const row = rowAt(index);
          if (row === undefined) return <Blank key={index} columns={columns} />;
          return (
            <Table.Tr
              key={index}
              data-index={index}
              aria-rowindex={index + 2}
              className={classes.opens}
              data-selected={isCurrent?.(row) || undefined}
              aria-current={isCurrent?.(row) || undefined}
              onClick={() => onOpen(row, index)}
              onFocus={() => setActive(index)}>
              <TableCells
                row={row}
                columns={columns}
                onOpen={() => onOpen(row, index)}
                tabIndex={index === reachable ? 0 : -1}
              />
            </Table.Tr>
          );
        })}
        <Space rem={(total - shown.last) * rowRem} />
      </Table.Tbody>
    </Table>
  );
}

/** As high as the rows that are not in the page. */
function Space({ rem }: { rem: number }) {
  if (rem <= 0) return null;
  return (
    <tr aria-hidden>
      <td className={classes.space} style={{ height: `${rem}rem` }} />
    </tr>
  );
}

function Blank<Row>({ columns }: { columns: Column<Row>[] }) {
  return (
    <Table.Tr aria-busy>
      {columns.map((column) => (
        <Table.Td key={column.key} className={classOf(column)}>
          <span className={classes.bar} />
        </Table.Td>
      ))}
    </Table.Tr>
  );
}

const DENSE_REM = 2;
const TALL_REM = 2.75;
const PAGE_ROWS = 15;

function targetOf(key: string, from: number, total: number): number | null {
  const to = {
    ArrowDown: from + 1,
    ArrowUp: from - 1,
    PageDown: from + PAGE_ROWS,
    PageUp: from - PAGE_ROWS,
    Home: 0,
    End: total - 1,
  }[key];
  return to === undefined ? null : Math.min(Math.max(to, 0), total - 1);
}
