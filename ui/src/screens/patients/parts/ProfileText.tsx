import { ActionIcon, Text, Textarea } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { type KeyboardEvent, useEffect, useEffectEvent, useRef, useState } from "react";
import type { Clinic } from "../../../ipc/clinic";
import { beforeLeaving } from "../../../ipc/unsaved";
import { useCommand } from "../../../ipc/use-clinic";
import { type LeftForm, useLeftForm, useTypedForm } from "../../../ipc/use-left-form";
import type { FormOf, ProfileForm, ProfileView } from "../../../ipc/views";
import { DecimalInput } from "../../../parts/DecimalInput";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { ResumedNote } from "../../../parts/ResumedNote";
import { wrongField } from "../../../parts/use-field-errors";
import { useSaveOnLeaving } from "../../../parts/use-save-on-leaving";
import { useWords } from "../../../words/speech";
import classes from "./Entries.module.css";

const formOf = (of: ProfileForm): ProfileForm => ({
  history: of.history,
  preferences: of.preferences,
  dislikes: of.dislikes,
  remarks: of.remarks,
  gestation: of.gestation,
  motherHeight: of.motherHeight,
  fatherHeight: of.fatherHeight,
});

/** Facts of one line, each with its own format. */
export type FactField = "gestation" | "motherHeight" | "fatherHeight";
const isFact = (field: keyof ProfileForm): field is FactField =>
  field === "gestation" || field === "motherHeight" || field === "fatherHeight";

interface Props {
  profile: ProfileView;
  field: keyof ProfileForm;
  lengthMax?: number;
  mayEdit: boolean;
  /** Formats a value that is not being edited. */
  shown?: (text: string) => string;
  isOpenAtFirst?: boolean;
}
/** The text, and the one that it was loaded with. */
interface Typed {
  loaded: string;
  text: string;
}

/**
 * One text of the profile, edited in place: leaving it saves, Escape restores. A draft from before a lock is restored.
 */
export function ProfileText(props: Props) {
  const { profile, field, mayEdit, shown = (text) => text, isOpenAtFirst = false } = props;
  const { background, merge } = useWords();
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  const pencil = useRef<HTMLButtonElement>(null);
  const label = background.fields[field];
  const close = () => {
    setOpen(false);
    requestAnimationFrame(() => pencil.current?.focus());
  };
  return (
    <div>
      <div className={classes.textHead}>
        <span className={classes.textName}>{label}</span>
        {mayEdit && !isOpen && (
          <ActionIcon ref={pencil} size="sm" aria-label={background.edit(label)} onClick={() => setOpen(true)}>
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
      {isOpen ? (
        <LeftText {...props} onClose={close} />
      ) : profile[field] === "" ? (
        <Text size="sm" c="dimmed">
          {background.empty}
        </Text>
      ) : (
        <p className={classes.text}>{shown(profile[field])}</p>
      )}
    </div>
  );
}

interface EditorProps extends Props {
  onClose: () => void;
}

function LeftText(props: EditorProps) {
  const { profile, field } = props;
  const of: FormOf = { form: "profileText", patientId: profile.patientId, field };
  const left = useLeftForm<Typed>(of, { loaded: "", text: "" });
  return <TextEditor key={left.at} {...props} of={of} left={left} />;
}

function TextEditor({
  profile,
  field,
  lengthMax,
  of,
  left,
  onClose,
}: EditorProps & { of: FormOf; left: LeftForm<Typed> }) {
  const { background } = useWords();
  const loaded = profile[field];
  const [text, setText] = useState(left.typed?.text ?? loaded);
  const draft = useTypedForm(of, { loaded, text });
  const { busy, problem, run } = useCommand();
  const label = background.fields[field];
  // saved, restored, or interrupted by a lock
  const isOver = useRef(left.typed !== null);
  const isTyped = text !== loaded;
  const close = () => {
    isOver.current = true;
    void draft.discard();
    onClose();
  };
  const save = async () => {
    if (busy || isOver.current) return;
    const edited = { ...profile, [field]: text };
    const isSaved = !isTyped || (await run((clinic) => clinic.editProfile(formOf(profile), edited))) !== undefined;
    if (isSaved) close();
  };
  // a lock records no half-typed input: it stays a draft
  const flush = useEffectEvent((isLock: boolean) => {
    isOver.current ||= isLock;
    return Promise.resolve(true);
  });
  useEffect(() => (isTyped ? beforeLeaving((why) => flush(why === "lock")) : undefined), [isTyped]);
  useSaveOnLeaving(() => {
    if (isOver.current || busy || !isTyped) return null;
    const edited = { ...profile, [field]: text };
    const edit = (clinic: Clinic) => clinic.editProfile(formOf(profile), edited).then(draft.discard);
    return { name: label, texts: [text], save: edit };
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      close();
    } else if (event.key === "Enter" && (isFact(field) || event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      isOver.current = false;
      void save();
    }
  };
  const type = (typed: string) => {
    isOver.current = false;
    setText(typed);
  };
  // the field shows its own error
  const isWrong = wrongField(problem, field) !== null && isFact(field);
  const shared = { "aria-label": label, autoFocus: true, value: text, onBlur: () => void save(), onKeyDown };
  return (
    <>
      {isFact(field) ? (
        <DecimalInput
          {...shared}
          description={background.help[field]}
          inputWrapperOrder={["input", "description", "error"]}
          error={isWrong && background.notTaken}
          onChange={(event) => type(event.currentTarget.value)}
        />
      ) : (
        <Textarea
          {...shared}
          autosize
          minRows={2}
          maxRows={12}
          maxLength={lengthMax}
          onChange={(event) => type(event.currentTarget.value)}
        />
      )}
      <ResumedNote at={isTyped ? left.at : null} onAfresh={() => void draft.discard().then(left.clear)} />
      {problem !== null && !isWrong && <ProblemAlert problem={problem} />}
    </>
  );
}
