import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { type Command, useCommand } from "../ipc/use-clinic";
import type { AppointmentStatus, AppointmentView } from "../ipc/views";
import { useWords } from "../words/speech";
import { useEntryName } from "./use-entry-name";

const ID = "status";
const UNDO_MS = 8000;

type Entry = Pick<AppointmentView, "id" | "seen" | "status">;

/** Sets the status of an appointment, and offers the way back. `nameOf` is who comes, where that may be hidden. */
export function useStatusChange(
  onChanged: () => void,
  nameOf?: (entry: AppointmentView) => string,
): Pick<Command, "busy" | "problem"> & { set: (entry: Entry, status: AppointmentStatus) => Promise<boolean> } {
  const { diary, chips, frame } = useWords();
  const entryName = useEntryName();
  const { busy, problem, run } = useCommand();
  const set = async (entry: Entry, status: AppointmentStatus, isUndo = false): Promise<boolean> => {
    const changed = await run((clinic) => clinic.setAppointmentStatus(entry.id, entry.seen, status, null));
    onChanged();
    if (!changed) return false;
    const name = (nameOf ?? entryName)(changed);
    // only the latest change can be undone
    notifications.hide(ID);
    notifications.show({
      id: ID,
      autoClose: isUndo ? 4000 : UNDO_MS,
      message: (
        <span>
          {diary.statusSet(name, chips[status])}{" "}
          {!isUndo && (
            <Button size="xs" variant="subtle" onClick={() => void set(changed, entry.status, true)}>
              {frame.undo}
            </Button>
          )}
        </span>
      ),
    });
    return true;
  };
  return { busy, problem, set: (entry, status) => set(entry, status) };
}
