import { Alert, Button, Modal, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { fieldLengths } from "../../../../ipc/bindings";
import { queries } from "../../../../ipc/queries";
import { useClinicQuery, useCommand } from "../../../../ipc/use-clinic";
import type { FoodProfileView } from "../../../../ipc/views";
import { DialogActions } from "../../../../parts/AskDialog";
import { Loaded } from "../../../../parts/Loaded";
import { ProblemAlert } from "../../../../parts/ProblemAlert";
import { Select } from "../../../../parts/Select";
import { useLanguage, useWords } from "../../../../words/speech";
import { TEXTURES, useTextures } from "./textures";

interface Props {
  food: string;
  onClose: () => void;
  onSaved?: () => void;
}

/** What paper calls a food for patients, and its texture. */
export function FoodProfileDialog({ food, ...props }: Props) {
  const { foodProfiles: words, frame } = useWords();
  const view = useClinicQuery(queries.foodProfile(food, useLanguage()));
  const title = view.value === null ? words.title : words.of(view.value.name);
  return (
    <Modal opened size="md" onClose={props.onClose} title={title} closeButtonProps={{ "aria-label": frame.close }}>
      <Loaded of={view}>{(of) => <Fields of={of} {...props} />}</Loaded>
    </Modal>
  );
}

function Fields({ of, onClose, onSaved }: Omit<Props, "food"> & { of: FoodProfileView }) {
  const { foodProfiles: words } = useWords();
  const language = useLanguage();
  const { inWords } = useTextures();
  const { busy, problem, run } = useCommand();
  const [form, setForm] = useState({
    english: of.english,
    french: of.french,
    texture: of.texture,
    // one that is not sure stays as it is unless the user chooses
    changesTexture: false,
  });
  const keyOf = (texture: FoodProfileView["texture"]) => (texture === null ? "" : `${texture.of} ${texture.level}`);
  const save = async () => {
    const saved = await run((clinic) => clinic.describeFood({ food: of.food, seen: of.seen, ...form }, language));
    if (!saved) return;
    notifications.show({ message: words.saved(saved.name) });
    onSaved?.();
    onClose();
  };
  const name = (field: "english" | "french") => (
    <TextInput
      label={words[field]}
      value={form[field]}
      maxLength={fieldLengths.foodProfile[field]}
      placeholder={of.name}
      autoFocus={field === (language === "fr" ? "french" : "english")}
      onChange={({ currentTarget: { value } }) => setForm((now) => ({ ...now, [field]: value }))}
    />
  );
  return (
    <form onSubmit={(event) => (event.preventDefault(), void save())}>
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {words.help}
        </Text>
        {name("english")}
        {name("french")}
        <Select
          label={words.texture}
          value={keyOf(form.texture)}
          allowDeselect={false}
          data={[
            { value: "", label: words.noTexture },
            ...TEXTURES.map((texture) => ({ value: keyOf(texture), label: inWords(texture) })),
          ]}
          onChange={(key) =>
            setForm((now) => ({
              ...now,
              texture: TEXTURES.find((texture) => keyOf(texture) === key) ?? null,
              changesTexture: true,
            }))
          }
        />
        {of.isUnsure && <Alert>{words.unsure}</Alert>}
        {problem !== null && <ProblemAlert problem={problem} />}
        <DialogActions onClose={onClose}>
          <Button type="submit" loading={busy}>
            {words.save}
          </Button>
        </DialogActions>
      </Stack>
    </form>
  );
}
