import type * as V from "../ipc/views";
import * as R from "./records";

/** Two who are expected on a day; the second was called without an answer. */
export const reminded = (day: V.Day, confirmed: ReadonlySet<V.Id>): V.ReminderRow[] =>
  [R.NAMES[2]!, R.NAMES[4]!].map((patient, index) => ({
    appointmentId: `reminded${index}`,
    seen: "1",
    status: confirmed.has(`reminded${index}`) ? "confirmed" : "scheduled",
    startsAt: R.at(index === 0 ? "09:00" : "09:30", day),
    provider: "Abena Mensah",
    room: "Room 1",
    facility: null,
    isGroup: false,
    patient,
    phone: "+33 1 99 00 12 34",
    language: "fr",
    lastCall:
      index === 0
        ? null
        : {
            id: "call1",
            purpose: "reminder",
            at: R.at("08:30"),
            by: "Adjoa Boateng",
            result: "noAnswer",
            retryOn: R.DAY,
            note: "",
          },
  }));
