import { Table } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./DataTable.module.css";

export interface Column<Row> { key: string; head: string; width?: number; number?: boolean; sorted?: boolean; cell: (row: Row) => ReactNode }
interface Props<Row> { label: string; rows: Row[]; columns: Column<Row>[]; rowKey: (row: Row) => string; onOpen?: (row: Row) => void; menu?: (row: Row) => ReactNode; tall?: boolean }

/**
 * Rows of one thing: the first column is its name and a link, the whole row opens it, an empty cell is a dash.
 */
export function DataTable<Row>({ label, rows, columns, rowKey, onOpen, menu, tall = false }: Props<Row>) {
  return (
    <Table stickyHeader stickyHeaderOffset="var(--sticky-top)" aria-label={label} className={classes.table} data-tall={tall || undefined}>
      <Table.Thead>
        <Table.Tr>
          {columns.map((column) => (
            <Table.Th key={column.key} w={column.width} className={column.number ? "number" : undefined} aria-sort={column.sorted ? "ascending" : undefined}>
              {column.head}
              {column.sorted && " ↑"}
            </Table.Th>
          ))}
          {menu && <Table.Th w={40} aria-hidden />}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => (
          <Table.Tr key={rowKey(row)} className={onOpen ? classes.opens : undefined} onClick={onOpen && (() => onOpen(row))}>
            {columns.map((column, index) => (
              <Table.Td key={column.key} className={column.number ? "number" : undefined}>
                {index === 0 && onOpen ? (
                  <button type="button" className={classes.link} onClick={(event) => (event.stopPropagation(), onOpen(row))}>
                    {column.cell(row)}
                  </button>
                ) : (
                  (column.cell(row) ?? <span className="muted">–</span>)
                )}
              </Table.Td>
            ))}
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
