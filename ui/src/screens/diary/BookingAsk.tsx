import { Text } from "@mantine/core";
import type { BookingDoubts, DiaryChoices, NewAppointment, PatientName } from "../../ipc/views";
import { useFormat, useWords } from "../../words/speech";

interface Props {
  doubts: BookingDoubts;
  form: NewAppointment;
  patient: PatientName | null;
  choices: DiaryChoices;
}

/** What speaks against an appointment, and whether to book it all the same. */
export function BookingAsk({ doubts: { overlaps, isOver }, form, patient, choices }: Props) {
  const { diary: words, groups } = useWords();
  const format = useFormat();
  const nameIn = (list: DiaryChoices["rooms"], id: string | null) => list.find((one) => one.id === id)?.name ?? "";
  const sentences = overlaps.map(({ shares, patient: other, startsAt }) => {
    const [time, who] = [format.time(startsAt), other || groups.group];
    if (shares.includes("provider")) return words.hasThen(nameIn(choices.providers, form.providerId), who, time);
    if (shares.includes("patient")) return words.comesThen(patient?.name ?? "", time);
    return words.hasThen(nameIn(choices.rooms, form.roomId), who, time);
  });
  if (isOver) sentences.push(words.isOver);
  return (
    <Text size="sm" role="alert" c="var(--nv-warn-text)">
      {[...sentences, words.bookAnywayAsk].join(" ")}
    </Text>
  );
}
