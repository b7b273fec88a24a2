import { dietOrderCommands } from "./fake-diet-orders";
import { exchangeCommands } from "./fake-exchanges";
import { handoutCommands } from "./fake-handouts";
import { prescriptionCommands } from "./fake-prescriptions";
import type * as R from "./records";

/** The commands for diets, medicines and handouts. */
export const orderCommands = (state: R.FakeState, onChange: () => void) => ({
  ...dietOrderCommands(state, onChange),
  ...exchangeCommands(),
  ...handoutCommands(state, onChange),
  ...prescriptionCommands(state, onChange),
});
