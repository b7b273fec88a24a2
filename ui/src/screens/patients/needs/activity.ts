/** A set of activity factors; each is valid only for its own equations. */
export type ActivitySet = "activity" | "pal" | "activity_2005" | "activity_2023";
export const ACTIVITY_SETS: ActivitySet[] = ["activity", "pal", "activity_2005", "activity_2023"];

/** `letter` chooses it while no field is typed in; `factor` is shown where the set multiplies energy at rest. */
export interface Level {
  name: string;
  letter: string;
  factor: number | null;
}
const level = (name: string, letter: string, factor: number | null = null): Level => ({ name, letter, factor });

export const LEVELS: Record<ActivitySet, Level[]> = {
  activity: [
    level("sedentary", "s", 1.2),
    level("light", "l", 1.375),
    level("moderate", "m", 1.55),
    level("very", "v", 1.725),
    level("extra", "e", 1.9),
  ],
  pal: [],
  activity_2005: [level("sedentary", "s"), level("low_active", "l"), level("active", "a"), level("very_active", "v")],
  activity_2023: [level("inactive", "i"), level("low_active", "l"), level("active", "a"), level("very_active", "v")],
};

/** Reads "72,4" as 72.4; "1,234" is ambiguous and left for the clinic to refuse. */
export const withPoint = (text: string) => text.trim().replace(/^(\d+),(\d{1,2})(\D.*)?$/, "$1.$2$3");
