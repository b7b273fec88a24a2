import { Table } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./DataTable.module.css";

/** `wide`: left out where large letters or a small window leave no room for it; `first` goes before the others. */
export interface Column<Row> {
  key: string;
  head: string;
  width?: number;
  number?: boolean;
  sorted?: boolean;
  wide?: boolean | "first";
  cell: (row: Row) => ReactNode;
}
interface Props<Row> {
  label: string;
  rows: Row[];
  columns: Column<Row>[];
  rowKey: (row: Row) => string;
  onOpen?: (row: Row) => void;
  menu?: (row: Row) => ReactNode;
  tall?: boolean;
  /** Long texts wrap instead of being cut. */
  wraps?: boolean;
}

/**
 * Rows of one thing: the first column is its name and a link, a click on the row opens it, an empty cell is a dash.
 */
export function DataTable<Row>({
  label,
  rows,
  columns,
  rowKey,
  onOpen,
  menu,
  tall = false,
  wraps = false,
}: Props<Row>) {
  return (
    <Table
      stickyHeader
      stickyHeaderOffset="var(--sticky-top)"
      aria-label={label}
      className={classes.table}
      data-tall={tall || undefined}
      data-wraps={wraps || undefined}>
      <TableHead columns={columns} hasMenu={menu !== undefined} />
      <Table.Tbody>
        {rows.map((row) => (
          <Table.Tr
            key={rowKey(row)}
            className={onOpen ? classes.opens : undefined}
            onClick={onOpen && (() => onOpen(row))}>
            <TableCells row={row} columns={columns} onOpen={onOpen} />
            {menu && (
              <Table.Td className={classes.menu} onClick={(event) => event.stopPropagation()}>
                {menu(row)}
              </Table.Td>
            )}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

export function TableHead<Row>({ columns, hasMenu = false }: { columns: Column<Row>[]; hasMenu?: boolean }) {
  return (
    <Table.Thead>
      <Table.Tr>
        {columns.map((column) => (
          <Table.Th
            key={column.key}
            w={column.width}
            className={classOf(column)}
            aria-sort={column.sorted ? "ascending" : undefined}>
            {column.head}
            {column.sorted && " ↑"}
          </Table.Th>
        ))}
        {hasMenu && <Table.Th w={40} aria-hidden />}
      </Table.Tr>
    </Table.Thead>
  );
}

const textOf = (cell: ReactNode) => (typeof cell === "string" ? cell : undefined);

interface CellProps<Row> {
  row: Row;
  columns: Column<Row>[];
  onOpen?: (row: Row) => void;
  tabIndex?: number;
}

export function TableCells<Row>({ row, columns, onOpen, tabIndex }: CellProps<Row>) {
  return columns.map((column, index) => (
    // text that is cut off is readable as a tooltip
    <Table.Td key={column.key} className={classOf(column)} title={textOf(column.cell(row))}>
      {index === 0 && onOpen ? (
        <button
          type="button"
          className={classes.link}
          tabIndex={tabIndex}
          data-row-link
          onClick={(event) => (event.stopPropagation(), onOpen(row))}>
          {column.cell(row)}
        </button>
      ) : (
        orDash(column.cell(row))
      )}
    </Table.Td>
  ));
}

export const classOf = ({ number, wide }: { number?: boolean; wide?: boolean | "first" }) =>
  [number && "number", wide && classes.wide, wide === "first" && classes.first].filter(Boolean).join(" ") || undefined;
const orDash = (shown: ReactNode) =>
  shown === null || shown === undefined || shown === false || shown === "" ? <span className="muted">–</span> : shown;
