import type { Colour } from "../ipc/views";
import type { Tone } from "../styles/tokens";

/** Labels and types of appointments have colours of the palette of states, on their signs alone. */
export const TONES: Record<Colour, Tone> = {
  grey: "none",
  blue: "info",
  violet: "paused",
  green: "ok",
  amber: "warn",
  red: "bad",
};
