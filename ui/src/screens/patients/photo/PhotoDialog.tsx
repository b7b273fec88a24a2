import { Button, FileButton, Group, Modal, Stack, Text } from "@mantine/core";
import { useRef, useState } from "react";
import { queries } from "../../../ipc/queries";
import { useClinicQuery, useCommand } from "../../../ipc/use-clinic";
import type { PatientHeader, PhotoView, Problem } from "../../../ipc/views";
import { PatientLine } from "../../../parts/AskDialog";
import { Loaded } from "../../../parts/Loaded";
import { photoKey } from "../../../parts/PatientFace";
import { Picture } from "../../../parts/Picture";
import { jpegOf } from "../../../parts/picture";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { offerUndo } from "../../../parts/undo";
import { useFormat, useWords } from "../../../words/speech";
import { CropField } from "./CropField";
import classes from "./Photo.module.css";
import { useChosen } from "./use-chosen";

/** CSS pixels. */
const SHOWN = 192;

/** Sets or removes the photo of a patient. */
export function PhotoDialog({ patient, onClose }: { patient: PatientHeader; onClose: () => void }) {
  const { photos, frame } = useWords();
  const view = useClinicQuery(queries.photoToEdit(patient.id));
  return (
    <Modal opened onClose={onClose} title={photos.title} closeButtonProps={{ "aria-label": frame.close }}>
      <Stack gap="md">
        <PatientLine patient={patient} />
        <Loaded of={view}>{({ photo }) => <Choosing patient={patient} photo={photo} onClose={onClose} />}</Loaded>
      </Stack>
    </Modal>
  );
}

function Choosing({
  patient,
  photo,
  onClose,
}: {
  patient: PatientHeader;
  photo: PhotoView | null;
  onClose: () => void;
}) {
  const { photos, frame } = useWords();
  const chosen = useChosen();
  const { busy, problem, run } = useCommand();
  const canvas = useRef<HTMLCanvasElement>(null);
  const reset = useRef<() => void>(null);
  const choose = async (file: File | null) => {
    await chosen.choose(file);
    reset.current?.();
  };
  const save = async () => {
    const done = await run(async (clinic) => {
      if (canvas.current === null) return false;
      await clinic.setPhoto(patient.id, photo?.seen ?? null, await jpegOf(canvas.current));
      return true;
    });
    if (done) onClose();
  };
  const remove = async ({ id, seen }: PhotoView) => {
    const removal = await run((clinic) => clinic.removePhoto(id, seen, photos.removeReason));
    if (removal === undefined) return;
    offerUndo(`photo-${id}`, photos.removed, frame, () =>
      run((clinic) => clinic.restorePhoto(removal.id, removal.seen)),
    );
    onClose();
  };
  const isOfFile = problem?.code === "invalid" && problem.field === "file";
  const refused = chosen.refused ?? (isOfFile ? "noPicture" : null);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen.bitmap !== null && !busy) void save();
      }}>
      <Stack gap="md">
        {chosen.bitmap !== null ? (
          <CropField canvas={canvas} {...chosen} bitmap={chosen.bitmap} />
        ) : photo !== null ? (
          <Current patient={patient} photo={photo} />
        ) : (
          <div className={classes.none}>
            <Text size="sm" c="dimmed">
              {photos.none}
            </Text>
          </div>
        )}
        {refused !== null && (
          <Text size="sm" role="alert" className={classes.refused}>
            {photos.refused[refused]}
          </Text>
        )}
        {problem !== null && !isOfFile && <ProblemAlert problem={problem} />}
        <Group gap="sm">
          <FileButton
            resetRef={reset}
            accept="image/*"
            onChange={(file) => void choose(file)}
            inputProps={{ "aria-label": photos.choose, tabIndex: -1 }}>
            {(props) => (
              <Button
                {...props}
                variant={chosen.bitmap === null && photo === null ? "filled" : "default"}
                data-autofocus={chosen.bitmap === null || undefined}
                autoFocus={chosen.bitmap === null}>
                {chosen.bitmap === null ? photos.choose : photos.chooseAnother}
              </Button>
            )}
          </FileButton>
          {chosen.bitmap !== null && (
            <Button type="submit" autoFocus loading={busy}>
              {photos.save}
            </Button>
          )}
          {chosen.bitmap === null && photo !== null && (
            <Button variant="default" loading={busy} onClick={() => void remove(photo)}>
              {photos.remove}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}

function Current({ patient, photo }: { patient: PatientHeader; photo: PhotoView }) {
  const { photos } = useWords();
  const format = useFormat();
  const [problem, setProblem] = useState<Problem | "bad" | null>(null);
  const facts = [format.dateTime(photo.at), photo.by && photos.by(photo.by)].filter(Boolean).join(", ");
  return (
    <div className={classes.current}>
      {problem === null ? (
        <Picture
          of={photoKey(photo)}
          size={SHOWN}
          label={photos.of(patient.name)}
          read={(clinic) => clinic.photoContent(patient.id)}
          onFailed={(why) => setProblem(why ?? "bad")}
        />
      ) : problem === "bad" ? (
        <Text size="sm" role="alert">
          {photos.refused.noPicture}
        </Text>
      ) : (
        <ProblemAlert problem={problem} />
      )}
      <Text size="xs" c="dimmed">
        {facts}
      </Text>
    </div>
  );
}
