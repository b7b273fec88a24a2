import { Button } from "@mantine/core";
import { notifications, notificationsStore } from "@mantine/notifications";
import type { ReactNode } from "react";
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
  const take = async () => {
    if ((await undo()) === undefined) notifications.show({ color: "red", message: words.notUndone });
  };
  offer(id, message, <UndoButton id={id} label={words.undo} onUndo={() => void take()} />);
}

/** Shows what was done with a button for what can follow, for as long as Undo is offered. */
export function offerStep(id: string, message: string, label: string, step: () => unknown): void {
  offer(id, message, <StepButton id={id} label={label} onStep={step} />);
}

function offer(id: string, message: string, button: ReactNode): void {
  replaceNotification({
    id,
    autoClose: UNDO_MS,
    message: (
      <span>
        {message} {button}
      </span>
    ),
  });
}

/** Takes back what the notification with this `id` says. Ctrl Z presses the newest one. */
export function UndoButton({ id, label, onUndo }: { id: string; label: string; onUndo: () => unknown }) {
  return <StepButton id={id} label={label} onStep={onUndo} data-undo={id} />;
}

/** Presses the newest Undo that is still offered; one that is only fading away is not. */
export function pressUndo(): void {
  const offered = new Set(notificationsStore.getState().notifications.map(({ id }) => id));
  const buttons = [...document.querySelectorAll<HTMLElement>("[data-undo]")];
  buttons.findLast((button) => offered.has(button.dataset["undo"]))?.click();
}

interface StepProps {
  id: string;
  label: string;
  onStep: () => unknown;
  "data-undo"?: string;
}

function StepButton({ id, label, onStep, ...rest }: StepProps) {
  const take = () => {
    notifications.hide(id);
    void onStep();
  };
  return (
    <Button size="xs" variant="subtle" {...rest} onClick={take}>
      {label}
    </Button>
  );
}
