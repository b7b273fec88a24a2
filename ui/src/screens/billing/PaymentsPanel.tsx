import { Button } from "@mantine/core";
import type { InvoiceView, PaymentView } from "../../ipc/views";
import { useMay } from "../../nav/session";
import { Panel } from "../../parts/Panel";
import { PrintButton } from "../../parts/PrintButton";
import { useFormat, useWords } from "../../words/speech";
import { minus } from "../../parts/amounts";
import classes from "./Invoice.module.css";

/** What was paid for an invoice and given back, and what is left. */
export function PaymentsPanel({
  invoice,
  onRefund,
}: {
  invoice: InvoiceView;
  onRefund: (payment: PaymentView) => void;
}) {
  const { billing: words } = useWords();
  const format = useFormat();
  const mayCollect = useMay()("billing.collect");
  const money = (amount: string) => format.money(amount, invoice.sums.currency);
  return (
    <Panel title={words.payments} flush>
      {invoice.payments.length === 0 && <p className={classes.note}>{words.noPayments}</p>}
      <ul className={classes.payments}>
        {invoice.payments.map((payment) => (
          <li key={payment.id} className={classes.payment}>
            <div>
              <span className="strong">
                {payment.refunds === null ? money(payment.amount) : words.refundOf(money(payment.amount))}
              </span>
              <br />
              <span className="small muted">
                {[words.methods[payment.method], format.dateTime(payment.at), payment.by, payment.reference]
                  .filter(Boolean)
                  .join(", ")}
              </span>
              {Number(payment.refunded) > 0 && (
                <>
                  <br />
                  <span className="small muted">{words.refundedOf(money(payment.refunded))}</span>
                </>
              )}
            </div>
            <PrintButton
              size="compact-sm"
              label={words.receipt}
              of={{ print: "receipt", paymentId: payment.id }}
              patient={invoice.patient}
            />
            {mayCollect && payment.refunds === null && Number(minus(payment.amount, payment.refunded)) > 0 && (
              <Button size="compact-sm" variant="default" onClick={() => onRefund(payment)}>
                {words.refund}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <dl className={classes.sums}>
        {[
          [words.paid, invoice.paid],
          [words.left, invoice.balance],
        ].map(([name = "", amount = ""]) => (
          <div key={name} className={classes.sum}>
            <dt>{name}</dt>
            <dd>{money(amount)}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
