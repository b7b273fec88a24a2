/** The words of one area in both languages; the compiler insists that each key is there twice. */
export interface Bilingual<T> {
  en: T;
  fr: T;
}
export function bilingual<T>(en: T, fr: NoInfer<T>): Bilingual<T> {
  return { en, fr };
}
export type Language = keyof Bilingual<unknown>;
