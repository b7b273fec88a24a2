import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import { NO_CLAIM } from "../parts/invoice-form";
import { POLICIES } from "./fake-insurance";
import * as R from "./records";

const code = (id: V.Id, text: string, name: string): V.ClaimCodeView => ({
  id,
  seen: "1",
  code: text,
  name,
  isActive: true,
});

/** The codes that insurers ask for, and what a draft names of them and of the policies of patients. */
export function claimCommands(empty: boolean) {
  let rows = empty
    ? []
    : [code("cc1", "97802", "Nutrition therapy, first visit"), code("cc2", "97803", "Nutrition therapy, follow-up")];
  const check = (form: V.ClaimCodeForm, own: V.Id | null): V.ClaimCodeForm => {
    const others = rows.filter(({ id }) => id !== own);
    for (const field of ["code", "name"] as const)
      if (others.some((other) => other[field] === form[field])) throw R.refusal("invalid", { field, reason: "taken" });
    return form;
  };
  const commands = {
    claimCodes: async () => rows,
    offeredClaimCodes: async () => rows.filter(({ isActive }) => isActive),
    addClaimCode: async (form) => {
      const added = { id: `cc${rows.length + 1}`, seen: "1", ...check(form, null) };
      rows = [...rows, added];
      return added;
    },
    editClaimCode: async (id, _seen, _loaded, form) => {
      const edited = { id, seen: "2", ...check(form, id) };
      rows = rows.map((row) => (row.id === id ? edited : row));
      return edited;
    },
  } satisfies Partial<Clinic>;
  /** What a claim says in words; none where nothing of it is typed. */
  const viewOf = (form: V.ClaimForm): V.ClaimView | null => {
    if (JSON.stringify(form) === JSON.stringify(NO_CLAIM)) return null;
    const policy = POLICIES.find(({ id }) => id === form.policyId);
    return {
      isPolicyGone: form.policyId !== null && policy === undefined,
      insurer: policy?.insurer ?? "",
      plan: policy?.plan ?? "",
      memberId: policy?.memberId ?? "",
      groupNumber: policy?.groupNumber ?? "",
      holder: policy?.holder ?? "",
      referrer: form.referrer,
      referrerNumber: form.referrerNumber,
      codes: form.codeIds.map((id) => {
        const { code, name } = rows.find((row) => row.id === id)!;
        return { id, code, name };
      }),
    };
  };
  return { commands, viewOf };
}
