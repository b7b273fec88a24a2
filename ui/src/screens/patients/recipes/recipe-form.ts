import type { RecipeForm } from "../../../ipc/views";

export const BLANK: RecipeForm = { name: "", portions: "4", yieldWeight: "", method: "", parts: [] };

/** The form, and the recipe that it was loaded with. */
export interface Typed {
  loaded: RecipeForm;
  form: RecipeForm;
}
