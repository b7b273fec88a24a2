import { IconAlertTriangle, IconBan, IconCheck, IconClock } from "@tabler/icons-react";
import type { PackageView } from "../../../ipc/views";
import { LooseChip } from "../../../parts/Chip";
import { InvoiceLink } from "../../../parts/PageLink";
import { usePackageWords } from "../../../parts/packages/use-package-words";
import { useWords } from "../../../words/speech";
import classes from "./Packages.module.css";

/** "4 of 6 left, until 3 Mar 2027", and why none can be used. */
export function Left({ of: { form, left, state } }: { of: PackageView }) {
  const { packages: words } = useWords();
  const { leftUntil } = usePackageWords();
  return (
    <span className={classes.left}>
      <span className="tabular">
        {leftUntil({ sessions: Number(form.sessions), left, validUntil: form.validUntil })}
      </span>
      {state === "usedUp" && <LooseChip tone="none" icon={IconCheck} text={words.states.usedUp} />}
      {state === "expired" && <LooseChip tone="warn" icon={IconClock} text={words.states.expired} />}
      {state === "void" && <LooseChip tone="none" icon={IconBan} text={words.states.void} struck />}
      {state === "overused" && <LooseChip tone="bad" icon={IconAlertTriangle} text={words.overused(-left)} />}
    </span>
  );
}

/** The number of its invoice, or "Draft": a link to it. */
export function BilledWith({ of: { invoice } }: { of: PackageView }) {
  const { billing: words } = useWords();
  return invoice !== null && <InvoiceLink of={invoice}>{invoice.number ?? words.draft}</InvoiceLink>;
}
