import { programTypes } from "../ipc/bindings";
import { useLanguage } from "../words/speech";

const PROGRAM: Partial<Record<string, { english: string; french: string }>> = programTypes;

/**
 * Gives the name of a type of appointment: one of the program is called in the language of the user until the clinic
 * calls it otherwise.
 */
export function useTypeName(): (typeId: string, name: string) => string {
  const language = useLanguage();
  return (typeId, name) => {
    const program = PROGRAM[typeId];
    return program?.english === name && language === "fr" ? program.french : name;
  };
}
