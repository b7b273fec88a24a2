import type { Piece } from "../ipc/views";
import classes from "./ChangedText.module.css";

/** Marks changed words by a ground and a line under them, so that they show without colour. */
export function ChangedText({ pieces, here, empty }: { pieces: Piece[]; here: boolean; empty: string }) {
  if (pieces.length === 0) return <span className="muted">{empty}</span>;
  return pieces.map((piece, index) =>
    piece.changed ? (
      <mark key={index} className={classes.changed} data-here={here || undefined}>
        {piece.text}
      </mark>
    ) : (
      <span key={index}>{piece.text}</span>
    ),
  );
}
