import type { ImportColumn, ImportError } from "../../ipc/views";
import { useFormat, useWords } from "../../words/speech";

/** What is at fault, and why. */
export interface ErrorWords {
  field: string;
  why: string;
}

/** Puts an error of a list into words. */
export function useErrorWords(columns: ImportColumn[]): (error: ImportError) => ErrorWords {
  const { imports, wrongFields } = useWords();
  const format = useFormat();
  const { lineFields } = imports;
  const count = (n: number) => format.number(n, 0);
  return ({ column, field, values, reason, character }) => {
    const target = column === null ? null : (columns[column - 1]?.target ?? null);
    const known = target === null ? lineFields[field as keyof typeof lineFields] : imports.fields[target];
    const sentences: Record<string, string | undefined> = {
      columns: imports.valueCount(count(values), count(columns.length)),
      name: imports.noName,
    };
    const ofLine = column === null ? sentences[field] : undefined;
    return { field: known ?? field, why: ofLine ?? [wrongFields[reason], character].filter(Boolean).join(" ") };
  };
}
