import { Button, Checkbox, Modal, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { queries } from "../../../ipc/queries";
import { useClinicQuery, useCommand } from "../../../ipc/use-clinic";
import { useLeave } from "../../../ipc/use-leave";
import { entryOf, type LeftForm, useTypedForm } from "../../../ipc/use-left-form";
import type { FormOf, Id, PatientHeader, ServiceView } from "../../../ipc/views";
import { useNavigation } from "../../../nav/navigation";
import { DecimalInput } from "../../../parts/DecimalInput";
import { times } from "../../../parts/amounts";
import { DialogActions, PatientLine } from "../../../parts/AskDialog";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { ResumedNote } from "../../../parts/ResumedNote";
import { Select } from "../../../parts/Select";
import { offerStep } from "../../../parts/undo";
import { useFieldErrors } from "../../../parts/use-field-errors";
import { THIN } from "../../../words/format";
import { useFormat, useWords } from "../../../words/speech";
import { NO_SALE, toForm, type TypedSale } from "./package-form";
import { NoteField, TermFields } from "./PackageFields";

const OFFER = "package-sold";
const FIELDS = ["serviceId", "sessions", "validUntil", "price", "note"];

export const saleFormOf = (patientId: Id): FormOf => entryOf("packages", patientId);

/** Sells sessions of a service; with the draft of an invoice unless they are paid for elsewhere. */
export function SellDialog({
  patient,
  left,
  onClose,
}: {
  patient: PatientHeader;
  left: LeftForm<TypedSale>;
  onClose: () => void;
}) {
  const { packages: words, billing, frame } = useWords();
  const { go } = useNavigation();
  const services = (useClinicQuery(queries.services()).value ?? []).filter(({ isActive }) => isActive);
  const [typed, setTyped] = useState<TypedSale>({ ...NO_SALE, ...left.typed, isLeft: false });
  const draft = useTypedForm(saleFormOf(patient.id), typed);
  const { price, isBilled } = typed;
  const service = services.find(({ id }) => id === typed.serviceId) ?? null;
  const { busy, problem, submit } = useCommand();
  const { of: errorOf, rest } = useFieldErrors(problem, FIELDS, typed, {
    sessions: words.takesSessions(1),
    validUntil: words.takesDay,
    price: billing.priceTakes,
  });
  const change = (part: Partial<typeof typed>) => setTyped((before) => ({ ...before, ...part }));
  const save = async () => {
    const { serviceId } = typed;
    const sale = { patientId: patient.id, serviceId, form: toForm(typed), price: isBilled ? price : null };
    const sold = await submit((clinic) => clinic.addPackage(sale), draft.saveNow);
    if (sold === undefined) return;
    draft.recorded();
    left.clear();
    onClose();
    const id = sold.invoice?.draftId;
    if (id === undefined) notifications.show({ message: words.sold(sold.service) });
    else offerStep(OFFER, words.sold(sold.service), words.openDraft, () => go({ page: "invoiceDraft", id }));
  };
  const close = () => (void draft.discard(), left.clear(), onClose());
  // only "Cancel" discards the draft
  const leaveForm = useLeave(left, [typed, setTyped], draft);
  const leave = () => (leaveForm(), onClose());
  return (
    <Modal
      opened
      onClose={leave}
      closeOnClickOutside={false}
      title={words.sell}
      closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void save())}>
        <Stack gap="md">
          <PatientLine patient={patient} />
          <ResumedNote at={left.at} onAfresh={() => void draft.discard().then(left.clear)} />
          <Select
            data-autofocus
            label={words.service}
            searchable
            openOnFocus={false}
            selectFirstOptionOnChange
            allowDeselect={false}
            data={services.map(({ id, name }) => ({ value: id, label: name }))}
            value={typed.serviceId === "" ? null : typed.serviceId}
            error={errorOf("serviceId")}
            onChange={(chosen) => {
              const next = services.find(({ id }) => id === chosen);
              if (next !== undefined) change({ serviceId: next.id, price: next.price });
            }}
          />
          <TermFields typed={typed} errorOf={errorOf} onChange={change} />
          <Checkbox
            label={words.withDraft}
            checked={isBilled}
            onChange={(event) => change({ isBilled: event.currentTarget.checked })}
          />
          {isBilled && (
            <DecimalInput
              label={words.price}
              value={price}
              error={errorOf("price")}
              onChange={(event) => change({ price: event.currentTarget.value })}
            />
          )}
          {isBilled && <Total service={service} sessions={typed.sessions} price={price} />}
          <NoteField typed={typed} errorOf={errorOf} onChange={change} />
          {rest !== null && <ProblemAlert problem={rest} />}
          <DialogActions onClose={close}>
            <Button type="submit" loading={busy}>
              {words.sell}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}

/** What the sessions cost together, once that can be computed. */
function Total({ service, sessions, price }: { service: ServiceView | null; sessions: string; price: string }) {
  const { packages: words } = useWords();
  const format = useFormat();
  if (service === null) return null;
  const { currency, tax } = service;
  const decimals = format.decimalsOf(currency);
  const typed = price.trim() === "" ? service.price : price;
  const [one, sum] = [times(typed, "1", decimals), times(typed, sessions, decimals)];
  if (one === null || sum === null) return null;
  const total = words.total(sessions.trim(), format.money(one, currency), format.money(sum, currency));
  return (
    <Text role="status" className="tabular">
      {Number(tax) === 0 ? total : words.plusTax(total, `${format.number(Number(tax), 2)}${THIN}%`)}
    </Text>
  );
}
