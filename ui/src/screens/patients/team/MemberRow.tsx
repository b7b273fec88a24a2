import { ActionIcon, Menu, Text } from "@mantine/core";
import { IconClock, IconDots } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { entryOf } from "../../../ipc/use-left-form";
import { useCommand } from "../../../ipc/use-clinic";
import type { MemberView, PatientHeader } from "../../../ipc/views";
import { LooseChip } from "../../../parts/Chip";
import { type EditField, EntryForm } from "../../../parts/EditRow";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { offerUndo } from "../../../parts/undo";
import { useFormat, useToday, useWords } from "../../../words/speech";
import { readDay } from "../../../words/time";
import classes from "../parts/Entries.module.css";
import { undoIdOf } from "../parts/EntryRow";
import { ErrorDialog } from "../parts/ErrorDialog";

type Asked = "end" | "error";

/** One member of the team, with the day on which they leave; changes have Undo. */
export function MemberRow({ member, patient }: { member: MemberView; patient: PatientHeader }) {
  const { careTeam, background, frame } = useWords();
  const format = useFormat();
  const { problem, run } = useCommand();
  const [asks, setAsks] = useState<Asked | null>(null);
  const menu = useRef<HTMLButtonElement>(null);
  const { id, seen, until, since, name } = member;
  const close = () => {
    setAsks(null);
    requestAnimationFrame(() => menu.current?.focus());
  };
  /** Undo restores the former end. */
  const offerBack = (changed: MemberView) => {
    const day = changed.until;
    const message = day === null ? careTeam.isOn(name) : careTeam.hasLeft(name, format.day(day));
    const back = { id, seen: changed.seen, until };
    offerUndo(undoIdOf(member), message, frame, () => run((clinic) => clinic.endMember(back)));
  };
  const takeBack = async () => {
    const changed = await run((clinic) => clinic.endMember({ id, seen, until: null }));
    if (changed) offerBack(changed);
  };
  const days = [since && careTeam.from(format.day(since)), until && careTeam.to(format.day(until))];
  return (
    <>
      <div className={classes.row}>
        <div className={classes.shown}>
          <span className={classes.head}>
            <span className={classes.name}>{name}</span>
            {member.state === "ahead" && <LooseChip tone="info" icon={IconClock} text={careTeam.isAhead} />}
          </span>
          <Text size="xs" c="dimmed">
            {days.filter(Boolean).join(" ")}
          </Text>
        </div>
        {patient.mayEdit && (
          <Menu returnFocus={asks !== "end"}>
            <Menu.Target>
              <ActionIcon ref={menu} size="sm" aria-label={frame.labelled(frame.more, careTeam.name(name))}>
                <IconDots size={16} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {until === null ? (
                <Menu.Item onClick={() => setAsks("end")}>{careTeam.end}</Menu.Item>
              ) : (
                <Menu.Item onClick={() => void takeBack()}>{careTeam.notEnded}</Menu.Item>
              )}
              <Menu.Item onClick={() => setAsks("error")}>{background.enteredInError}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
      {problem !== null && <ProblemAlert problem={problem} />}
      {asks === "end" && <EndForm member={member} patientId={patient.id} onEnded={offerBack} onClose={close} />}
      {asks === "error" && (
        <ErrorDialog
          name={careTeam.name(name)}
          patient={patient}
          remove={(clinic, reason) => clinic.removeMember(id, seen, reason)}
          onRemoved={(removal) =>
            offerUndo(undoIdOf(member), background.removed(careTeam.name(name)), frame, () =>
              run((clinic) => clinic.restoreMember(id, removal)),
            )
          }
          onClose={() => setAsks(null)}
        />
      )}
    </>
  );
}

interface End {
  until: string;
}

function EndForm({
  member,
  patientId,
  onEnded,
  onClose,
}: {
  member: MemberView;
  patientId: string;
  onEnded: (changed: MemberView) => void;
  onClose: () => void;
}) {
  const { careTeam } = useWords();
  const format = useFormat();
  const today = useToday();
  const fields: EditField<End>[] = [
    { key: "until", label: careTeam.until, span: 3, lengthMax: 20, takes: careTeam.badUntil },
  ];
  return (
    <EntryForm<End>
      name={careTeam.end}
      fields={fields}
      form={{ until: format.day(today) }}
      of={entryOf("careTeam", patientId, member.id)}
      save={async (clinic, form) => {
        const until = readDay(form.until) ?? form.until;
        const changed = await clinic.endMember({ id: member.id, seen: member.seen, until });
        onEnded(changed);
        return changed;
      }}
      onSaved={onClose}
      onClose={onClose}
    />
  );
}
