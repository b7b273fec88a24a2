import { notifications } from "@mantine/notifications";
import { useCommand } from "../../ipc/use-clinic";
import type { Id, PackageUseForm, PackageUseView, PackageView } from "../../ipc/views";
import { useMay } from "../../nav/session";
import { useWords } from "../../words/speech";
import { offerUndo } from "../undo";
import { usePackageWords } from "./use-package-words";

const UNDO = "package-use";

/** Uses sessions of packages, with Undo, and gives them back. */
export function usePackageUses() {
  const { packages: words, frame } = useWords();
  const { left } = usePackageWords();
  const { busy, problem, run, submit } = useCommand();
  const leftOf = (now: PackageView) => left({ sessions: Number(now.form.sessions), left: now.left });

  /** `isNew` tells the use that was written from those before it. */
  const spend = async (form: PackageUseForm, isNew: (use: PackageUseView) => boolean): Promise<boolean> => {
    const now = await submit((clinic) => clinic.usePackage(form));
    if (now === undefined) return false;
    const written = now.uses.find(isNew);
    if (written === undefined) notifications.show({ message: words.used(leftOf(now)) });
    else offerUndo(UNDO, words.used(leftOf(now)), frame, () => run((clinic) => clinic.returnPackageUse(written.id)));
    return true;
  };

  const giveBack = async (id: Id): Promise<boolean> => {
    const now = await submit((clinic) => clinic.returnPackageUse(id));
    if (now === undefined) return false;
    // what Undo would take back is what was given back
    notifications.hide(UNDO);
    notifications.show({ message: words.givenBack(leftOf(now)) });
    return true;
  };
  return { busy, problem, spend, giveBack };
}

/** Whether the user may use a session: it is what a visit is paid with. */
export const useMayUsePackages = (): boolean => useMay()("billing.collect");
