import type { DietOrderForm, DietOrderView, Doses, NutritionProductView, TubeFeedView } from "../../../ipc/views";

const REGULAR = 7;
const THIN = 0;

export const EVERYTHING: Pick<DietOrderForm, "foodLevel" | "fluidLevel"> = { foodLevel: REGULAR, fluidLevel: THIN };

const typed = ({ ml, times }: Doses) => ({ amount: String(ml), times: String(times) });

/**
 * Returns the current order as a new form, for most orders change a part of it. Products that are no longer offered are
 * left out; an order that is incomplete here is not copied at all.
 */
export function again(current: DietOrderView | null, products: NutritionProductView[]): DietOrderForm {
  if (current === null || !current.isComplete) return { ...EVERYTHING, supplements: [], tubeFeed: null, remark: "" };
  const isOffered = ({ productId }: { productId: string }) => products.some(({ id }) => id === productId);
  const { foodLevel, fluidLevel, supplements, tubeFeed, remark } = current;
  return {
    foodLevel,
    fluidLevel,
    supplements: supplements.filter(isOffered).map(({ productId, doses }) => ({ productId, ...typed(doses) })),
    tubeFeed: tubeFeed !== null && isOffered(tubeFeed) ? fedAgain(tubeFeed) : null,
    remark,
  };
}

function fedAgain({ productId, route, feeding, flush }: TubeFeedView): DietOrderForm["tubeFeed"] {
  const blank = { rate: "", hours: "", bolus: "", boluses: "" };
  const { amount, times } = flush === null ? { amount: "", times: "" } : typed(flush);
  const of = { productId, route, schedule: feeding.schedule, flush: amount, flushes: times };
  if (feeding.schedule === "continuous")
    return { ...of, ...blank, rate: String(feeding.rate), hours: String(feeding.hours) };
  const bolus = typed(feeding.doses);
  return { ...of, ...blank, bolus: bolus.amount, boluses: bolus.times };
}
