import { ActionIcon, Button, Group, Menu, Modal, SegmentedControl, Stack, Text } from "@mantine/core";
import { IconCalendarOff, IconDots } from "@tabler/icons-react";
import { useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import type { AbsencePart, AbsenceRow, AppointmentView, DiaryView, Id } from "../../ipc/views";
import { AskDialog } from "../../parts/AskDialog";
import { Empty } from "../../parts/Empty";
import { Loaded } from "../../parts/Loaded";
import { useEntryName } from "../../parts/use-entry-name";
import { useFormat, useWords } from "../../words/speech";
import { AbsenceDialog } from "./AbsenceDialog";
import classes from "./Absences.module.css";

const PARTS: AbsencePart[] = ["current", "past"];

interface Props {
  /** The day on which a new one begins. */
  diary: DiaryView;
  mayWrite: boolean;
  onOpen: (entry: AppointmentView) => void;
  onClose: () => void;
}

/** Who is absent and which rooms are closed, with the appointments that lie in each absence. */
export function AbsencesDialog({ diary, mayWrite, onOpen, onClose }: Props) {
  const { absences: words, frame } = useWords();
  const [part, setPart] = useState<AbsencePart>("current");
  const page = useClinicQuery(queries.absences(part));
  const [edited, setEdited] = useState<AbsenceRow | "new" | null>(null);
  const [ending, setEnding] = useState<AbsenceRow | null>(null);
  if (edited !== null)
    return (
      <AbsenceDialog
        diary={diary}
        absence={edited === "new" ? null : edited}
        onClose={() => (setEdited(null), page.reload())}
      />
    );
  if (ending !== null) {
    const isComing = ending.state === "coming";
    return (
      <AskDialog
        question={isComing ? words.withdrawOf(ending.name) : words.endOf(ending.name)}
        answer={isComing ? words.withdraw : words.end}
        act={(clinic) => clinic.endAbsence(ending.id)}
        onDone={page.reload}
        onClose={() => setEnding(null)}
      />
    );
  }
  return (
    <Modal opened onClose={onClose} size={640} title={words.title} closeButtonProps={{ "aria-label": frame.close }}>
      <Stack gap="md">
        <Group justify="space-between">
          <SegmentedControl
            size="xs"
            aria-label={words.part}
            data={PARTS.map((value) => ({ value, label: words.parts[value] }))}
            value={part}
            onChange={setPart}
          />
          {mayWrite && (
            <Button data-autofocus onClick={() => setEdited("new")}>
              {words.add}
            </Button>
          )}
        </Group>
        <Loaded of={page} rows={3}>
          {({ rows }) =>
            rows.length === 0 ? (
              <Empty icon={IconCalendarOff} title={part === "current" ? words.none : words.nonePast}>
                {part === "current" ? words.noneHelp : words.nonePastHelp}
              </Empty>
            ) : (
              <ul className={classes.rows}>
                {rows.map((row) => (
                  <Row
                    key={row.id}
                    row={row}
                    mayWrite={mayWrite && part === "current"}
                    onOpen={onOpen}
                    onEdit={() => setEdited(row)}
                    onEnd={() => setEnding(row)}
                  />
                ))}
              </ul>
            )
          }
        </Loaded>
      </Stack>
    </Modal>
  );
}

interface RowProps {
  row: AbsenceRow;
  mayWrite: boolean;
  onOpen: (entry: AppointmentView) => void;
  onEdit: () => void;
  onEnd: () => void;
}

function Row({ row, mayWrite, onOpen, onEdit, onEnd }: RowProps) {
  const { absences: words, frame } = useWords();
  const spanOf = useSpan();
  const [isOpen, setOpen] = useState(false);
  // that it is to come is what its time says
  const state = row.state !== "coming" && words.states[row.state];
  return (
    <li className={classes.row}>
      <div className={classes.who}>
        <Text fw={500}>{row.name}</Text>
        <Text size="sm" c="dimmed" className="tabular">
          {[spanOf(row), state, row.reason].filter(Boolean).join(" · ")}
        </Text>
        {row.inside > 0 && (
          <Button
            variant="subtle"
            size="xs"
            className={classes.lies}
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}>
            {words.inside(row.inside)}
          </Button>
        )}
      </div>
      {mayWrite && (
        <Menu>
          <Menu.Target>
            <ActionIcon aria-label={frame.labelled(frame.more, row.name)}>
              <IconDots size={18} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={onEdit}>{words.edit}</Menu.Item>
            <Menu.Item onClick={onEnd}>{row.state === "coming" ? words.withdraw : words.end}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      {isOpen && <Inside id={row.id} onOpen={onOpen} />}
    </li>
  );
}

/** What lies in an absence: each opens in the diary, to be moved, called about or left as it is. */
function Inside({ id, onOpen }: { id: Id; onOpen: (entry: AppointmentView) => void }) {
  const { absences: words } = useWords();
  const format = useFormat();
  const nameOf = useEntryName();
  const absence = useClinicQuery(queries.absence(id)).value;
  return (
    <ul className={classes.inside}>
      {absence?.appointments.map((entry) => {
        const name = nameOf(entry);
        const when = format.dateTime(entry.startsAt);
        return (
          <li key={entry.id}>
            <Button
              variant="subtle"
              size="xs"
              aria-label={words.openEntry(name, when)}
              onClick={() => onOpen(entry)}>{`${when} · ${name}`}</Button>
          </li>
        );
      })}
    </ul>
  );
}

/** "27 Nov 2026, 13:00 – 17:00", or with both days. */
function useSpan() {
  const { absences: words } = useWords();
  const format = useFormat();
  return ({ startsAt, endsAt, endedAt, state }: AbsenceRow) => {
    const isOneDay = format.date(startsAt) === format.date(endsAt);
    const span = words.span(format.dateTime(startsAt), isOneDay ? format.time(endsAt) : format.dateTime(endsAt));
    return endedAt !== null && state === "over" ? `${span}, ${words.endedAt(format.dateTime(endedAt))}` : span;
  };
}
