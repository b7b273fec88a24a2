import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconAlertTriangle, IconClock, IconDots, IconInfoCircle } from "@tabler/icons-react";
import type { ArrivalCard, AppointmentStatus } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { Chip } from "../../parts/Chip";
import { useFormat, useToday, useWords } from "../../words/speech";
import classes from "./Arrivals.module.css";

const WARN_MINUTES = 15;
const BAD_MINUTES = 30;

interface Props {
  card: ArrivalCard;
  name: string;
  now: string;
  /** What is open with a patient is not for those who wait. */
  isPrivate: boolean;
  mayWrite: boolean;
  busy: boolean;
  onStatus: (to: AppointmentStatus) => void;
  /** Asks why first. */
  onAsk: (to: AppointmentStatus, action: string) => void;
  onPrint: () => void;
  /** Opens the seats of a group session. */
  onOpen: () => void;
}

type StepStatus = "arrived" | "inRoom" | "completed";
const isStep = (status: AppointmentStatus | null): status is StepStatus =>
  status === "arrived" || status === "inRoom" || status === "completed";

/** One appointment: when, who, with whom, how late or how long here, and one next step. */
export function Card({ card, name, now, isPrivate, mayWrite, busy, onStatus, onAsk, onPrint, onOpen }: Props) {
  const { arrivals: words, groups } = useWords();
  const format = useFormat();
  const { go } = useNavigation();
  const [patient] = card.patients;
  const { next, group } = card;
  const canStep = mayWrite && isStep(next);
  const open = () => (group !== null ? onOpen() : patient && go({ page: "patient", id: patient.id }));
  const here = group && (group.booked === 0 ? words.empty : groups.here(group.present, group.booked));
  const wordOf = (step: StepStatus) => {
    if (group === null || step === "arrived") return words.steps[step];
    return step === "inRoom" ? groups.start : groups.end;
  };
  return (
    <li className={classes.card} data-card={card.id}>
      <div className={classes.top}>
        <span className={classes.time}>{format.time(card.startsAt)}</span>
        {card.column === "off" ? <Chip word={card.status} /> : <Wait card={card} now={now} />}
        <More card={card} name={name} mayWrite={mayWrite} onAsk={onAsk} onPrint={onPrint} onOpen={onOpen} />
      </div>
      <div className={classes.main}>
        <div className={classes.texts}>
          <button type="button" className={classes.who} data-card-target={canStep ? undefined : true} onClick={open}>
            {name}
          </button>
          <span className={classes.details}>
            {[here, card.provider, card.room, card.facility].filter(Boolean).join(" · ")}
          </span>
          {!isPrivate && <OpenMatters card={card} />}
        </div>
        {canStep && (
          <Button
            variant="default"
            size="xs"
            disabled={busy}
            data-card-target
            aria-label={words.step(wordOf(next), name)}
            onClick={() => onStatus(next)}>
            {wordOf(next)}
          </Button>
        )}
      </div>
    </li>
  );
}

/** What is open with a patient who is there: a consent, a balance. */
function OpenMatters({ card: { lacksConsent, owes } }: { card: ArrivalCard }) {
  const { arrivals: words } = useWords();
  const format = useFormat();
  if (!lacksConsent && owes.length === 0) return null;
  const amounts = owes.map(({ amount, currency }) => format.money(amount, currency));
  return (
    <span className={classes.matters}>
      <IconInfoCircle size={14} aria-hidden />
      {[lacksConsent && words.lacksConsent, owes.length > 0 && words.owes(amounts.join(", "))]
        .filter(Boolean)
        .join(" · ")}
    </span>
  );
}

/** How late, or how long here: from a quarter of an hour on with a sign, since a colour alone says nothing. */
function Wait({ card, now }: { card: ArrivalCard; now: string }) {
  const { arrivals: words } = useWords();
  const since = card.column === "expected" ? card.startsAt : card.arrivedAt;
  if (since === null) return null;
  const minutes = Math.floor((Date.parse(now) - Date.parse(since)) / 60_000);
  if (card.column === "expected")
    return minutes < 1 ? null : <span className={classes.wait}>{words.late(minutes)}</span>;
  const tone = minutes >= BAD_MINUTES ? "bad" : minutes >= WARN_MINUTES ? "warn" : undefined;
  return (
    <span className={classes.wait} data-tone={tone}>
      {tone === "warn" && <IconClock size={14} role="img" aria-label={words.longWait} />}
      {tone === "bad" && <IconAlertTriangle size={14} role="img" aria-label={words.tooLong} />}
      {words.waits(Math.max(minutes, 0))}
    </span>
  );
}

/** What leads back from each status. */
const BACK: Partial<
  Record<AppointmentStatus, { to: AppointmentStatus; word: "arrived" | "inRoom" | "begun" | "completed" | "off" }>
> = {
  arrived: { to: "scheduled", word: "arrived" },
  inRoom: { to: "arrived", word: "inRoom" },
  completed: { to: "inRoom", word: "completed" },
  noShow: { to: "scheduled", word: "off" },
  cancelled: { to: "scheduled", word: "off" },
};

/** A group session has nobody in the waiting room: it goes back to where it has not begun. */
const BACK_OF_GROUP: typeof BACK = { ...BACK, inRoom: { to: "scheduled", word: "begun" } };

function More({
  card,
  name,
  mayWrite,
  onAsk,
  onPrint,
  onOpen,
}: Omit<Props, "now" | "busy" | "isPrivate" | "onStatus">) {
  const { arrivals: words, diary, today } = useWords();
  const { go } = useNavigation();
  const day = useToday();
  const [patient] = card.patients;
  const isGroup = card.group !== null;
  const back = (isGroup ? BACK_OF_GROUP : BACK)[card.status];
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" size={28} aria-label={words.more(name)} className={classes.more}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {isGroup && <Menu.Item onClick={onOpen}>{today.openSession}</Menu.Item>}
        {mayWrite && !isGroup && card.column === "expected" && (
          <Menu.Item onClick={() => onAsk("noShow", diary.status.noShow)}>{diary.status.noShow}</Menu.Item>
        )}
        {mayWrite && back && (
          <Menu.Item onClick={() => onAsk(back.to, words.back[back.word])}>{words.back[back.word]}</Menu.Item>
        )}
        {patient && !isGroup && (
          <Menu.Item onClick={() => go({ page: "patient", id: patient.id })}>{diary.openPatient}</Menu.Item>
        )}
        <Menu.Item onClick={() => go({ page: "diary", day })}>{words.openDiary}</Menu.Item>
        {patient && !isGroup && card.patients.length === 1 && (
          <Menu.Item onClick={onPrint}>{words.printCard}</Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
