import { ActionIcon, Text, Textarea } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { type KeyboardEvent, useEffect, useEffectEvent, useRef, useState } from "react";
import { beforeLeaving } from "../../../ipc/unsaved";
import { useCommand } from "../../../ipc/use-clinic";
import type { ProfileForm, ProfileView } from "../../../ipc/views";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { useWords } from "../../../words/speech";
import classes from "./Background.module.css";

const formOf = ({ history, preferences, dislikes, remarks }: ProfileForm): ProfileForm => ({
  history,
  preferences,
  dislikes,
  remarks,
});

/** One text of the profile, edited in place: leaving it saves, Escape restores. */
export function ProfileText({
  profile,
  field,
  lengthMax,
  mayEdit,
}: {
  profile: ProfileView;
  field: keyof ProfileForm;
  lengthMax: number;
  mayEdit: boolean;
}) {
  const { background, merge } = useWords();
  const [typed, setTyped] = useState<string | null>(null);
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
  const flush = useEffectEvent(save);
  useEffect(() => (isOpen ? beforeLeaving(() => flush()) : undefined), [isOpen]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      close();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
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
            <span className="muted small">{merge.otherFile(other.fileNumber)}</span> {other[field]}
          </p>
        ))}
      {typed === null ? (
        profile[field] === "" ? (
          <Text size="sm" c="dimmed">
            {background.empty}
          </Text>
        ) : (
          <p className={classes.text}>{profile[field]}</p>
        )
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
      {problem !== null && <ProblemAlert problem={problem} />}
    </div>
  );
}
