import { ActionIcon, Button, SegmentedControl, TextInput } from "@mantine/core";
import { IconChevronLeft, IconChevronRight, IconDoor } from "@tabler/icons-react";
import { useState } from "react";
import type { DiaryChoices, WeekOf } from "../../ipc/views";
import { Select } from "../../parts/Select";
import { useFormat, useToday, useWords } from "../../words/speech";
import { readJump, shiftDay, shiftMonth } from "../../words/time";

export const MODES = ["day", "week", "month"] as const;
export type DiaryMode = (typeof MODES)[number];

/** The day that an arrow leads to. */
export const stepped = (mode: DiaryMode, day: string, by: 1 | -1): string =>
  mode === "month" ? shiftMonth(day, by) : shiftDay(day, mode === "week" ? 7 * by : by);

interface Props {
  mode: DiaryMode;
  day: string;
  onMode: (mode: DiaryMode) => void;
  onDay: (day: string) => void;
}

/** Which day or week is shown: by arrows, or typed. */
export function DiaryTools({ mode, day, onMode, onDay }: Props) {
  const { diary: words } = useWords();
  const today = useToday();
  return (
    <>
      <ActionIcon aria-label={words.previous[mode]} onClick={() => onDay(stepped(mode, day, -1))}>
        <IconChevronLeft size={18} aria-hidden />
      </ActionIcon>
      <Button variant="default" onClick={() => onDay(today)} disabled={day === today}>
        {words.today}
      </Button>
      <ActionIcon aria-label={words.next[mode]} onClick={() => onDay(stepped(mode, day, 1))}>
        <IconChevronRight size={18} aria-hidden />
      </ActionIcon>
      <DateBox key={day} day={day} onDay={onDay} />
      <SegmentedControl
        size="xs"
        aria-label={words.view}
        data={MODES.map((value) => ({ value, label: words.views[value] }))}
        value={mode}
        onChange={(value) => onMode(value)}
      />
    </>
  );
}

/** Whether the columns of a day are rooms, not dietitians. */
export function RoomsToggle({ byRoom, onChange }: { byRoom: boolean; onChange: (byRoom: boolean) => void }) {
  const { diary: words } = useWords();
  return (
    <ActionIcon
      variant={byRoom ? "light" : "default"}
      color={byRoom ? "cyan" : undefined}
      aria-label={words.byRoom}
      title={words.byRoom}
      aria-pressed={byRoom}
      onClick={() => onChange(!byRoom)}>
      <IconDoor size={18} aria-hidden />
    </ActionIcon>
  );
}

/** Goes to what is typed: "12 mar", "+4w". */
function DateBox({ day, onDay }: { day: string; onDay: (day: string) => void }) {
  const { diary: words } = useWords();
  const format = useFormat();
  const today = useToday();
  const [text, setText] = useState("");
  const [isWrong, setWrong] = useState(false);
  const go = () => {
    const to = readJump(text, day, today);
    if (to === null) return setWrong(text.trim() !== "");
    onDay(to);
    setText("");
  };
  return (
    <form onSubmit={(event) => (event.preventDefault(), go())}>
      <TextInput
        w={96}
        aria-label={words.goToDay}
        title={words.goToDayHelp}
        placeholder={format.shortDay(day)}
        value={text}
        autoComplete="off"
        error={isWrong ? words.noSuchDay : undefined}
        onBlur={() => setWrong(false)}
        onChange={(event) => (setText(event.currentTarget.value), setWrong(false))}
      />
    </form>
  );
}

/** The department whose dietitians a day shows, or all of them; null in a clinic whose dietitians are of none. */
export function DepartmentChoice({
  departments,
  departmentId,
  onChange,
}: {
  departments: DiaryChoices["departments"];
  departmentId: string | null;
  onChange: (departmentId: string | null) => void;
}) {
  const { diary: words } = useWords();
  if (departments.length === 0) return null;
  const isListed = departments.some(({ id }) => id === departmentId);
  return (
    <Select
      w={168}
      aria-label={words.department}
      allowDeselect={false}
      data={[
        { value: "", label: words.allDepartments },
        ...departments.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      value={isListed ? departmentId : ""}
      onChange={(id) => onChange(id === "" ? null : id)}
    />
  );
}

function keyOf(of: WeekOf | null): string | null {
  if (of === null) return null;
  if (of.of === "department") return `department:${of.departmentId}`;
  return of.of === "provider" ? `provider:${of.providerId}` : `room:${of.roomId}`;
}

function ofKey(key: string): WeekOf {
  const [of, id = ""] = key.split(":");
  if (of === "department") return { of, departmentId: id };
  return of === "provider" ? { of, providerId: id } : { of: "room", roomId: id };
}

/** Whose week is shown: a dietitian's, a room's, or a department's. */
export function WeekChoice({
  of,
  name,
  choices,
  former,
  onChange,
}: {
  of: WeekOf | null;
  name: string;
  choices: DiaryChoices;
  /** Who sees no patients any more, but has appointments. */
  former: DiaryChoices["providers"];
  onChange: (of: WeekOf) => void;
}) {
  const { diary: words } = useWords();
  const value = keyOf(of);
  const group = (label: string, kind: WeekOf["of"], list: DiaryChoices["rooms"]) => ({
    group: label,
    items: list.map((choice) => ({ value: `${kind}:${choice.id}`, label: choice.name })),
  });
  const data = [
    group(words.providers, "provider", [...choices.providers, ...former]),
    group(words.rooms, "room", choices.rooms),
    group(words.departments, "department", choices.departments),
  ].filter(({ items }) => items.length > 0);
  const isListed = data.some(({ items }) => items.some((item) => item.value === value));
  return (
    <Select
      w={144}
      aria-label={words.weekOf}
      allowDeselect={false}
      // who sees no patients any more is not offered, but their week may be shown
      data={isListed || value === null ? data : [{ value, label: name }, ...data]}
      value={value}
      onChange={(key) => key !== null && onChange(ofKey(key))}
    />
  );
}
