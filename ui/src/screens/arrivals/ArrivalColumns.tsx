import { useState } from "react";
import type { ArrivalCard, AppointmentStatus, StatusWhy } from "../../ipc/views";
import { useMay } from "../../nav/session";
import { GroupDialog } from "../../parts/group/GroupDialog";
import { namesakesOf } from "../../parts/namesakes";
import { PrintDialog } from "../../parts/PrintDialog";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useEntryName } from "../../parts/use-entry-name";
import { useStatusChange } from "../../parts/use-status-change";
import { useNow, useWords } from "../../words/speech";
import { Card } from "./Card";
import classes from "./Arrivals.module.css";
import { COLUMNS, type ShownColumn, useCardKeys } from "./use-card-keys";
import { WhyDialog } from "./WhyDialog";

interface Props {
  cards: ArrivalCard[];
  isPrivate: boolean;
  onPrivacy: () => void;
  onChanged: () => void;
}

/** Four columns from left to right; who does not come is folded under the last. */
export function ArrivalColumns({ cards, isPrivate, onPrivacy, onChanged }: Props) {
  const { arrivals: words, patients } = useWords();
  const now = useNow();
  const may = useMay();
  const [printed, setPrinted] = useState<ArrivalCard | null>(null);
  const [asked, setAsked] = useState<{ card: ArrivalCard; to: AppointmentStatus; action: string } | null>(null);
  const [opened, setOpened] = useState<ArrivalCard | null>(null);
  const entryName = useEntryName();
  const namesakes = namesakesOf(cards.flatMap((card) => card.patients));
  const nameOf = ({ patients: coming, group }: Pick<ArrivalCard, "patients" | "group">) => {
    const [one] = coming;
    // what a session is about is not for those who wait
    if (group !== null) return entryName({ patients: coming, group: { ...group, topic: null } });
    if (one === undefined || coming.length > 1) return words.groupOf(coming.length);
    const file = patients.fileNumber(one.fileNumber);
    if (isPrivate) return `${one.initials}, ${file}`;
    return namesakes.has(one.id) ? `${one.name}, ${file}` : one.name;
  };
  const status = useStatusChange(onChanged, nameOf);
  const leave = useCardKeys(cards, onPrivacy);
  const mayWrite = may("appointments.write");
  const set = (card: ArrivalCard, to: AppointmentStatus, why?: StatusWhy) => {
    leave(card);
    return status.set(card, to, why);
  };
  const shown = (card: ArrivalCard) => (
    <Card
      key={card.id}
      card={card}
      name={nameOf(card)}
      now={now}
      isPrivate={isPrivate}
      mayWrite={mayWrite}
      busy={status.busy}
      onStatus={(to) => void set(card, to)}
      onAsk={(to, action) => setAsked({ card, to, action })}
      onPrint={() => setPrinted(card)}
      onOpen={() => setOpened(card)}
    />
  );
  return (
    <>
      {status.problem !== null && <ProblemAlert problem={status.problem} />}
      <div className={classes.columns}>
        {COLUMNS.map((column) => {
          const own = cards.filter((card) => card.column === column);
          return (
            <section key={column} className={classes.column} aria-labelledby={`arrivals-${column}`}>
              <div className={classes.head}>
                <h2 id={`arrivals-${column}`} className={classes.title}>
                  {words.columns[column]}
                </h2>
                <span className={classes.count}>{own.length}</span>
              </div>
              {own.length === 0 && <p className={classes.none}>{words.empty}</p>}
              <ul className={classes.cards} data-arrivals-column={column}>
                {own.map(shown)}
              </ul>
              {column === LAST && <Off cards={cards.filter((card) => card.column === "off")} shown={shown} />}
            </section>
          );
        })}
      </div>
      {printed?.patients[0] !== undefined && (
        <PrintDialog
          of={{ print: "appointmentCard", appointmentId: printed.id, patientId: printed.patients[0].id }}
          patient={printed.patients[0]}
          onClose={() => setPrinted(null)}
        />
      )}
      {asked !== null && (
        <WhyDialog
          name={nameOf(asked.card)}
          action={asked.action}
          isBack={asked.to !== "noShow"}
          busy={status.busy}
          onWhy={(why) => (void set(asked.card, asked.to, why), setAsked(null))}
          onClose={() => setAsked(null)}
        />
      )}
      {opened !== null && (
        <GroupDialog
          entry={opened}
          hides={isPrivate ? "names" : "topic"}
          onChanged={onChanged}
          onClose={() => setOpened(null)}
        />
      )}
    </>
  );
}

const LAST: ShownColumn = "done";

function Off({ cards, shown }: { cards: ArrivalCard[]; shown: (card: ArrivalCard) => React.ReactNode }) {
  const { arrivals: words } = useWords();
  if (cards.length === 0) return null;
  return (
    <details className={classes.off}>
      <summary>{words.off(cards.length)}</summary>
      <ul className={classes.cards} data-arrivals-column="off">
        {cards.map(shown)}
      </ul>
    </details>
  );
}
