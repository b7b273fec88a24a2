import { IconTag } from "@tabler/icons-react";
import type { TagChip as Tag } from "../ipc/views";
import { useWords } from "../words/speech";
import { LooseChip } from "./Chip";
import { TONES } from "./colours";

/** A label of the clinic: its colour is that of its sign, since grounds are states; dashed where it is retired. */
export function TagChip({ tag }: { tag: Pick<Tag, "name" | "colour" | "isActive"> }) {
  const { tags } = useWords();
  return (
    <LooseChip
      tone={TONES[tag.colour]}
      icon={IconTag}
      text={tag.name || tags.unnamed}
      label={tag.isActive ? "used" : "over"}
    />
  );
}
