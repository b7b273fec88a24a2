import { Button, Modal, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { fieldLengths } from "../../ipc/bindings";
import { useCommand } from "../../ipc/use-clinic";
import type { InvoiceView } from "../../ipc/views";
import { DialogActions, PatientLine } from "../../parts/AskDialog";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useFormat, useWords } from "../../words/speech";

/** Voids an invoice; while something is paid on it, its payments are refunded first. */
export function VoidDialog({ invoice, onClose }: { invoice: InvoiceView; onClose: () => void }) {
  const { billing: words, frame } = useWords();
  const format = useFormat();
  const [reason, setReason] = useState("");
  const { busy, problem, submit } = useCommand();
  const isPaid = Number(invoice.paid) !== 0;
  const save = async () => {
    if ((await submit((clinic) => clinic.voidInvoice(invoice.id, reason))) === undefined) return;
    notifications.show({ message: words.voided(invoice.number) });
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={words.voidWhat(invoice.number)}
      closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void save())}>
        <Stack gap="md">
          {invoice.patient !== null && <PatientLine patient={invoice.patient} />}
          {isPaid ? (
            <Text role="alert">{words.stillPaid(format.money(invoice.paid, invoice.sums.currency))}</Text>
          ) : (
            <TextInput
              data-autofocus
              label={words.reason}
              value={reason}
              maxLength={fieldLengths.invoiceVoid.reason}
              autoComplete="off"
              onChange={(event) => setReason(event.currentTarget.value)}
            />
          )}
          {problem !== null && <ProblemAlert problem={problem} />}
          <DialogActions onClose={onClose}>
            <Button type="submit" color="red" loading={busy} disabled={isPaid || reason.trim() === ""}>
              {words.void}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}
