import { type MantineColorScheme, useMantineColorScheme } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useCallback, useEffect, useState } from "react";
import type { Language } from "../words";

interface Preferences {
  scheme: MantineColorScheme;
  language: Language;
  folded: boolean;
  knowsSecretInFile: boolean;
  textSize: TextSize;
}

/** The key of local storage for each user; `anyone` is the lock screen, before sign-in. */
const keyOf = (userId: string | null) => `preferences.${userId ?? "anyone"}`;
const ownLanguage = (): Language => (navigator.language.startsWith("fr") ? "fr" : "en");
const usual = (): Preferences => ({
  scheme: "auto",
  language: ownLanguage(),
  folded: false,
  knowsSecretInFile: false,
  textSize: 100,
});

function read(userId: string | null): Preferences {
  const stored = localStorage.getItem(keyOf(userId));
  if (stored === null) return usual();
  try {
    return { ...usual(), ...(JSON.parse(stored) as Partial<Preferences>) };
  } catch {
    return usual();
  }
}

/** The preferences of one user and how to change them; the colour scheme follows at once. */
export function usePreferences(userId: string | null) {
  const [current, setCurrent] = useState(() => ({ userId, value: read(userId) }));
  const { setColorScheme } = useMantineColorScheme();
  if (current.userId !== userId) setCurrent({ userId, value: read(userId) });
  const { value } = current;
  useEffect(() => setColorScheme(value.scheme), [value.scheme, setColorScheme]);
  const change = useCallback((part: Partial<Preferences>) => {
    // notifications that are shown keep their old language
    if (part.language !== undefined) notifications.clean();
    setCurrent((before) => {
      const next = { ...before.value, ...part };
      localStorage.setItem(keyOf(before.userId), JSON.stringify(next));
      return { ...before, value: next };
    });
  }, []);
  return { value, change };
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
