import { Modal } from "@mantine/core";
import type { StatusWhy } from "../../ipc/views";
import { StatusWhyForm } from "../../parts/StatusWhyForm";
import { useWords } from "../../words/speech";

interface Props {
  /** As the board shows it, which may hide who it is. */
  name: string;
  action: string;
  /** It leads back, which is mostly after a mistake. */
  isBack: boolean;
  busy: boolean;
  onWhy: (why: StatusWhy) => void;
  onClose: () => void;
}

/** Asks why a patient does not come, or goes back by a step. */
export function WhyDialog({ name, action, isBack, busy, onWhy, onClose }: Props) {
  const { statusReasons: words, frame } = useWords();
  return (
    <Modal opened onClose={onClose} title={words.back(name, action)} closeButtonProps={{ "aria-label": frame.close }}>
      <StatusWhyForm
        action={action}
        usual={isBack ? "correction" : undefined}
        busy={busy}
        onWhy={onWhy}
        onBack={onClose}
      />
    </Modal>
  );
}
