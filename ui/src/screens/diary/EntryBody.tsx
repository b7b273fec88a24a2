import { IconAlertTriangle } from "@tabler/icons-react";
import type { AppointmentView } from "../../ipc/views";
import { ChipIcon } from "../../parts/Chip";
import { TypeDot } from "../../parts/TypeDot";
import { useEntryName } from "../../parts/use-entry-name";
import { useTypeName } from "../../parts/use-type-name";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Diary.module.css";
import { minutesOf } from "./slot";

const TALL_MINUTES = 30;
/** Has room for a name on two lines. */
const HIGH_MINUTES = 45;

interface Props {
  entry: AppointmentView;
  title: string;
  /** What it overlaps, where that is shown. */
  other: AppointmentView | undefined;
  /** The ids of the patients who have the name of another one that is shown. */
  namesakes: ReadonlySet<string>;
  withProvider: boolean;
  /** In the week there is no room for what kind it is, and how far comes first: a colour alone says nothing. */
  isNarrow: boolean;
}

/** The card of an appointment: who, then when and where. */
export function EntryBody({ entry, title, other, namesakes, withProvider, isNarrow }: Props) {
  const { diary: words, absences, chips, patients } = useWords();
  const format = useFormat();
  const nameOf = useEntryName();
  const typeName = useTypeName();
  const isClashing = entry.overlaps.length > 0;
  const overlap = other && `${words.overlaps} ${format.time(other.startsAt)} ${nameOf(other)}`;
  const isTall = minutesOf(entry) >= TALL_MINUTES;
  const alike = entry.group === null ? entry.patients.filter(({ id }) => namesakes.has(id)) : [];
  // before what may be cut off
  const files = alike.map(({ fileNumber }) => patients.fileNumber(fileNumber)).join(", ");
  const where = [withProvider ? entry.provider : entry.room, entry.facility].filter(Boolean).join(", ");
  return (
    <span
      className={classes.entry}
      data-status={entry.status}
      data-tall={isTall || undefined}
      data-high={minutesOf(entry) >= HIGH_MINUTES || undefined}>
      <span className={classes.name}>
        {(isClashing || entry.absent.length > 0) && (
          <IconAlertTriangle size={14} className={classes.warn} aria-hidden />
        )}
        {!isNarrow && entry.status !== "scheduled" && <ChipIcon word={entry.status} className={classes.status} />}
        <TypeDot colour={entry.colour} /> {!isTall && files !== "" && `${files} · `}
        {title}
      </span>
      <span className={classes.details}>
        {[
          isTall && files,
          overlap ?? (isClashing ? words.overlapsOther : format.time(entry.startsAt)),
          // a long topic leaves no room for how full it is
          entry.group && `${entry.group.booked}/${entry.group.seats}`,
          entry.absent.includes("provider") ? absences.providerAbsent : null,
          entry.absent.includes("room") ? absences.roomShut : null,
          entry.outsideHours ? words.outsideHours : null,
          ...(isNarrow
            ? [chips[entry.status], where]
            : [typeName(entry.typeId, entry.type), where, chips[entry.status]]),
        ]
          .filter(Boolean)
          .join(" · ")}
      </span>
    </span>
  );
}
