import { Button, Modal, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { fieldLengths } from "../../ipc/bindings";
import type { Clinic } from "../../ipc/clinic";
import { useCommand } from "../../ipc/use-clinic";
import type { InvoiceView, PaymentForm, PaymentMethod, PaymentView } from "../../ipc/views";
import { DecimalInput } from "../../parts/DecimalInput";
import { DialogActions, PatientLine } from "../../parts/AskDialog";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useFieldErrors } from "../../parts/use-field-errors";
import { useFormat, useWords } from "../../words/speech";
import { changeOf, minorOf } from "../../parts/amounts";

const METHODS: PaymentMethod[] = ["cash", "card", "transfer"];
/** More than anybody types. */
const DECIMALS_MAX = 30;

interface Props {
  title: string;
  invoice: InvoiceView;
  /** What is left, which the amount begins with. */
  most: string;
  method: PaymentMethod;
  /** The amount, as the clinic names it in an error. */
  field: "paidAmount" | "refundAmount";
  act: (clinic: Clinic, form: PaymentForm) => Promise<InvoiceView>;
  /** Called with the row that was written. */
  onDone: (payment: PaymentView) => void;
  onClose: () => void;
}

/** Takes what is paid, or gives it back: all that is left, in cash, by Enter alone. */
export function PaymentDialog({ title, invoice, most, method, field, act, onDone, onClose }: Props) {
  const { billing: words, frame, services } = useWords();
  const format = useFormat();
  const [form, setForm] = useState<PaymentForm>({ method, amount: most, reference: "" });
  const [given, setGiven] = useState("");
  const { busy, problem, submit } = useCommand();
  const { currency } = invoice.sums;
  const decimals = format.decimalsOf(currency);
  const isTooFine = minorOf(form.amount, decimals) === null && minorOf(form.amount, DECIMALS_MAX) !== null;
  const { of: errorOf, rest } = useFieldErrors(
    problem,
    [field, "reference"],
    { ...form, [field]: form.amount },
    { [field]: isTooFine ? services.amount(services.decimals(decimals)) : words.atMost(format.money(most, currency)) },
  );
  const save = async () => {
    const after = await submit((clinic) => act(clinic, form));
    const written = after?.payments.find(({ id }) => !invoice.payments.some((one) => one.id === id));
    if (written !== undefined) onDone(written);
  };
  const takesCash = form.method === "cash" && field === "paidAmount";
  const change = changeOf(given, form.amount, decimals);
  return (
    <Modal opened size="xs" onClose={onClose} title={title} closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void save())}>
        <Stack gap="md">
          {invoice.patient !== null && <PatientLine patient={invoice.patient} />}
          <DecimalInput
            data-autofocus
            label={words.amount}
            value={form.amount}
            error={errorOf(field)}
            onChange={(event) => setForm({ ...form, amount: event.currentTarget.value })}
          />
          <SegmentedControl
            fullWidth
            aria-label={words.method}
            data={METHODS.map((value) => ({ value, label: words.methods[value] }))}
            value={form.method}
            onChange={(next) => setForm({ ...form, method: next })}
          />
          {takesCash && (
            <DecimalInput
              label={words.cashGiven}
              value={given}
              onChange={(event) => setGiven(event.currentTarget.value)}
            />
          )}
          {takesCash && change !== null && (
            <Text role="status" className="tabular">
              {words.change(format.money(change, currency))}
            </Text>
          )}
          <TextInput
            label={words.reference}
            value={form.reference}
            maxLength={fieldLengths.payment.reference}
            error={errorOf("reference")}
            autoComplete="off"
            onChange={(event) => setForm({ ...form, reference: event.currentTarget.value })}
          />
          {rest !== null && <ProblemAlert problem={rest} />}
          <DialogActions onClose={onClose}>
            <Button type="submit" loading={busy}>
              {title}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}
