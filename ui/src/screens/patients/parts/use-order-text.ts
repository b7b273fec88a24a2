import type { DietOrderView, DietQuestion, Doses, OrderGives, TubeFeedView } from "../../../ipc/views";
import type { FluidLevel, FoodLevel } from "../../../words/diet-orders";
import { useFormat, useWords } from "../../../words/speech";

type Oral = Pick<DietOrderView, "foodLevel" | "fluidLevel" | "isComplete">;

/** The parts of an order as they are read. */
export function useOrderText() {
  const { dietOrders: words } = useWords();
  const format = useFormat();
  const amount = (value: number, unit: string) => format.quantityOf({ value, unit }, 1);
  const doses = ({ ml, times }: Doses) => words.doses(amount(ml, "ml"), format.number(times));
  /** The food and fluid by mouth; in an order that is incomplete here, a missing level is unknown. */
  const oral = ({ foodLevel, fluidLevel, isComplete }: Oral) => {
    if (foodLevel === null && fluidLevel === null && isComplete) return words.nothing;
    const of = (name: string, level: string | null, none: string) =>
      level === null && isComplete ? none : words.of(name, level ?? words.notKnown);
    const food = foodLevel === null ? null : words.foodLevels[foodLevel as FoodLevel];
    const fluid = fluidLevel === null ? null : words.fluidLevels[fluidLevel as FluidLevel];
    return `${of(words.food, food, words.noFood)} · ${of(words.fluid, fluid, words.noFluid)}`;
  };
  const tube = ({ product, route, feeding, flush }: TubeFeedView) => {
    const schedule =
      feeding.schedule === "continuous"
        ? words.continuous(amount(feeding.rate, "ml/h"), amount(feeding.hours, "h"))
        : doses(feeding.doses);
    const parts = [product, words.routes[route], schedule, flush === null ? null : words.flushed(doses(flush))];
    return parts.filter(Boolean).join(" · ");
  };
  const lines = (order: DietOrderView) => [
    oral(order),
    ...order.supplements.map(({ product, doses: of }) => words.of(product, doses(of))),
    ...(order.tubeFeed === null ? [] : [tube(order.tubeFeed)]),
  ];
  const ofTarget = (text: string, percent: number | null) =>
    percent === null ? text : `${text} (${words.ofTarget(amount(percent, "%"))})`;
  const given = ({ volume, energy, protein, fluid }: OrderGives) =>
    [
      amount(volume, "ml"),
      ofTarget(amount(energy.amount, "kcal"), energy.percent),
      ofTarget(words.protein(amount(protein.amount, "g")), protein.percent),
      ofTarget(words.fluidOf(amount(fluid.amount, "ml")), fluid.percent),
    ].join(" · ");
  const question = (of: DietQuestion) => {
    switch (of.question) {
      case "textures":
        return words.isRight.textures(format.number(of.food), format.number(of.fluid));
      case "nothingByMouth":
        return words.isRight.nothingByMouth(of.product);
      case "rate":
        return words.isRight.rate(amount(of.rate, "ml/h"), amount(of.day, "ml"));
      case "jejunalBolus":
        return words.isRight.jejunalBolus;
      case "supplement":
        return words.isRight.supplement(of.product, amount(of.ml, "ml"));
      default:
        return words.isRight[of.question](amount(of.ml, "ml"));
    }
  };
  return { oral, lines, given, question };
}
