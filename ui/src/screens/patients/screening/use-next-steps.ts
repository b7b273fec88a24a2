import { queries } from "../../../ipc/queries";
import { useClinicQuery } from "../../../ipc/use-clinic";
import type { Category, ScreeningTool } from "../../../ipc/views";

/** What the clinic does after a result, in its own words; null where it has none. */
export function useNextSteps(tool: ScreeningTool, category: Category | null): string | null {
  const steps = useClinicQuery(queries.nextSteps());
  const step = (steps.value ?? []).find((one) => one.tool === tool && one.category === category);
  return step?.text || null;
}
