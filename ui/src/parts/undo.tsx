import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";

const UNDO_MS = 8000;

interface Words {
  undo: string;
  notUndone: string;
}

/**
 * Shows what was done with an Undo button for eight seconds, and says so if `undo` fails, which it reports by
 * undefined. An earlier offer under the same `id` is withdrawn.
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
