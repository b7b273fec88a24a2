import type { DocumentsOf, DocumentType } from "../../../ipc/views";
import { useWords } from "../../../words/speech";

const TYPES: Record<DocumentsOf, DocumentType[]> = {
  chart: ["letter", "report", "result", "image", "other"],
  office: ["identity", "insuranceCard", "consent", "referral", "other"],
};

/** The types that documents of a chart have, or those of the front desk, in words. */
export function useTypes(of: DocumentsOf): { value: DocumentType; label: string }[] {
  const { documents } = useWords();
  return TYPES[of].map((value) => ({ value, label: documents.types[value] }));
}
