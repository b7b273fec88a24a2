import { Table, Text } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import type { ChangedCell, ChangedField, Said } from "../../ipc/views";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Audit.module.css";

/** What was before and after, part by part. */
export function ChangedCells({ cells, more }: { cells: ChangedCell[]; more: number }) {
  const { audit } = useWords();
  const format = useFormat();
  if (cells.length === 0) return null;
  return (
    <section className={classes.cells} aria-label={audit.entry.changes}>
      {cells.map((cell, place) => (
        <Cell key={place} cell={cell} />
      ))}
      {more > 0 && (
        <Text size="xs" c="dimmed">
          {audit.entry.more(more, format.number(more, 0))}
        </Text>
      )}
    </section>
  );
}

function Cell({ cell }: { cell: ChangedCell }) {
  const { audit, cells, fields } = useWords();
  const words = audit.entry;
  const name = cells[cell.what] ?? cell.what;
  return (
    <div className={classes.cell}>
      <h3 className={classes.what}>
        {name}
        {cell.isNew && <span className="small muted">{words.isNew}</span>}
      </h3>
      {cell.fields.length === 0 ? (
        <Text size="sm" c="dimmed">
          {cell.isLeftOut ? words.leftOut : words.wordless}
        </Text>
      ) : (
        <Table className={classes.changes} highlightOnHover={false} aria-label={name}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={104}>{words.field}</Table.Th>
              {!cell.isNew && <Table.Th>{words.before}</Table.Th>}
              <Table.Th>{words.after}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {cell.fields.map((field, place) => (
              <Table.Tr key={place}>
                <Table.Th scope="row" className={classes.name}>
                  {fields[field.name] ?? field.name}
                </Table.Th>
                {!cell.isNew && (
                  <Table.Td>
                    <Value field={field} said={field.before} />
                  </Table.Td>
                )}
                <Table.Td>
                  <Value field={field} said={field.after} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </div>
  );
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const MOMENT = /^(\d{4}-\d{2}-\d{2})(?: (\d{2}:\d{2}))?(?: – (\d{2}:\d{2}))?$/;

/** Days are written as everywhere; nothing is a dash; what the trail never had in the open says so. */
function Value({ field, said }: { field: ChangedField; said: Said }) {
  const { audit, choices, frame } = useWords();
  const format = useFormat();
  if (said.isSealed) {
    return (
      <span className={classes.closed}>
        <IconLock size={12} aria-hidden />
        {audit.entry.closed}
      </span>
    );
  }
  if (said.text === null)
    return (
      <span className="muted" aria-label={frame.notRecorded}>
        {format.dash}
      </span>
    );
  if (field.isChoice) return choices[said.text] ?? said.text;
  if (ID.test(said.text)) return <span className={classes.mono}>{said.text}</span>;
  const [whole, day, from, to] = MOMENT.exec(said.text) ?? [];
  if (whole === undefined || day === undefined) return said.text;
  return [format.day(day), [from, to].filter(Boolean).join(" – ")].filter(Boolean).join(", ");
}
