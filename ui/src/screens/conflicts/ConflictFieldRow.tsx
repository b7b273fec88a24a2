import { Radio, Textarea } from "@mantine/core";
import { useState } from "react";
import type { ConflictField, Keep, Piece, SideView } from "../../ipc/views";
import { useWords } from "../../words/speech";
import classes from "./Conflict.module.css";

interface Props { field: ConflictField; sides: SideView[]; keep: Keep | null; onKeep: (keep: Keep) => void }

/** One differing field in full on both sides, and what to keep of it. */
export function ConflictFieldRow({ field, sides, keep, onKeep }: Props) {
  const { conflicts } = useWords();
  const [own, setOwn] = useState("");
  const isSigned = sides.some((side) => side.signed);
  const chosen = keep === null ? null : keep.kind === "side" ? `side-${keep.side}` : keep.kind;
  const choose = (value: string) => {
    if (value === "all") onKeep({ kind: "all" });
    else if (value === "text") onKeep({ kind: "text", text: own });
    else onKeep({ kind: "side", side: Number(value.slice("side-".length)) });
  };
  const write = (text: string) => {
    setOwn(text);
    onKeep({ kind: "text", text });
  };
  return (
    <div className={classes.field}>
      <h3 className={classes.label}>{field.label}</h3>
      <div className={classes.sides}>
        {field.pieces.map((pieces, index) => (
          <p key={index} className={classes.value}>
            <Marked pieces={pieces} removed={index === 0} empty={conflicts.empty} />
          </p>
        ))}
      </div>
      <Radio.Group value={chosen} onChange={choose} aria-label={conflicts.choice(field.label)}>
        <div className={classes.choices}>
          {sides.map((side, index) => (
            <Radio key={index} size="xs" value={`side-${index}`} label={side.isHere ? conflicts.keepHere : `${conflicts.keepThere}${sides.length > 2 ? ` (${side.by})` : ""}`} />
          ))}
          {field.mayKeepAll && !isSigned && <Radio size="xs" value="all" label={conflicts.keepBoth} />}
          {!isSigned && <Radio size="xs" value="text" label={conflicts.writeOwn} />}
        </div>
      </Radio.Group>
      {chosen === "text" && <Textarea autosize minRows={1} aria-label={conflicts.writeOwn} value={own} onChange={(event) => write(event.currentTarget.value)} />}
    </div>
  );
}

/** Changed words carry a ground and a line, so that they show without colour. */
function Marked({ pieces, removed, empty }: { pieces: Piece[]; removed: boolean; empty: string }) {
  if (pieces.length === 0) return <span className="muted">{empty}</span>;
  return pieces.map((piece, index) => (piece.changed ? removed ? <del key={index}>{piece.text}</del> : <ins key={index}>{piece.text}</ins> : <span key={index}>{piece.text}</span>));
}
