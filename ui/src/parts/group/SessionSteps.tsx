import { Button, Group, Text } from "@mantine/core";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { AppointmentStatus, AppointmentView } from "../../ipc/views";
import { useFormat, useTimeZone, useToday, useWords } from "../../words/speech";
import { dayOf } from "../../words/time";

export type SessionStep = "confirmed" | "inRoom" | "completed";
/** Nobody arrives or is missed as a group: each patient does. */
const NEXT: Record<AppointmentStatus, SessionStep[]> = {
  scheduled: ["confirmed", "inRoom"],
  confirmed: ["inRoom"],
  arrived: ["inRoom"],
  inRoom: ["completed"],
  completed: ["inRoom"],
  noShow: [],
  cancelled: [],
};

interface Props {
  entry: AppointmentView;
  name: string;
  mayWrite: boolean;
  busy: boolean;
  onStep: (to: SessionStep) => void;
  /** What the screen offers besides. */
  children?: ReactNode;
}

/** The next steps of a session; one of another day is asked about first. */
export function SessionSteps({ entry, name, mayWrite, busy, onStep, children }: Props) {
  const { groups: words, diary } = useWords();
  const format = useFormat();
  const day = dayOf(entry.startsAt, useTimeZone());
  const isToday = useToday() === day;
  const [asked, setAsked] = useState<SessionStep | null>(null);
  const buttons = useRef<HTMLDivElement>(null);
  const isShown = useRef(false);
  // the button that was pressed may be gone, or was disabled meanwhile
  useEffect(() => {
    const isLost = isShown.current && document.activeElement === document.body;
    isShown.current = true;
    if (isLost) buttons.current?.querySelector<HTMLElement>("button:not(:disabled)")?.focus();
  }, [asked, busy, entry.status]);
  const wordOf = (step: SessionStep) => {
    if (step === "confirmed") return diary.status.confirmed;
    if (step === "completed") return words.end;
    return entry.status === "completed" ? diary.status.reopened : words.start;
  };
  if (asked !== null)
    return (
      <>
        <Text size="sm">{diary.otherDay(name, format.weekday(day))}</Text>
        <Group gap="sm">
          <Button variant="default" autoFocus onClick={() => setAsked(null)}>
            {diary.leaveStatus}
          </Button>
          <Button loading={busy} onClick={() => (setAsked(null), onStep(asked))}>
            {wordOf(asked)}
          </Button>
        </Group>
      </>
    );
  const steps = mayWrite ? NEXT[entry.status] : [];
  return (
    <Group gap="sm" ref={buttons}>
      {steps.map((step) => (
        <Button
          key={step === "confirmed" ? step : "next"}
          variant="default"
          disabled={busy}
          onClick={() => (isToday || step === "confirmed" ? onStep(step) : setAsked(step))}>
          {wordOf(step)}
        </Button>
      ))}
      {children}
    </Group>
  );
}
