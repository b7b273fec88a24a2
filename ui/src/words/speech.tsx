import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { formats, type Formats } from "./format";
import { type Language, type Words, wordsIn } from "./index";
import { dayOf, systemZone } from "./time";

interface Speech {
  words: Words;
  format: Formats;
  language: Language;
  timeZone: string;
}
const SpeechContext = createContext<Speech | null>(null);

/** The language and the clinic's time zone for everything below. */
export function SpeechProvider({
  language,
  timeZone = systemZone(),
  children,
}: {
  language: Language;
  timeZone?: string;
  children: ReactNode;
}) {
  const speech = useMemo(
    () => ({ words: wordsIn(language), format: formats(language, timeZone), language, timeZone }),
    [language, timeZone],
  );
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return <SpeechContext value={speech}>{children}</SpeechContext>;
}

function useSpeech(): Speech {
  const speech = useContext(SpeechContext);
  if (speech === null) throw new Error("SpeechProvider is missing");
  return speech;
}
export const useWords = (): Words => useSpeech().words;
/** Returns how labels and texts are joined, as the language writes a colon: "Illness: has a cold"; no empty ones. */
export function useLabelled() {
  const { frame } = useWords();
  return (...parts: (string | false | null | undefined)[]): string =>
    parts
      .filter((one) => typeof one === "string")
      .reduce((before, one) => (before === "" || one === "" ? before + one : frame.labelled(before, one)), "");
}
export const useFormat = (): Formats => useSpeech().format;
export const useTimeZone = (): string => useSpeech().timeZone;
export const useLanguage = (): Language => useSpeech().language;
/** The present day in the clinic's time zone. */
export function useToday(): string {
  const { timeZone } = useSpeech();
  return dayOf(new Date().toISOString(), timeZone);
}

const EVERY_MS = 10_000;

const presentMoment = () => new Date().toISOString();
const presentMinute = () => presentMoment().slice(0, 16);

/** A value of the clock, asked for every few seconds while the component is shown. */
function useClock(read: () => string): string {
  const [shown, setShown] = useState(read);
  useEffect(() => {
    const timer = setInterval(() => setShown(read()), EVERY_MS);
    return () => clearInterval(timer);
  }, [read]);
  return shown;
}
/** The present moment, updated every few seconds while the component is shown. */
export const useNow = (): string => useClock(presentMoment);
/** The present minute in UTC, `YYYY-MM-DDThh:mm`: the component is drawn anew once a minute. */
export const useMinute = (): string => useClock(presentMinute);
