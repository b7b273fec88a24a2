import { notifications } from "@mantine/notifications";
import { useEffect, useEffectEvent } from "react";
import { asProblem, type Clinic } from "../ipc/clinic";
import { useClinic } from "../ipc/use-clinic";
import { useWords } from "../words/speech";

/** Unsaved input: its name, its texts, and how to save it, where that is possible. */
interface Typed {
  name: string;
  texts: string[];
  save: ((clinic: Clinic) => Promise<unknown>) | null;
}

/**
 * Saves input on unmount that was not submitted with Enter. Input that cannot be saved is shown in a message, except at
 * a lock, where the keys are gone.
 *
 * `unsaved` returns the input at that moment, or null.
 */
export function useSaveOnLeaving(unsaved: () => Typed | null): void {
  const clinic = useClinic();
  const { background } = useWords();
  const leave = useEffectEvent(async () => {
    const typed = unsaved();
    if (typed === null) return;
    const words = typed.texts.filter((text) => text.trim() !== "").join(", ");
    const showUnsaved = () =>
      notifications.show({ color: "red", autoClose: false, message: background.leftUnsaved(typed.name, words) });
    if (typed.save === null) return showUnsaved();
    await typed.save(clinic).catch((thrown: unknown) => asProblem(thrown).code !== "locked" && showUnsaved());
  });
  useEffect(() => () => void leave(), []);
}
