import { Button, Checkbox, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { queries } from "../../../ipc/queries";
import { useClinicQuery, useCommand } from "../../../ipc/use-clinic";
import type { PatientHeader, ServiceView } from "../../../ipc/views";
import { useNavigation } from "../../../nav/navigation";
import { times } from "../../../parts/amounts";
import { DialogActions, PatientLine } from "../../../parts/AskDialog";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { offerStep } from "../../../parts/undo";
import { useFieldErrors } from "../../../parts/use-field-errors";
import { THIN } from "../../../words/format";
import { useFormat, useWords } from "../../../words/speech";
import { NO_PACKAGE, toForm } from "./package-form";
import { NoteField, TermFields } from "./PackageFields";

const OFFER = "package-sold";
const FIELDS = ["serviceId", "sessions", "validUntil", "price", "note"];

/** Sells sessions of a service; with the draft of an invoice unless they are paid for elsewhere. */
export function SellDialog({ patient, onClose }: { patient: PatientHeader; onClose: () => void }) {
  const { packages: words, billing, frame } = useWords();
  const { go } = useNavigation();
  const services = (useClinicQuery(queries.services()).value ?? []).filter(({ isActive }) => isActive);
  const [service, setService] = useState<ServiceView | null>(null);
  const [typed, setTyped] = useState(NO_PACKAGE);
  const [price, setPrice] = useState("");
  const [isBilled, setIsBilled] = useState(true);
  const { busy, problem, submit } = useCommand();
  const { of: errorOf, rest } = useFieldErrors(problem, FIELDS, {
    sessions: words.takesSessions(1),
    validUntil: words.takesDay,
    price: billing.priceTakes,
  });
  const change = (part: Partial<typeof typed>) => setTyped((before) => ({ ...before, ...part }));
  const save = async () => {
    const sold = await submit((clinic) =>
      clinic.addPackage({
        patientId: patient.id,
        serviceId: service?.id ?? "",
        form: toForm(typed),
        price: isBilled ? price : null,
      }),
    );
    if (sold === undefined) return;
    onClose();
    const id = sold.invoice?.draftId;
    if (id === undefined) notifications.show({ message: words.sold(sold.service) });
    else offerStep(OFFER, words.sold(sold.service), words.openDraft, () => go({ page: "invoiceDraft", id }));
  };
  return (
    <Modal
      opened
      onClose={onClose}
      closeOnClickOutside={false}
      title={words.sell}
      closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void save())}>
        <Stack gap="md">
          <PatientLine patient={patient} />
          <Select
            data-autofocus
            label={words.service}
            searchable
            openOnFocus={false}
            selectFirstOptionOnChange
            allowDeselect={false}
            data={services.map(({ id, name }) => ({ value: id, label: name }))}
            value={service?.id ?? null}
            error={errorOf("serviceId")}
            onChange={(chosen) => {
              const next = services.find(({ id }) => id === chosen);
              if (next === undefined) return;
              setService(next);
              setPrice(next.price);
            }}
          />
          <TermFields typed={typed} errorOf={errorOf} onChange={change} />
          <Checkbox
            label={words.withDraft}
            checked={isBilled}
            onChange={(event) => setIsBilled(event.currentTarget.checked)}
          />
          {isBilled && (
            <TextInput
              label={words.price}
              inputMode="decimal"
              value={price}
              error={errorOf("price")}
              autoComplete="off"
              onChange={(event) => setPrice(event.currentTarget.value)}
            />
          )}
          {isBilled && <Total service={service} sessions={typed.sessions} price={price} />}
          <NoteField typed={typed} errorOf={errorOf} onChange={change} />
          {rest !== null && <ProblemAlert problem={rest} />}
          <DialogActions onClose={onClose}>
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
