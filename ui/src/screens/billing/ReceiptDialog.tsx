import { Button, Group, Modal, Stack } from "@mantine/core";
import type { InvoiceView, PaymentView } from "../../ipc/views";
import { PatientLine } from "../../parts/AskDialog";
import { PrintButton } from "../../parts/PrintButton";
import { useFormat, useWords } from "../../words/speech";

interface Props {
  invoice: InvoiceView;
  payment: PaymentView;
  onClose: () => void;
}

/** Says what was taken or given back; Enter prints the receipt. */
export function ReceiptDialog({ invoice, payment, onClose }: Props) {
  const { billing: words, frame } = useWords();
  const format = useFormat();
  const amount = format.money(payment.amount, invoice.sums.currency);
  return (
    <Modal
      opened
      size="xs"
      onClose={onClose}
      title={payment.refunds === null ? words.taken(amount) : words.given(amount)}
      closeButtonProps={{ "aria-label": frame.close }}>
      <Stack gap="md">
        {invoice.patient !== null && <PatientLine patient={invoice.patient} />}
        <Group gap="sm">
          <Button variant="default" onClick={onClose}>
            {frame.close}
          </Button>
          <PrintButton
            variant="filled"
            data-autofocus
            label={words.printReceipt}
            of={{ print: "receipt", paymentId: payment.id }}
            patient={invoice.patient}
          />
        </Group>
      </Stack>
    </Modal>
  );
}
