import { useFormat, useWords } from "../../../../words/speech";

/** Gives bytes as people say them: "812 B", "341 kB", "3.4 MB". */
export function useFileSize(): (bytes: number) => string {
  const { documents } = useWords();
  const format = useFormat();
  const { b, kb, mb } = documents.amounts;
  return (bytes) => {
    if (bytes < 1000) return format.quantityOf({ value: bytes, unit: b }, 0);
    if (bytes < 1e6) return format.quantityOf({ value: Math.ceil(bytes / 1000), unit: kb }, 0);
    return format.quantityOf({ value: bytes / 1e6, unit: mb }, 1);
  };
}
