import type { Texture } from "../../../../ipc/views";
import type { FluidLevel, FoodLevel } from "../../../../words/diet-orders";
import { useWords } from "../../../../words/speech";

export const TEXTURES: Texture[] = [
  ...[3, 4, 5, 6, 7].map((level) => ({ of: "food" as const, level })),
  ...[0, 1, 2, 3, 4].map((level) => ({ of: "fluid" as const, level })),
];

/** The levels of the IDDSI by name; nothing where nothing is eaten or drunk. */
export function useTextures() {
  const { dietOrders, foodProfiles: words } = useWords();
  const food = (level: number | null) => dietOrders.foodLevels[level as FoodLevel] ?? words.nothing;
  const fluid = (level: number | null) => dietOrders.fluidLevels[level as FluidLevel] ?? words.nothing;
  return {
    food,
    fluid,
    /** Without what a level is called. */
    short: ({ of, level }: Texture) => (of === "food" ? words.shortFood(level) : words.shortFluid(level)),
    inWords: ({ of, level }: Texture) => (of === "food" ? words.toEat(food(level)) : words.toDrink(fluid(level))),
  };
}
