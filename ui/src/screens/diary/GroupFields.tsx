import { TextInput } from "@mantine/core";
import { fieldLengths } from "../../ipc/bindings";
import { useMay } from "../../nav/session";
import { useWords } from "../../words/speech";
import type { TypedBooking } from "./booking";
import classes from "./Diary.module.css";

interface Props {
  typed: TypedBooking;
  /** The usual seats of the type. */
  usual: number;
  errorOf: (field: "seats" | "topic") => string | undefined;
  onChange: (changed: Partial<TypedBooking>) => void;
}

/** How many seats a group session has, and what it is about for those who hold visits. */
export function GroupFields({ typed, usual, errorOf, onChange }: Props) {
  const { groups: words } = useWords();
  const showsTopic = useMay()("visits.write");
  return (
    <div className={showsTopic ? classes.group : undefined}>
      <TextInput
        label={words.seats}
        inputMode="numeric"
        autoComplete="off"
        maxLength={3}
        value={typed.seats ?? String(usual)}
        error={errorOf("seats")}
        onChange={(event) => onChange({ seats: event.currentTarget.value })}
      />
      {showsTopic && (
        <TextInput
          label={words.topic}
          autoComplete="off"
          maxLength={fieldLengths.groupTopic.topic}
          value={typed.topic}
          error={errorOf("topic")}
          onChange={(event) => onChange({ topic: event.currentTarget.value })}
        />
      )}
    </div>
  );
}
