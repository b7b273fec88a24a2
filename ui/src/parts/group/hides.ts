import { useMay } from "../../nav/session";
import type { GroupSessionView, PatientName } from "../../ipc/views";
import { useWords } from "../../words/speech";

/** What a screen that may face the waiting room leaves out; names go together with the topic. */
export type Hides = "topic" | "names" | null;

/** A session as a screen may show it. */
export function visible(session: GroupSessionView, hides: Hides): GroupSessionView {
  const { appointment, seats } = session;
  if (hides === null || appointment.group === null) return session;
  const group = { ...appointment.group, topic: null };
  return {
    ...session,
    appointment: { ...appointment, group },
    seats: seats.map((seat) => ({ ...seat, reason: null })),
  };
}

/** How the patients of a session are called, and whether its topic is shown. */
export function useHides(hides: Hides) {
  const { patients } = useWords();
  const may = useMay();
  return {
    nameOf: ({ name, initials, fileNumber }: PatientName) =>
      hides === "names" ? `${initials}, ${patients.fileNumber(fileNumber)}` : name,
    showsTopic: hides === null && may("chart.read"),
  };
}
