import { notifications } from "@mantine/notifications";
import { useEffect, useEffectEvent } from "react";
import { asProblem, type Clinic } from "../ipc/clinic";
import { useClinic } from "../ipc/use-clinic";
import { useWords } from "../words/speech";

/** What is typed and not saved: how it is called, its words, and how it is saved, where it can be. */
interface Typed {
  name: string;
  texts: string[];
  save: ((clinic: Clinic) => Promise<unknown>) | null;
}

/**
 * Saves what is typed when it goes with its page, before anybody pressed Enter. What cannot be saved then is said, in
 * its own words; at a lock, where the keys are gone, it is not.
 *
 * `unsaved` returns what there is at that moment, null where there is nothing.
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
