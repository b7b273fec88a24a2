import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconUsersPlus } from "@tabler/icons-react";
import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from "react";
import { waitingQueries } from "../../../ipc/waiting-queries";
import { useClinicQuery } from "../../../ipc/use-clinic";
import type { CallResult, FitRow, FitsView, Id } from "../../../ipc/views";
import { useNavigation } from "../../../nav/navigation";
import { useMay } from "../../../nav/session";
import { Empty } from "../../../parts/Empty";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { useBirth } from "../../../parts/use-birth";
import { useFormat, useWords } from "../../../words/speech";
import { useWaitingBooking, useWaitingWords } from "./use-waiting";
import classes from "./Waiting.module.css";

const RESULTS: CallResult[] = ["reached", "noAnswer", "declined"];
const enter = (item: HTMLElement | undefined) => item?.querySelector("button")?.focus();
type Asked = { what: "call" | "book"; id: Id };

/** Who fits into a free time, those who wait longest first: called with C and a digit, booked with B and Enter. */
export function FitsDialog({ id, onClose }: { id: Id; onClose: () => void }) {
  const { waiting: words, frame } = useWords();
  const say = useWaitingWords();
  const fits = useClinicQuery(waitingQueries.fits(id), { showsPrevious: true });
  const called = useRef<Id | null>(null);
  const isGone = fits.problem?.code === "notFound";
  const { value } = fits;
  return (
    <Modal
      opened
      onClose={onClose}
      size={760}
      title={value === null ? words.title : words.fitsTitle(`${say.when(value.slot.startsAt)}, ${say.who(value.slot)}`)}
      closeButtonProps={{ "aria-label": frame.close }}>
      {fits.problem !== null && !isGone && <ProblemAlert problem={fits.problem} onRetry={fits.reload} />}
      {(isGone || value?.rows.length === 0) && (
        <Empty icon={IconUsersPlus} title={words.noneFits}>
          {words.noneFitsHelp}
        </Empty>
      )}
      {!isGone && value !== null && value.rows.length > 0 && (
        <Fits view={value} calledRef={called} onChanged={fits.reload} onClose={onClose} />
      )}
    </Modal>
  );
}

interface FitsProps {
  view: FitsView;
  /** Who was called last: their row has the focus again once the answers are gone. */
  calledRef: RefObject<Id | null>;
  onChanged: () => void;
  onClose: () => void;
}

