import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";

const UNDO_MS = 8000;

interface Words {
  undo: string;
  notUndone: string;
}

/**
 * Says what was done, with a way back for eight seconds, and whether that failed: `undo` answers undefined then. What
 * is `id` elsewhere can no longer be undone.
 */
export function offerUndo(id: string, message: string, words: Words, undo: () => Promise<unknown>): void {
  const takeBack = async () => {
    notifications.hide(id);
    if ((await undo()) === undefined) notifications.show({ color: "red", message: words.notUndone });
  };
  notifications.hide(id);
  notifications.show({
    id,
    autoClose: UNDO_MS,
    message: (
      <span>
        {message}{" "}
        <Button size="xs" variant="subtle" onClick={() => void takeBack()}>
          {words.undo}
        </Button>
      </span>
    ),
  });
}
