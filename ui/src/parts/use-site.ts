import type { StaySite } from "../ipc/views";
import { useWords } from "../words/speech";

/** Says where in the clinic a patient is: "Cardiology, Room 12, bed 3". */
export function useSite(): (site: StaySite) => string {
  const { stays } = useWords();
  return ({ department, room, bed }) => [department, room, bed && stays.bed(bed)].filter(Boolean).join(", ");
}
