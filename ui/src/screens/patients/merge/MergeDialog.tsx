import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { queries } from "../../../ipc/queries";
import { useClinicQuery } from "../../../ipc/use-clinic";
import type { PatientName } from "../../../ipc/views";
import { useNavigation } from "../../../nav/navigation";
import { Loaded } from "../../../parts/Loaded";
import { PatientSearch } from "../../../parts/PatientSearch";
import { useWords } from "../../../words/speech";
import { Comparison } from "./Comparison";

interface Props {
  patient: PatientName;
  /** The other file, where it is known: it is not searched for then. */
  twin?: PatientName;
  /** Called with the file that stays; without it, that file is opened. */
  onMerged?: (stays: PatientName) => void;
  onClose: () => void;
}

/** Merges a patient's file with another one of the same person: the other is searched for, then both are compared. */
export function MergeDialog({ patient, twin, onMerged, onClose }: Props) {
  const { merge, frame } = useWords();
  const { go } = useNavigation();
  const [other, setOther] = useState<PatientName | null>(twin ?? null);
  const [goes, setGoes] = useState(true);
  const ends = { from: goes ? patient.id : other?.id, into: goes ? other?.id : patient.id };
  return (
    <Modal
      opened
      onClose={onClose}
      size={1000}
      title={merge.title(patient.name, patient.fileNumber)}
      closeButtonProps={{ "aria-label": frame.close }}>
      <Stack gap="md">
        {other === null ? (
          <>
            <Text size="sm">{merge.ask}</Text>
            <PatientSearch onChoose={(chosen) => chosen.id !== patient.id && setOther(chosen)} />
          </>
        ) : (
          <>
            <Group gap="sm">
              <Button size="compact-sm" variant="default" onClick={() => setGoes(!goes)}>
                {merge.swap}
              </Button>
              {twin === undefined && (
                <Button size="compact-sm" variant="subtle" onClick={() => setOther(null)}>
                  {merge.other}
                </Button>
              )}
            </Group>
            <Compared
              key={`${ends.from}`}
              from={ends.from!}
              into={ends.into!}
              onClose={onClose}
              onMerged={(stays) => {
                notifications.show({ message: merge.done(stays.fileNumber) });
                onClose();
                if (onMerged) onMerged(stays);
                else go({ page: "patient", id: stays.id });
              }}
            />
          </>
        )}
      </Stack>
    </Modal>
  );
}

interface ComparedProps {
  from: string;
  into: string;
  onClose: () => void;
  onMerged: (stays: PatientName) => void;
}

function Compared({ from, into, onClose, onMerged }: ComparedProps) {
  const preview = useClinicQuery(queries.mergePreview(from, into));
  return <Loaded of={preview}>{(files) => <Comparison files={files} onClose={onClose} onMerged={onMerged} />}</Loaded>;
}
