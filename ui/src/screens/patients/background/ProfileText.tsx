import { ActionIcon, Text, TextInput, Textarea } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { type KeyboardEvent, useEffect, useEffectEvent, useRef, useState } from "react";
import { beforeLeaving } from "../../../ipc/unsaved";
import { useCommand } from "../../../ipc/use-clinic";
import type { ProfileForm, ProfileView } from "../../../ipc/views";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { wrongField } from "../../../parts/use-field-errors";
import { useSaveOnLeaving } from "../../../parts/use-save-on-leaving";
import { useWords } from "../../../words/speech";
import classes from "./Background.module.css";

const formOf = (of: ProfileForm): ProfileForm => ({
  history: of.history,
  preferences: of.preferences,
  dislikes: of.dislikes,
  remarks: of.remarks,
  gestation: of.gestation,
  motherHeight: of.motherHeight,
  fatherHeight: of.fatherHeight,
});

/** What is one line, with a form of its own. */
export type FactField = "gestation" | "motherHeight" | "fatherHeight";
const isFact = (field: keyof ProfileForm): field is FactField =>
  field === "gestation" || field === "motherHeight" || field === "fatherHeight";

/** One text of the profile, edited in place: leaving it saves, Escape restores. */
export function ProfileText({
  profile,
  field,
  lengthMax,
  mayEdit,
  shown = (text) => text,
  isOpenAtFirst = false,
}: {
  profile: ProfileView;
  field: keyof ProfileForm;
  lengthMax?: number;
  mayEdit: boolean;
  /** How a value that is not being edited is written. */
  shown?: (text: string) => string;
  isOpenAtFirst?: boolean;
}) {
  const { background, merge } = useWords();
  const [typed, setTyped] = useState<string | null>(isOpenAtFirst ? profile[field] : null);
  const { busy, problem, run } = useCommand();
  const pencil = useRef<HTMLButtonElement>(null);
  const label = background.fields[field];
  const close = () => {
    setTyped(null);
    requestAnimationFrame(() => pencil.current?.focus());
  };
  const save = async (): Promise<boolean> => {
    if (typed === null || busy) return true;
    const loaded = formOf(profile);
    const edited = { ...profile, [field]: typed };
    const isSaved =
      typed === profile[field] || (await run((clinic) => clinic.editProfile(loaded, edited))) !== undefined;
    if (isSaved) setTyped(null);
    return isSaved;
  };
  const isOpen = typed !== null;
  // its own field says what it takes
  const isWrong = wrongField(problem, field) !== null && isFact(field);
  const flush = useEffectEvent(save);
  useEffect(() => (isOpen ? beforeLeaving(() => flush()) : undefined), [isOpen]);
  useSaveOnLeaving(() => {
    if (typed === null || busy || typed === profile[field]) return null;
    const edited = { ...profile, [field]: typed };
    return { name: label, texts: [typed], save: (clinic) => clinic.editProfile(formOf(profile), edited) };
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      close();
    } else if (event.key === "Enter" && (isFact(field) || event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void save();
    }
  };
  return (
    <div>
      <div className={classes.textHead}>
        <span className={classes.textName}>{label}</span>
        {mayEdit && typed === null && (
          <ActionIcon
            ref={pencil}
            size="sm"
            aria-label={background.edit(label)}
            onClick={() => setTyped(profile[field])}>
            <IconPencil size={16} aria-hidden />
          </ActionIcon>
        )}
      </div>
      {(profile.otherFiles ?? [])
        .filter((other) => other[field] !== "")
        .map((other) => (
          <p key={other.fileNumber} className={classes.text}>
            <span className="muted small">{merge.otherFile(other.fileNumber)}</span> {shown(other[field])}
          </p>
        ))}
      {typed === null ? (
        profile[field] === "" ? (
          <Text size="sm" c="dimmed">
            {background.empty}
          </Text>
        ) : (
          <p className={classes.text}>{shown(profile[field])}</p>
        )
      ) : isFact(field) ? (
        <TextInput
          aria-label={label}
          description={background.help[field]}
          inputWrapperOrder={["input", "description", "error"]}
          error={isWrong && background.notTaken}
          autoFocus
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onBlur={() => void save()}
          onKeyDown={onKeyDown}
        />
      ) : (
        <Textarea
          aria-label={label}
          autosize
          minRows={2}
          maxRows={12}
          autoFocus
          value={typed}
          maxLength={lengthMax}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onBlur={() => void save()}
          onKeyDown={onKeyDown}
        />
      )}
      {problem !== null && !isWrong && <ProblemAlert problem={problem} />}
    </div>
  );
}
