import { Button } from "@mantine/core";
import { useNavigation } from "../../nav/navigation";
import { useMay } from "../../nav/session";
import type { TodayRow } from "../../ipc/views";
import { Chip } from "../../parts/Chip";
import { useFormat, useToday, useWords } from "../../words/speech";
import classes from "./Today.module.css";

interface Props {
  row: TodayRow;
  past: boolean;
  busy: boolean;
  onStep: (row: TodayRow) => void;
}

/** One appointment: when, who, how far, where, and the next step in a word. */
export function TodayRowLine({ row, past, busy, onStep }: Props) {
  const { today: words, patients } = useWords();
  const format = useFormat();
  const day = useToday();
  const { go } = useNavigation();
  const may = useMay();
  const { appointment, reason, note, next } = row;
  const patient = appointment.patients[0];
  const isDraft = note === "draft";
  const details =
    patient &&
    [patient.birthDate && format.age(patient.birthDate, day), patients.sex[patient.sex], reason ?? appointment.type]
      .filter(Boolean)
      .join(" · ");
  return (
    <li className={classes.row} data-past={(past && !isDraft) || undefined}>
      <span className={classes.time}>{format.time(appointment.startsAt)}</span>
      <button type="button" className={classes.who} onClick={() => patient && go({ page: "patient", id: patient.id })}>
        <span className={classes.name}>{appointment.patients.map((one) => one.name).join(", ")}</span>
        <span className={classes.details}>{details}</span>
      </button>
      <span className={classes.chip}>
        <Chip word={isDraft ? "draft" : appointment.status} />
      </span>
      <span className={classes.room}>{appointment.room ?? format.dash}</span>
      <span className={classes.step}>
        {next !== "none" && may("visits.write") && (
          <Button variant="default" disabled={busy} onClick={() => onStep(row)}>
            {words[next]}
          </Button>
        )}
      </span>
    </li>
  );
}
