import { ActionIcon, Button, Group, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import type { InvoiceView, PaymentView } from "../../ipc/views";
import { useMay } from "../../nav/session";
import { PatientLine } from "../../parts/AskDialog";
import { InvoiceChips } from "../../parts/InvoiceChip";
import { Loaded } from "../../parts/Loaded";
import { Page } from "../../parts/Page";
import { Panel } from "../../parts/Panel";
import { PrintButton } from "../../parts/PrintButton";
import { useFormat, useWords } from "../../words/speech";
import { minus } from "../../parts/amounts";
import { ClaimPanel } from "./ClaimPanel";
import classes from "./Invoice.module.css";
import { InvoiceSheet } from "./InvoiceSheet";
import { PaymentDialog } from "./PaymentDialog";
import { PaymentsPanel } from "./PaymentsPanel";
import { QuoteLink } from "./QuoteLink";
import { ReceiptDialog } from "./ReceiptDialog";
import { VoidDialog } from "./VoidDialog";

/** An invoice as it was issued, with what was paid for it. */
export function InvoicePage({ id }: { id: string }) {
  const view = useClinicQuery(queries.invoice(id));
  return <Loaded of={view}>{(invoice) => <Shown invoice={invoice} onChanged={view.reload} />}</Loaded>;
}

type Asks = { dialog: "pay" | "void" } | { dialog: "refund" | "receipt"; payment: PaymentView };

function Shown({ invoice, onChanged }: { invoice: InvoiceView; onChanged: () => void }) {
  const { billing: words, frame } = useWords();
  const format = useFormat();
  const may = useMay();
  const [asks, setAsks] = useState<Asks | null>(null);
  const isOpen = invoice.void === null;
  const mayPay = may("billing.collect") && isOpen && Number(invoice.balance) > 0;
  const close = () => setAsks(null);
  const written = (payment: PaymentView) => {
    setAsks({ dialog: "receipt", payment });
    onChanged();
  };
  return (
    <Page
      title={words.titleOf(invoice.number)}
      line={words.issuedAndDue(format.day(invoice.issuedOn), format.day(invoice.dueOn))}
      tools={
        <>
          <InvoiceChips invoice={invoice} />
          <PrintButton of={{ print: "invoice", invoiceId: invoice.id }} patient={invoice.patient} />
          {may("billing.write") && isOpen && (
            <Menu>
              <Menu.Target>
                <ActionIcon aria-label={frame.more}>
                  <IconDots size={18} aria-hidden />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={() => setAsks({ dialog: "void" })}>{words.void}</Menu.Item>
              </Menu.Dropdown>
            </Menu>
          )}
        </>
      }
      primary={
        mayPay && (
          <Button data-primary onClick={() => setAsks({ dialog: "pay" })}>
            {words.pay}
          </Button>
        )
      }>
      <Group gap="md">
        {invoice.patient !== null && <PatientLine patient={invoice.patient} />}
        {invoice.quote !== null && <QuoteLink of={invoice.quote} />}
      </Group>
      <div className={classes.columns}>
        <div className={classes.stack}>
          <Panel title={words.lines} flush>
            <InvoiceSheet lines={invoice.lines} sums={invoice.sums} />
            {invoice.void !== null && (
              <p className={classes.note}>
                {words.voidedBy(invoice.void.by, format.dateTime(invoice.void.at), invoice.void.reason)}
              </p>
            )}
          </Panel>
          {invoice.claim !== null && <ClaimPanel claim={invoice.claim} />}
        </div>
        <PaymentsPanel invoice={invoice} onRefund={(payment) => setAsks({ dialog: "refund", payment })} />
      </div>
      {asks?.dialog === "pay" && (
        <PaymentDialog
          title={words.pay}
          invoice={invoice}
          most={invoice.balance}
          method="cash"
          field="paidAmount"
          act={(clinic, form) => clinic.takePayment(invoice.id, form)}
          onDone={written}
          onClose={close}
        />
      )}
      {asks?.dialog === "refund" && (
        <PaymentDialog
          title={words.refund}
          invoice={invoice}
          most={minus(asks.payment.amount, asks.payment.refunded)}
          method={asks.payment.method}
          field="refundAmount"
          act={(clinic, form) => clinic.refundPayment(asks.payment.id, form)}
          onDone={written}
          onClose={close}
        />
      )}
      {asks?.dialog === "receipt" && <ReceiptDialog invoice={invoice} payment={asks.payment} onClose={close} />}
      {asks?.dialog === "void" && <VoidDialog invoice={invoice} onClose={() => (close(), onChanged())} />}
    </Page>
  );
}
