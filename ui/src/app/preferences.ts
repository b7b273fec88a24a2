import { type MantineColorScheme, useMantineColorScheme } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useCallback, useEffect, useMemo, useState } from "react";
import type { Language } from "../words";

interface Preferences {
  scheme: MantineColorScheme;
  language: Language;
  folded: boolean;
  knowsSecretInFile: boolean;
  textSize: TextSize;
}

type PreferenceChange = { [P in keyof Preferences]?: Preferences[P] | undefined };

/** The key of local storage for each user; `anyone` is the lock screen, before sign-in. */
const keyOf = (userId: string | null) => `preferences.${userId ?? "anyone"}`;
const ownLanguage = (): Language => (navigator.language.startsWith("fr") ? "fr" : "en");
const usual = (ofClinic: Language | null): Preferences => ({
  scheme: "auto",
  language: ofClinic ?? ownLanguage(),
  folded: false,
  knowsSecretInFile: false,
  textSize: 100,
});

/** What the user has chosen, and nothing of what is usual: that may change. */
function read(userId: string | null): Partial<Preferences> {
  const stored = localStorage.getItem(keyOf(userId));
  if (stored === null) return {};
  try {
    return JSON.parse(stored) as Partial<Preferences>;
  } catch {
    return {};
  }
}

/**
 * The preferences of one user and how to change them; the colour scheme follows at once. Where the user has chosen no
 * language, it is the clinic's, and without one the computer's. A part that is changed to undefined is usual again.
 */
export function usePreferences(userId: string | null, ofClinic: Language | null) {
  const [current, setCurrent] = useState(() => ({ userId, chosen: read(userId) }));
  const { setColorScheme } = useMantineColorScheme();
  if (current.userId !== userId) setCurrent({ userId, chosen: read(userId) });
  const { chosen } = current;
  const value = useMemo(() => ({ ...usual(ofClinic), ...chosen }), [ofClinic, chosen]);
  useEffect(() => setColorScheme(value.scheme), [value.scheme, setColorScheme]);
  const change = useCallback((part: PreferenceChange) => {
    // notifications that are shown keep their old language
    if ("language" in part) notifications.clean();
    setCurrent((before) => {
      const stored = JSON.stringify({ ...before.chosen, ...part });
      localStorage.setItem(keyOf(before.userId), stored);
      // what is undefined is not stored
      return { ...before, chosen: JSON.parse(stored) as Partial<Preferences> };
    });
  }, []);
  return { value, hasLanguage: chosen.language !== undefined, change };
}

export type UserPreferences = ReturnType<typeof usePreferences>;

/** Per cent of the usual size of letters; everything else is measured by them. */
export const TEXT_SIZES = [100, 125, 150, 200] as const;
export type TextSize = (typeof TEXT_SIZES)[number];

/** Narrower than so many letter sizes, columns are laid out one below the other. */
const NARROW_REM = 60;
/** Narrower than so many, less important parts are hidden or moved below. */
const TIGHT_REM = 75;
/** From so many on, tables have columns that are left out elsewhere. */
const WIDE_REM = 90;

/** Writes everything in this size. Returns whether the window is narrow for it. */
export function useTextSize(size: TextSize): boolean {
  const [isNarrow, setNarrow] = useState(false);
  useEffect(() => {
    const root = document.documentElement;
    root.style.fontSize = size === 100 ? "" : `${size}%`;
    const look = () => {
      const widthRem = window.innerWidth / (Number.parseFloat(getComputedStyle(root).fontSize) || 16);
      const narrow = widthRem < NARROW_REM;
      root.toggleAttribute("data-narrow", narrow);
      root.toggleAttribute("data-tight", widthRem < TIGHT_REM);
      root.toggleAttribute("data-wide", widthRem >= WIDE_REM);
      setNarrow(narrow);
    };
    look();
    window.addEventListener("resize", look);
    return () => window.removeEventListener("resize", look);
  }, [size]);
  return isNarrow;
}
