import { notifications } from "@mantine/notifications";
import { useRef } from "react";
import { type Command, useClinic, useCommand } from "../ipc/use-clinic";
import type { AppointmentStatus, AppointmentView, Id, StatusWhy } from "../ipc/views";
import { useMay } from "../nav/session";
import { useWords } from "../words/speech";
import { usePackageWords } from "./packages/use-package-words";
import { replaceNotification } from "./replace-notification";
import { UndoButton } from "./undo";
import { useEntryName } from "./use-entry-name";

const ID = "status";
const UNDO_MS = 8000;

/** What is written where a change is taken back. */
const UNDONE: StatusWhy = { code: "correction", text: "" };

type Entry = Pick<AppointmentView, "id" | "seen" | "status">;

/**
 * Sets the status of an appointment, with why if that is given, and offers the way back. `nameOf` is who comes,
 * where that may be hidden.
 */
export function useStatusChange(
  onChanged: () => void,
  nameOf?: (entry: AppointmentView) => string,
): Pick<Command, "busy" | "problem"> & {
  set: (entry: Entry, status: AppointmentStatus, why?: StatusWhy) => Promise<boolean>;
} {
  const { diary, chips, frame } = useWords();
  const entryName = useEntryName();
  const { busy, problem, run } = useCommand();
  const packageLine = usePackageLine();
  const latest = useRef<AppointmentView | null>(null);
  const set = async (entry: Entry, status: AppointmentStatus, why: StatusWhy | null): Promise<boolean> => {
    const isUndo = why === UNDONE;
    const changed = await run((clinic) => clinic.setAppointmentStatus(entry.id, entry.seen, status, why));
    onChanged();
    if (!changed) return false;
    const name = (nameOf ?? entryName)(changed);
    const messageWith = (line: string | null) => (
      <span>
        {diary.statusSet(name, chips[status])}
        {line !== null && `. ${line}`}{" "}
        {!isUndo && <UndoButton id={ID} label={frame.undo} onUndo={() => void set(changed, entry.status, UNDONE)} />}
      </span>
    );
    // only the latest change can be undone
    replaceNotification({ id: ID, autoClose: isUndo ? 4000 : UNDO_MS, message: messageWith(null) });
    latest.current = changed;
    if (status !== "completed") return true;
    void packageLine(changed.id).then((line) => {
      if (line !== null && latest.current === changed) notifications.update({ id: ID, message: messageWith(line) });
    });
    return true;
  };
  return { busy, problem, set: (entry, status, why) => set(entry, status, why ?? null) };
}

/** Reads what a visit was paid with, in a line; null where it is no package, or cannot be read. */
function usePackageLine(): (appointmentId: Id) => Promise<string | null> {
  const { packages: words } = useWords();
  const { left } = usePackageWords();
  const clinic = useClinic();
  const maySee = useMay()("billing.read");
  return async (appointmentId) => {
    if (!maySee) return null;
    // the status is set whether or not this can be read
    const used = await clinic.packagesAtVisit(appointmentId).catch(() => []);
    const [first] = used;
    if (first === undefined) return null;
    return used.length === 1 ? words.atVisit(left(first)) : words.atVisits(used.length);
  };
}
