import { Table, Text, VisuallyHidden } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import type { ChangedCell, ChangedField, ShownValue } from "../../ipc/views";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Audit.module.css";

/** The values before and after, cell by cell. */
export function ChangedCells({ cells, more }: { cells: ChangedCell[]; more: number }) {
  const { audit } = useWords();
  const format = useFormat();
  if (cells.length === 0) return null;
  return (
    <section className={classes.cells} aria-label={audit.entry.changes}>
      {cells.map((cell, index) => (
        <Cell key={index} cell={cell} />
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
          {cell.isWithheld ? words.withheld : cell.isLeftOut ? words.leftOut : words.wordless}
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
            {cell.fields.map((field, index) => (
              <Table.Tr key={index}>
                <Table.Th scope="row" className={classes.name}>
                  {fields[field.name] ?? field.name}
                </Table.Th>
                {!cell.isNew && (
                  <Table.Td>
                    <ShownValue field={field} value={field.before} />
                  </Table.Td>
                )}
                <Table.Td>
                  <ShownValue field={field} value={field.after} />
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

/** Formats days as everywhere, no value as a dash, and names a value that this user cannot decrypt. */
function ShownValue({ field, value }: { field: ChangedField; value: ShownValue }) {
  const { audit, choices, frame } = useWords();
  const format = useFormat();
  if (value.isSealed) {
    return (
      <span className={classes.undecryptable}>
        <IconLock size={12} aria-hidden />
        {audit.entry.undecryptable}
      </span>
    );
  }
  if (value.text === null)
    return (
      <span className="muted">
        <span aria-hidden>{format.dash}</span>
        <VisuallyHidden>{frame.notRecorded}</VisuallyHidden>
      </span>
    );
  if (field.isChoice) return choices[value.text] ?? value.text;
  if (ID.test(value.text)) return <span className={classes.mono}>{value.text}</span>;
  const [matched, day, from, to] = MOMENT.exec(value.text) ?? [];
  if (matched === undefined || day === undefined) return value.text;
  return [format.day(day), [from, to].filter(Boolean).join(" – ")].filter(Boolean).join(", ");
}
