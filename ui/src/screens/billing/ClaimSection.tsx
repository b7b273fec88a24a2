import { Button, MultiSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { claimQueries } from "../../ipc/claim-queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import type { ClaimForm, InvoiceDraftView, PolicyView } from "../../ipc/views";
import { Loaded } from "../../parts/Loaded";
import { Select } from "../../parts/Select";
import { useWords } from "../../words/speech";
import { CLAIM_FIELDS, isPolicyGone } from "./claim-form";
import classes from "./Invoice.module.css";

interface Props {
  /** As it is stored: what it names is offered still. */
  draft: InvoiceDraftView;
  claim: ClaimForm;
  errorOf: (field: string) => string | undefined;
  onChange: (claim: ClaimForm) => void;
}

/** What an insurer asks for, folded on an invoice that has none of it. */
export function ClaimSection(props: Props) {
  const { claims: words } = useWords();
  const { policyId, referrer, referrerNumber, codeIds } = props.claim;
  const hasAny = policyId !== null || codeIds.length > 0 || `${referrer}${referrerNumber}`.trim() !== "";
  const [wasOpened, setWasOpened] = useState(hasAny);
  // what is wrong is not folded away
  const isOpen =
    wasOpened ||
    isPolicyGone(props.draft, props.claim) ||
    CLAIM_FIELDS.some((field) => props.errorOf(field) !== undefined);
  return (
    <div>
      <Button
        className={classes.fold}
        size="compact-sm"
        variant="subtle"
        aria-expanded={isOpen}
        onClick={() => setWasOpened(!isOpen)}>
        {words.title}
      </Button>
      {isOpen && <Fields {...props} onChange={(claim) => (setWasOpened(true), props.onChange(claim))} />}
    </div>
  );
}

/** "Union Mutual, Gold, U-77". */
const nameOf = ({ insurer, plan, memberId }: Pick<PolicyView, "insurer" | "plan" | "memberId">) =>
  [insurer, plan, memberId].filter(Boolean).join(", ");

function Fields({ draft, claim, errorOf, onChange }: Props) {
  const { claims: words } = useWords();
  const policies = useClinicQuery(claimQueries.policies(draft.patientId));
  // the draft of a patient who was deleted is shown all the same
  const isPatientGone = policies.problem?.code === "notFound";
  const codes = useClinicQuery(claimQueries.offered());
  const [isChoosing, setIsChoosing] = useState(false);
  const change = (part: Partial<ClaimForm>) => onChange({ ...claim, ...part });
  const stored = draft.claim;
  const storedId = draft.form.claim.policyId;
  const isGone = isPolicyGone(draft, claim);
  const text = (field: "referrer" | "referrerNumber") => ({
    label: words[field],
    value: claim[field],
    error: errorOf(field),
    autoComplete: "off",
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => change({ [field]: event.currentTarget.value }),
  });
  const offeredPolicies = (all: PolicyView[]) => {
    const labelOf = { current: (name: string) => name, ahead: words.ahead, over: words.over };
    const known = (["current", "ahead", "over"] as const).flatMap((state) =>
      all
        .filter((policy) => policy.state === state)
        .map((policy) => ({ value: policy.id, label: labelOf[state](nameOf(policy)) })),
    );
    // one that is not on this computer is named by the draft
    const isUnknown = storedId !== null && !stored?.isPolicyGone && all.every(({ id }) => id !== storedId);
    const named = isUnknown && stored !== null ? [{ value: storedId, label: nameOf(stored) }] : [];
    return [{ value: "", label: words.noPolicy }, ...known, ...named];
  };
  return (
    <div role="group" aria-label={words.title} className={classes.claim}>
      <Loaded of={isPatientGone ? { ...policies, value: [], problem: null } : policies} rows={2}>
        {(all) => (
          <Select
            label={words.policy}
            searchable
            selectFirstOptionOnChange
            allowDeselect={false}
            data={offeredPolicies(all)}
            value={isGone ? null : (claim.policyId ?? "")}
            error={isGone || errorOf("policy") !== undefined ? words.policyGone : undefined}
            onChange={(value) => value !== null && change({ policyId: value === "" ? null : value })}
          />
        )}
      </Loaded>
      <div className={classes.pair}>
        <TextInput {...text("referrer")} />
        <TextInput {...text("referrerNumber")} />
      </div>
      <Loaded of={codes} rows={2}>
        {(offered) => {
          const own = stored?.codes.filter(({ id }) => offered.every((one) => one.id !== id)) ?? [];
          return (
            <MultiSelect
              label={words.codes}
              searchable
              selectFirstOptionOnChange
              hidePickedOptions
              withPillsReorder
              openOnFocus={false}
              dropdownOpened={isChoosing}
              onDropdownOpen={() => setIsChoosing(true)}
              onDropdownClose={() => setIsChoosing(false)}
              data={[...offered, ...own].map(({ id, code, name }) => ({ value: id, label: `${code} ${name}` }))}
              value={claim.codeIds}
              error={errorOf("codes")}
              onChange={(codeIds) => {
                // an open list would take Mod+Enter for a choice
                setIsChoosing(false);
                change({ codeIds });
              }}
            />
          );
        }}
      </Loaded>
    </div>
  );
}
