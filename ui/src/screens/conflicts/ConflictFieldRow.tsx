import { Radio, Textarea } from "@mantine/core";
import { useState } from "react";
import type { ConflictField, FieldDecision, SiblingView } from "../../ipc/views";
import { ChangedText } from "../../parts/ChangedText";
import { Picture } from "../../parts/Picture";
import { useNames } from "../../parts/use-names";
import { useWords } from "../../words/speech";
import classes from "./Conflict.module.css";

/** CSS pixels. */
const PICTURE = 160;

/** The indexes of the siblings in the order in which they are shown: what this computer wrote is on the left. */
export const hereFirst = (siblings: SiblingView[]): number[] =>
  siblings.map((_, index) => index).sort((a, b) => Number(siblings[b]!.isHere) - Number(siblings[a]!.isHere));

interface Props {
  field: ConflictField;
  siblings: SiblingView[];
  /** The signed sibling is kept, so there is nothing to choose. */
  isResolved: boolean;
  /** The id of the conflict, if its siblings are pictures. */
  picturesOf: string | null;
  choice: FieldDecision | null;
  onChoose: (choice: FieldDecision) => void;
}

/** One differing field in full in every sibling, and what to choose of it. */
export function ConflictFieldRow({ field, siblings, isResolved, picturesOf, choice, onChoose }: Props) {
  const { conflicts, photos } = useWords();
  const name = useNames();
  const label = name.field(field.name);
  const [own, setOwn] = useState("");
  const order = hereFirst(siblings);
  const chosen = choice === null ? null : choice.kind === "sibling" ? `sibling-${choice.sibling}` : choice.kind;
  const choose = (value: string) => {
    if (value === "all") onChoose({ kind: "all" });
    else if (value === "text") onChoose({ kind: "text", text: own });
    else onChoose({ kind: "sibling", sibling: Number(value.slice("sibling-".length)) });
  };
  const write = (text: string) => {
    setOwn(text);
    onChoose({ kind: "text", text });
  };
  const values = (
    <div className={classes.siblings}>
      {order.map((index, position) => (
        <div key={index} className={classes.value} data-chosen={chosen === `sibling-${index}` || undefined}>
          {picturesOf !== null && (
            <Picture
              of={`${picturesOf} ${index}`}
              size={PICTURE}
              label={photos.sibling(siblings[index]!.by)}
              read={(clinic) => clinic.conflictingPhoto(picturesOf, index)}
            />
          )}
          <p className={classes.words}>
            <ChangedText pieces={name.pieces(field, index)} here={position === 0} empty={conflicts.empty} />
          </p>
          {!isResolved && (
            <Radio
              size="xs"
              value={`sibling-${index}`}
              label={
                siblings[index]!.isHere
                  ? conflicts.chooseHere
                  : `${conflicts.chooseThere}${siblings.length > 2 ? ` (${siblings[index]!.by})` : ""}`
              }
            />
          )}
        </div>
      ))}
    </div>
  );
  return (
    <div className={classes.field}>
      <h4 className={classes.label}>{label}</h4>
      {isResolved ? (
        values
      ) : (
        <Radio.Group value={chosen} onChange={choose} aria-label={conflicts.choice(label)}>
          {values}
          <div className={classes.choices}>
            {field.mayCombine && <Radio size="xs" value="all" label={conflicts.chooseBoth} />}
            {picturesOf === null && <Radio size="xs" value="text" label={conflicts.writeOwn} />}
          </div>
        </Radio.Group>
      )}
      {chosen === "text" && (
        <Textarea
          autosize
          autoFocus
          minRows={1}
          aria-label={conflicts.writeOwn}
          value={own}
          onChange={(event) => write(event.currentTarget.value)}
        />
      )}
    </div>
  );
}
