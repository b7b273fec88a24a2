import type { HandoutView, LeafletView } from "../../../ipc/views";

/** "fr" for "fr-CH": what a leaflet is written in. */
export const plainLanguage = (code: string): string => code.trim().split(/[-_]/)[0]!.toLowerCase();

/** The versions of a leaflet, ordered by these languages. */
export function versionsBy({ versions }: LeafletView, ...languages: string[]): HandoutView[] {
  const wanted = languages.map(plainLanguage);
  const rank = ({ language }: HandoutView) => (wanted.indexOf(language) + wanted.length + 1) % (wanted.length + 1);
  return versions.toSorted((a, b) => rank(a) - rank(b));
}
