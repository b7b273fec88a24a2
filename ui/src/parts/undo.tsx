import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { replaceNotification } from "./replace-notification";

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
  offerStep(id, message, words.undo, async () => {
    if ((await undo()) === undefined) notifications.show({ color: "red", message: words.notUndone });
  });
}

/** Shows what was done with a button for what can follow, for as long as Undo is offered. */
export function offerStep(id: string, message: string, label: string, step: () => unknown): void {
  const take = () => {
    notifications.hide(id);
    void step();
  };
  replaceNotification({
    id,
    autoClose: UNDO_MS,
    message: (
      <span>
        {message}{" "}
        <Button size="xs" variant="subtle" onClick={take}>
          {label}
        </Button>
      </span>
    ),
  });
}
