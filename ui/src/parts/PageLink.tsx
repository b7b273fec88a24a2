import { Anchor } from "@mantine/core";
import type { ReactNode } from "react";
import type { Id } from "../ipc/views";
import { type Route, useNavigation } from "../nav/navigation";

/** A link to another page, also inside of a row that opens something else. */
export function PageLink({ to, children }: { to: Route; children: ReactNode }) {
  const { go } = useNavigation();
  return (
    <Anchor
      component="button"
      type="button"
      size="sm"
      className="tabular"
      onClick={(event) => {
        event.stopPropagation();
        go(to);
      }}>
      {children}
    </Anchor>
  );
}

/** What something was billed with. Without an invoice it is still a draft. */
interface Billed {
  draftId: Id;
  invoiceId: Id | null;
}

/** A link to an invoice or to its draft. */
export function InvoiceLink({ of: { draftId, invoiceId }, children }: { of: Billed; children: ReactNode }) {
  const to: Route = invoiceId === null ? { page: "invoiceDraft", id: draftId } : { page: "invoice", id: invoiceId };
  return <PageLink to={to}>{children}</PageLink>;
}
