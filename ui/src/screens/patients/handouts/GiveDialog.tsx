import { Button, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useCommand } from "../../../ipc/use-clinic";
import type { GivenHandoutView, LeafletView, PatientHeader } from "../../../ipc/views";
import { DialogActions, PatientLine } from "../../../parts/AskDialog";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { Select } from "../../../parts/Select";
import { useFormat, useLanguage, useWords } from "../../../words/speech";
import { plainLanguage, versionsBy } from "./version";

interface Props {
  leaflet: LeafletView;
  patient: PatientHeader;
  /** The patient's preferred language. */
  language: string;
  visitId: string | null;
  onGiven: (given: GivenHandoutView) => void;
  onClose: () => void;
}

/** Records that a leaflet is given, by default in the language of the patient, if there is a version in it. */
export function GiveDialog({ leaflet, patient, language, visitId, onGiven, onClose }: Props) {
  const { handouts: words, frame } = useWords();
  const format = useFormat();
  const versions = versionsBy(leaflet, language, useLanguage());
  const [chosenId, setChosenId] = useState(versions[0]!.id);
  const { busy, problem, run } = useCommand();
  const chosen = versions.find(({ id }) => id === chosenId) ?? versions[0]!;
  const own = plainLanguage(language);
  const isThere = own === "" || versions.some((version) => version.language === own);
  const give = async () => {
    const form = { patientId: patient.id, handoutId: chosen.id, visitId };
    const given = await run((clinic) => clinic.giveHandout(form));
    if (given !== undefined) onGiven(given);
  };
  return (
    <Modal opened onClose={onClose} title={words.give(chosen.title)} closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void give())}>
        <Stack gap="md">
          <PatientLine patient={patient} />
          <Select
            data-autofocus
            label={words.language}
            allowDeselect={false}
            data={versions.map((version) => ({ value: version.id, label: format.language(version.language) }))}
            value={chosen.id}
            onChange={(id) => id && setChosenId(id)}
          />
          {!isThere && (
            <Text size="sm" role="status">
              {words.noVersion(format.language(language), format.language(chosen.language))}
            </Text>
          )}
          {problem !== null && <ProblemAlert problem={problem} />}
          <DialogActions onClose={onClose}>
            <Button type="submit" data-primary loading={busy}>
              {words.giveAndPrint}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}
