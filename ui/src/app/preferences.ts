import { useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import { useCallback, useEffect, useState } from "react";
import type { Language } from "../words";
import type { TextSize } from "./use-text-size";

interface Preferences {
  scheme: MantineColorScheme;
  language: Language;
  folded: boolean;
  knowsSecretInFile: boolean;
  textSize: TextSize;
}

/** What the window itself stores for each user; `anyone` is the lock screen. */
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
  const change = useCallback(
    (part: Partial<Preferences>) =>
      setCurrent((before) => {
        const next = { ...before.value, ...part };
        localStorage.setItem(keyOf(before.userId), JSON.stringify(next));
        return { ...before, value: next };
      }),
    [],
  );
  return { value, change };
}

export type UserPreferences = ReturnType<typeof usePreferences>;
