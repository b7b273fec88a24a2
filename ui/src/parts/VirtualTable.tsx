import { Table } from "@mantine/core";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { classOf, TableCells, TableHead, type Column } from "./DataTable";
import classes from "./DataTable.module.css";
import { ROW_REM, useRowWindow, type RowWindow } from "./use-row-window";

interface Props<Row> {
  label: string;
  total: number;
  columns: Column<Row>[];
  /** Undefined while a row is on its way: its place is kept. */
  rowAt: (index: number) => Row | undefined;
  /** Lower rows, where few words stand in each. */
  dense?: boolean;
  /** There are more rows than `total`, nobody knows how many. */
  hasMore?: boolean;
  /** Whether a row is the one that is open beside the table. */
  isCurrent?: (row: Row) => boolean;
  /** The row at the top when the table is first shown. */
  first?: number;
  onWindow: (window: RowWindow) => void;
  onOpen: (row: Row, index: number) => void;
}

/** A table of any length: only the rows in view are in the page, arrow keys go from one to the next. */
export function VirtualTable<Row>({
  label,
  total,
  columns,
  rowAt,
  dense = false,
  hasMore = false,
  isCurrent,
  first = 0,
  onWindow,
  onOpen,
}: Props<Row>) {
  const rowRem = dense ? DENSE_REM : ROW_REM;
  const body = useRef<HTMLTableSectionElement>(null);
  const [active, setActive] = useState(first);
  const shown = useRowWindow(body, total, first, onWindow, rowRem);
  const reachable = Math.min(Math.max(active, shown.first), Math.max(shown.last - 1, 0));

  // a row that is on its way is waited for by the table, which goes on listening to keys
  const wanted = useRef<number | null>(null);
  const settle = () => {
    const link =
      wanted.current === null
        ? null
        : body.current?.querySelector<HTMLElement>(`[data-index="${wanted.current}"] [data-row-link]`);
    if (link) wanted.current = null;
    (link ?? body.current)?.focus({ preventScroll: true });
  };
  useEffect(() => {
    if (wanted.current !== null && document.activeElement === body.current) settle();
  });

  const step = (event: KeyboardEvent) => {
    const target = targetOf(event.key, reachable, total);
    if (target === null || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    setActive(target);
    wanted.current = target;
    shown.reveal(target, settle);
  };
  const rows = Array.from({ length: shown.last - shown.first }, (_, place) => shown.first + place);
  return (
    <Table
      stickyHeader
      stickyHeaderOffset="var(--sticky-top)"
      aria-label={label}
      aria-rowcount={hasMore ? -1 : total + 1}
      className={classes.table}
      data-dense={dense || undefined}>
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

/** Keeps the room of rows that are not in the page. */
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
