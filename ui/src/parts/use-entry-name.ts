import { useCallback } from "react";
import type { AppointmentView } from "../ipc/views";
import { useWords } from "../words/speech";

type Named = Pick<AppointmentView, "patients" | "group"> & { type?: string };

/** What an appointment is called: its patient, or what a group session is about and how full it is. */
export function useEntryName(): (entry: Named) => string {
  const { groups } = useWords();
  return useCallback(
    ({ patients, group, type = "" }: Named) =>
      group === null
        ? patients.map(({ name }) => name).join(", ") || type
        : groups.name(group.topic ?? groups.group, group.booked, group.seats),
    [groups],
  );
}
