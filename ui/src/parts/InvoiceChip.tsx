import { IconAlertTriangle, IconBan, IconCheck, IconClock, IconCopy, IconTrash } from "@tabler/icons-react";
import type { InvoiceView } from "../ipc/views";
import { useFormat, useWords } from "../words/speech";
import { LooseChip } from "./Chip";

type Shown = Pick<InvoiceView, "state" | "balance" | "sums" | "daysOverdue" | "isTwin" | "isPatientDeleted">;

/** The state of an invoice: what was paid too much, how long it is overdue, or one of four words. */
export function InvoiceChips({ invoice }: { invoice: Shown }) {
  const { billing: words } = useWords();
  const format = useFormat();
  const { state, balance, sums, daysOverdue, isTwin, isPatientDeleted } = invoice;
  const over = format.money(balance.replace("-", ""), sums.currency);
  return (
    <>
      {state === "overpaid" && <LooseChip tone="warn" icon={IconAlertTriangle} text={words.overpaidBy(over)} />}
      {state === "overdue" && <LooseChip tone="bad" icon={IconClock} text={words.overdue(daysOverdue)} />}
      {state === "partPaid" && <LooseChip tone="warn" icon={IconClock} text={words.states.partPaid} />}
      {state === "open" && <LooseChip tone="info" icon={IconClock} text={words.states.open} />}
      {state === "paid" && <LooseChip tone="ok" icon={IconCheck} text={words.states.paid} />}
      {state === "void" && <LooseChip tone="none" icon={IconBan} text={words.states.void} struck />}
      {isTwin && <LooseChip tone="warn" icon={IconCopy} text={words.twin} />}
      {isPatientDeleted && <LooseChip tone="warn" icon={IconTrash} text={words.patientDeleted} />}
    </>
  );
}