function Fits({ view: { slot, rows }, calledRef, onChanged, onClose }: FitsProps) {
  const { waiting: words } = useWords();
  const mayWrite = useMay()("appointments.write");
  const { busy, problem, isTaken, book, run } = useWaitingBooking(onClose);
  const [asked, setAsked] = useState<Asked | null>(null);
  const list = useRef<HTMLOListElement>(null);
  const items = () => [...(list.current?.querySelectorAll<HTMLElement>("[data-fit]") ?? [])];
  // the rows come after the dialog, whose close button has the focus until then
  useEffect(() => list.current?.querySelector("button")?.focus(), []);
  useEffect(() => {
    if (asked !== null || document.activeElement !== document.body) return;
    enter(items().find((item) => item.dataset["fit"] === calledRef.current));
  });
  const call = async ({ entry }: FitRow, result: CallResult) => {
    setAsked(null);
    calledRef.current = entry.id;
    const form = { id: entry.id, result, retryOn: null, note: "" };
    const saved = await run((clinic) => clinic.callWaiting(form));
    onChanged();
    if (saved) notifications.show({ message: words.callSaved(entry.patient.name) });
    items()
      .find((item) => item.dataset["fit"] === entry.id)
      ?.focus();
  };
  const take = async ({ entry, startsAt, minutes }: FitRow) => {
    if (await book(entry, slot, { startsAt, minutes })) return;
    setAsked(null);
    onChanged();
  };
  const current = () => items().findIndex((item) => item.contains(document.activeElement));
  const step = (by: 1 | -1) => enter(items()[Math.min(Math.max(current() + by, 0), rows.length - 1)]);
  const operationOf = (key: string, row: FitRow): (() => void) | undefined => {
    if (key === "arrowdown") return () => step(1);
    if (key === "arrowup") return () => step(-1);
    if (!mayWrite || busy) return undefined;
    if (key === "c") return () => setAsked({ what: "call", id: row.entry.id });
    if (key === "b") return () => setAsked({ what: "book", id: row.entry.id });
    const result = RESULTS[Number(key) - 1];
    const isAsked = asked?.what === "call" && asked.id === row.entry.id;
    return result !== undefined && isAsked ? () => void call(row, result) : undefined;
  };
  const onKey = (event: KeyboardEvent) => {
    const row = rows[current()];
    if (event.ctrlKey || event.metaKey || event.altKey || row === undefined) return;
    const operation = operationOf(event.key.toLowerCase(), row);
    if (operation === undefined) return;
    // the diary below has keys of its own
    event.stopPropagation();
    event.preventDefault();
    operation();
  };
  return (
    <Stack gap="sm" onKeyDown={onKey}>
      {mayWrite && (
        <Text size="sm" c="dimmed">
          {words.fitsKeys}
        </Text>
      )}
      {problem !== null &&
        (isTaken ? <Text c="var(--nv-warn-text)">{words.taken}</Text> : <ProblemAlert problem={problem} />)}
      <ol className={classes.plain} aria-label={words.title} ref={list}>
        {rows.map((row, index) => (
          <li key={row.entry.id} className={classes.fit} data-fit={row.entry.id} aria-label={row.entry.patient.name}>
            <Who row={row} isFirst={index === 0} />
            {mayWrite && asked?.id !== row.entry.id && (
              <Group gap={4} wrap="nowrap">
                <Button
                  size="compact-sm"
                  variant="subtle"
                  disabled={busy}
                  onClick={() => setAsked({ what: "call", id: row.entry.id })}>
                  {words.call}
                </Button>
                <Button
                  size="compact-sm"
                  variant="default"
                  disabled={busy}
                  aria-label={words.bookOf(row.entry.patient.name)}
                  onClick={() => setAsked({ what: "book", id: row.entry.id })}>
                  {words.book}
                </Button>
              </Group>
            )}
            {asked?.id === row.entry.id && (
              <Answers
                row={row}
                what={asked.what}
                busy={busy}
                onCall={(result) => void call(row, result)}
                onBook={() => void take(row)}
                onBack={() => setAsked(null)}
              />
            )}
          </li>
        ))}
      </ol>
    </Stack>
  );
}

/** Leads to the patient; the keys of the row work while their name has the focus. */
function Who({ row: { entry }, isFirst }: { row: FitRow; isFirst: boolean }) {
  const { waiting: words } = useWords();
  const format = useFormat();
  const birth = useBirth();
  const say = useWaitingWords();
  const { go } = useNavigation();
  return (
    <div className={classes.who}>
      <button
        type="button"
        className={classes.name}
        data-autofocus={isFirst || undefined}
        onClick={() => go({ page: "patient", id: entry.patient.id })}>
        <bdi>{entry.patient.name}</bdi>
      </button>
      <span className="tabular">{`· ${birth.facts(entry.patient)} · ${entry.phone ?? words.noPhone}`}</span>
      <div className={classes.note}>
        {[say.wants(entry), `${words.since} ${format.shortDay(entry.since)}`, say.calls(entry), entry.wishes.note]
          .filter(Boolean)
          .join(" · ")}
      </div>
    </div>
  );
}

interface AnswersProps {
  row: FitRow;
  what: Asked["what"];
  busy: boolean;
  onCall: (result: CallResult) => void;
  onBook: () => void;
  onBack: () => void;
}

/** What came of a call, or the question whether to book: the second key of two. */
function Answers({ row: { entry, startsAt }, what, busy, onCall, onBook, onBack }: AnswersProps) {
  const { waiting: words, followUps } = useWords();
  const say = useWaitingWords();
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  const back = (
    <Button size="xs" variant="subtle" onClick={onBack}>
      {words.back}
    </Button>
  );
  if (what === "book")
    return (
      <Group gap="xs" className={classes.answers}>
        <Button ref={first} size="xs" loading={busy} onClick={onBook}>
          {words.confirm(entry.patient.name, say.when(startsAt))}
        </Button>
        {back}
      </Group>
    );
  return (
    <Group gap="xs" className={classes.answers} role="group" aria-label={words.result(entry.patient.name)}>
      {RESULTS.map((result, index) => (
        <Button
          key={result}
          ref={index === 0 ? first : undefined}
          size="xs"
          variant="default"
          disabled={busy}
          onClick={() => onCall(result)}>
          {`${index + 1} ${followUps.results[result]}`}
        </Button>
      ))}
      {back}
    </Group>
  );
}
