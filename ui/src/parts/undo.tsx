import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";

const UNDO_MS = 8000;

/** Says what was done, with a way back for eight seconds. What is `id` elsewhere can no longer be undone. */
export function offerUndo(id: string, message: string, word: string, undo: () => void): void {
  const takeBack = () => (notifications.hide(id), undo());
  notifications.hide(id);
  notifications.show({
    id,
    autoClose: UNDO_MS,
    message: (
      <span>
        {message}{" "}
        <Button size="xs" variant="subtle" onClick={takeBack}>
          {word}
        </Button>
      </span>
    ),
  });
}
