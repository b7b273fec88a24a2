import { ActionIcon, Menu, VisuallyHidden } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import type { ExpenseView } from "../../ipc/views";
import { type Column, DataTable } from "../../parts/DataTable";
import { useFormat, useWords } from "../../words/speech";
import { useExpenseName } from "./use-expense-name";

interface Props {
  rows: ExpenseView[];
  hasFacilities: boolean;
  /** None for who may only read. */
  onEdit?: (row: ExpenseView) => void;
  onRemove?: (row: ExpenseView) => void;
}

/** Expenses, the latest first. */
export function ExpensesTable({ rows, hasFacilities, onEdit, onRemove }: Props) {
  const { expenses: words, billing, reports } = useWords();
  const format = useFormat();
  const nameOf = useExpenseName();
  const columns: Column<ExpenseView>[] = [
    {
      key: "day",
      head: words.day,
      width: 112,
      // several of one day are told apart by their names
      cell: (row) => (
        <>
          {format.day(row.spentOn)}
          <VisuallyHidden>{`, ${nameOf(row)}`}</VisuallyHidden>
        </>
      ),
    },
    { key: "category", head: words.category, cell: (row) => words.categories[row.category] },
    { key: "note", head: words.whatFor, wide: true, cell: (row) => row.note },
    { key: "method", head: billing.method, width: 96, wide: true, cell: (row) => billing.methods[row.method] },
    { key: "by", head: words.recordedBy, width: 144, wide: "first", cell: (row) => row.recordedBy },
    {
      key: "amount",
      head: billing.amount,
      width: 120,
      number: true,
      cell: (row) => format.money(row.amount, row.currency),
    },
  ];
  if (hasFacilities)
    columns.splice(4, 0, {
      key: "facility",
      head: reports.facility,
      width: 136,
      wide: "first",
      cell: (row) => row.facility,
    });
  const menu = (row: ExpenseView) => (
    <Menu>
      <Menu.Target>
        <ActionIcon size="sm" aria-label={words.more(nameOf(row))}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onEdit?.(row)}>{words.edit}</Menu.Item>
        <Menu.Item onClick={() => onRemove?.(row)}>{words.remove}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
  return (
    <DataTable
      label={words.title}
      rows={rows}
      columns={columns}
      rowKey={({ id }) => id}
      {...(onEdit && { onOpen: onEdit, menu })}
    />
  );
}
