/** Colours of both themes, by name. Pairs of text and ground keep a contrast of at least 4.5:1. */
export interface Tokens {
  page: string;
  panel: string;
  text: string;
  muted: string;
  hairline: string;
  control: string;
  hover: string;
  selected: string;
  accent: string;
  now: string;
  /** Curves of a growth chart, and those of the z-scores 0, 1 and 2. */
  curve: string;
  z0: string;
  z1: string;
  z2: string;
}
export const light: Tokens = {
  page: "#F6F7F9",
  panel: "#FFFFFF",
  text: "#1F2933",
  muted: "#5B6673",
  hairline: "#D9DEE4",
  control: "#868E96",
  hover: "#F1F4F6",
  selected: "#E3F4F6",
  accent: "#0B7285",
  now: "#A61B1B",
  curve: "#6B7785",
  z0: "#2F9E44",
  z1: "#E8590C",
  z2: "#C92A2A",
};
export const dark: Tokens = {
  page: "#1B2026",
  panel: "#232A31",
  text: "#E6EAEE",
  muted: "#A3ADB8",
  hairline: "#38424C",
  control: "#7B8794",
  hover: "#2B333B",
  selected: "#17363D",
  accent: "#3BC9DB",
  now: "#FFA8A8",
  curve: "#8B96A3",
  z0: "#69DB7C",
  z1: "#FFA94D",
  z2: "#FF8787",
};

export const TONES = ["ok", "warn", "bad", "info", "paused", "none"] as const;
export type Tone = (typeof TONES)[number];
type Pair = { text: string; ground: string };
export const tones: Record<Tone, { light: Pair; dark: Pair }> = {
  ok: { light: { text: "#1B6E3A", ground: "#E6F4EA" }, dark: { text: "#8FDCA8", ground: "#173A25" } },
  warn: { light: { text: "#7A4B00", ground: "#FFF4D6" }, dark: { text: "#F5CF75", ground: "#40300D" } },
  bad: { light: { text: "#A61B1B", ground: "#FDEAEA" }, dark: { text: "#FFA8A8", ground: "#4A1C1C" } },
  info: { light: { text: "#1F4E9C", ground: "#E8F0FE" }, dark: { text: "#A5C8FF", ground: "#1B2F52" } },
  paused: { light: { text: "#5B3AA8", ground: "#F1ECFB" }, dark: { text: "#CDB9FF", ground: "#32264F" } },
  none: { light: { text: "#44505C", ground: "#ECEFF2" }, dark: { text: "#C3CCD5", ground: "#323A43" } },
};
