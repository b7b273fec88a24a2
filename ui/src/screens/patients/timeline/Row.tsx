import { UnstyledButton } from "@mantine/core";
import {
  type Icon,
  IconAlertTriangle,
  IconArrowMerge,
  IconArrowRight,
  IconArrowsSplit2,
  IconBabyCarriage,
  IconBed,
  IconBedOff,
  IconCalendar,
  IconCalendarOff,
  IconDeviceLaptop,
  IconCheck,
  IconChecklist,
  IconCircleDashed,
  IconClipboardList,
  IconFileText,
  IconFlame,
  IconFlask,
  IconHeartbeat,
  IconNotes,
  IconNotesOff,
  IconPaperclip,
  IconPhone,
  IconPill,
  IconRuler,
  IconShieldCheck,
  IconShieldOff,
  IconSignature,
  IconSignatureOff,
  IconStethoscope,
  IconTarget,
  IconToolsKitchen2,
  IconUser,
  IconUserHeart,
  IconUserMinus,
  IconUserPlus,
} from "@tabler/icons-react";
import type { TimelineEvent, TimelineRow } from "../../../ipc/views";
import { Chip } from "../../../parts/Chip";
import { useFormat, useWords } from "../../../words/speech";
import classes from "./Timeline.module.css";
import { chipOf, useValue } from "../parts/use-value";

const ICONS: Record<TimelineEvent["what"], Icon> = {
  visit: IconStethoscope,
  note: IconNotes,
  addendum: IconNotes,
  noteVoid: IconNotesOff,
  noteVoidRefused: IconNotes,
  measured: IconRuler,
  lab: IconFlask,
  screened: IconClipboardList,
  recalled: IconToolsKitchen2,
  mealPlanned: IconToolsKitchen2,
  dietOrdered: IconClipboardList,
  handoutGiven: IconFileText,
  prescribed: IconPill,
  estimated: IconFlame,
  problem: IconClipboardList,
  goal: IconTarget,
  task: IconChecklist,
  taskDone: IconCheck,
  targetsSet: IconFlame,
  targetEnded: IconFlame,
  allergy: IconAlertTriangle,
  condition: IconHeartbeat,
  medicine: IconPill,
  pregnant: IconBabyCarriage,
  pregnancyEnded: IconBabyCarriage,
  stayBegan: IconBed,
  stayEnded: IconBedOff,
  noneKnown: IconCircleDashed,
  appointment: IconCalendar,
  call: IconPhone,
  consented: IconSignature,
  consentWithdrawn: IconSignatureOff,
  portal: IconDeviceLaptop,
  document: IconPaperclip,
  insured: IconShieldCheck,
  insuranceEnded: IconShieldOff,
  referred: IconArrowRight,
  referralEnded: IconCalendarOff,
  teamJoined: IconUserHeart,
  teamLeft: IconUserMinus,
  registered: IconUserPlus,
  merged: IconArrowMerge,
  parted: IconArrowsSplit2,
  patientStatus: IconUser,
};

interface Props {
  row: TimelineRow;
  /** Whether it is shown in full next to the list. */
  isCurrent: boolean;
  isReachable: boolean;
  onFocus: () => void;
  onOpen: () => void;
}

/** One event of the timeline. */
export function Row({ row, isCurrent, isReachable, onFocus, onOpen }: Props) {
  const { timeline } = useWords();
  const format = useFormat();
  const Sign = ICONS[row.event.what];
  const value = useValue()(row.event);
  const chip = chipOf(row.event);
  const isDay = row.on.length === 10;
  return (
    <li>
      <UnstyledButton
        data-row
        className={classes.row}
        aria-current={isCurrent || undefined}
        tabIndex={isReachable ? 0 : -1}
        onFocus={onFocus}
        onClick={onOpen}>
        <span className={classes.date}>{isDay ? format.shortDay(row.on) : format.partialDate(row.on)}</span>
        <Sign size={16} stroke={1.75} aria-hidden />
        <span className={classes.what}>{timeline.what[row.event.what]}</span>
        <span className={classes.value}>
          {chip !== null && <Chip word={chip} />}
          {value !== "" && <span className={classes.text}>{value}</span>}
          {row.enteredOn !== null && <span className="muted">{timeline.entered(format.day(row.enteredOn))}</span>}
        </span>
        <span className={classes.by}>{row.by}</span>
      </UnstyledButton>
    </li>
  );
}
