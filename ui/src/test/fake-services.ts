import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import * as R from "./records";

const service = (id: string, code: string, name: string, price: string, tax: string): V.ServiceView => ({
  id,
  seen: "1",
  code,
  name,
  price,
  currency: "EUR",
  tax,
  isActive: true,
});

/** The price list of the clinic. */
export function serviceCommands(empty: boolean) {
  let rows = empty
    ? []
    : [
        service("s1", "INIT", "First consultation", "75.00", "0"),
        service("s2", "BODY", "Body composition measurement", "25.00", "20"),
      ];
  const check = (form: V.ServiceForm, own: V.Id | null): V.ServiceForm => {
    const others = rows.filter(({ id }) => id !== own);
    if (others.some(({ code }) => code === form.code)) throw R.refusal("invalid", { field: "code", reason: "taken" });
    if (Number.isNaN(Number(form.price))) throw R.refusal("invalid", { field: "price", reason: "malformed" });
    return { ...form, price: Number(form.price).toFixed(2), currency: form.currency || "EUR" };
  };
  return {
    services: async () => rows,
    currencies: async () => ["EUR", "GBP"],
    addService: async (form) => {
      const added = { id: `s${rows.length + 1}`, seen: "1", ...check(form, null) };
      rows = [...rows, added];
      return added;
    },
    editService: async (id, _seen, _loaded, form) => {
      const edited = { id, seen: "2", ...check(form, id) };
      rows = rows.map((row) => (row.id === id ? edited : row));
      return edited;
    },
  } satisfies Partial<Clinic>;
}
