import type { RecipeForm } from "../../../ipc/views";

export const BLANK: RecipeForm = { name: "", portions: "4", yieldWeight: "", method: "", parts: [] };

/** What is typed over the recipe as it was. */
export interface Typed {
  loaded: RecipeForm;
  form: RecipeForm;
}
