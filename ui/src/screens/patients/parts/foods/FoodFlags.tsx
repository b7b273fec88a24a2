import { IconAlertTriangle, IconHelp, IconThumbDown, IconToolsKitchen2 } from "@tabler/icons-react";
import type { FoodFlag, FoodFlagKind } from "../../../../ipc/views";
import { useWords } from "../../../../words/speech";
import classes from "./Foods.module.css";
import { useTextures } from "./textures";

const ICONS = {
  allergen: IconAlertTriangle,
  nothingByMouth: IconToolsKitchen2,
  texture: IconToolsKitchen2,
  crossReacts: IconAlertTriangle,
  notKnown: IconHelp,
  disliked: IconThumbDown,
} satisfies Record<FoodFlagKind, unknown>;

/** The flags of a food for this patient, each with an icon and words. */
export function FoodFlags({ flags }: { flags: FoodFlag[] }) {
  const { foods: words, foodProfiles: profiles } = useWords();
  const { inWords, short } = useTextures();
  const textOf = ({ kind, of, allergen, texture }: FoodFlag) => {
    if (kind === "nothingByMouth") return profiles.nothingByMouth;
    if (kind === "texture") return texture === null ? profiles.textureUnsure : short(texture);
    if (kind === "crossReacts") return words.crossReacts(of);
    return kind === "notKnown" ? words.allergensNotKnown : allergen === null ? of : words.allergens[allergen];
  };
  const titleOf = ({ kind, of, allergen, texture }: FoodFlag) => {
    if (kind === "nothingByMouth") return profiles.nothingByMouth;
    if (kind === "texture") return texture === null ? profiles.textureUnsure : profiles.notAsOrdered(inWords(texture));
    if (kind === "crossReacts") return words.crossReactsWith(allergen === null ? "" : words.allergens[allergen], of);
    return kind === "allergen"
      ? words.allergyTo(of)
      : kind === "disliked"
        ? words.disliked(of)
        : words.allergensNotKnown;
  };
  return flags.map((flag) => {
    const Icon = ICONS[flag.kind];
    return (
      <span
        key={`${flag.kind} ${flag.of} ${flag.allergen}`}
        className={classes.flag}
        data-flag={flag.kind}
        title={titleOf(flag)}>
        <Icon size={14} aria-hidden />
        <span className="ellipsis">{textOf(flag)}</span>
      </span>
    );
  });
}
