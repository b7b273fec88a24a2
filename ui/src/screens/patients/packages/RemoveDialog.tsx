import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useCommand } from "../../../ipc/use-clinic";
import type { PackageView, PatientHeader } from "../../../ipc/views";
import { PatientLine } from "../../../parts/AskDialog";
import { usePackageWords } from "../../../parts/packages/use-package-words";
import { ReasonDialog } from "../../../parts/ReasonDialog";
import { offerUndo } from "../../../parts/undo";
import { useWords } from "../../../words/speech";

interface Props {
  of: PackageView;
  patient: PatientHeader;
  onClose: () => void;
}

/** Removes a package with a reason, and Undo; what was used of it is given back first. */
export function RemoveDialog({ of, patient, onClose }: Props) {
  const { packages: words, frame } = useWords();
  const { run } = useCommand();
  const { id, seen, used } = of;
  const service = usePackageWords().name(of);
  if (used === 0)
    return (
      <ReasonDialog
        title={words.removeOf(service)}
        action={words.remove}
        patient={patient}
        act={(clinic, reason) => clinic.removePackage(id, seen, reason)}
        onDone={(removal) => {
          const undo = () => run((clinic) => clinic.restorePackage(id, removal));
          offerUndo(`package-${id}`, words.removed(service), frame, undo);
        }}
        onClose={onClose}
      />
    );
  return (
    <Modal opened onClose={onClose} title={words.removeOf(service)} closeButtonProps={{ "aria-label": frame.close }}>
      <Stack gap="md">
        <PatientLine patient={patient} />
        <Text role="alert">{words.inUse(used)}</Text>
        <Group>
          <Button data-autofocus variant="default" onClick={onClose}>
            {frame.close}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
