import { Button, Group, Modal, Stack, Switch, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { fieldLengths } from "../../ipc/bindings";
import type { Clinic } from "../../ipc/clinic";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import { changedOver, type LeftForm, useLeftForm, useTypedForm } from "../../ipc/use-left-form";
import type { FormOf, ServiceForm, ServiceView } from "../../ipc/views";
import { DecimalInput } from "../../parts/DecimalInput";
import { DialogActions } from "../../parts/AskDialog";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { ResumedNote } from "../../parts/ResumedNote";
import { Select } from "../../parts/Select";
import { useFieldErrors } from "../../parts/use-field-errors";
import { useFormat, useWords } from "../../words/speech";

const BLANK: ServiceForm = { code: "", name: "", price: "", currency: "", tax: "0", isActive: true };

/** The fields of a form without what only a stored service has. */
function formOf({ code, name, price, currency, tax, isActive }: ServiceForm) {
  return { code, name, price, currency, tax, isActive };
}

interface Props {
  service: ServiceView | null;
  onClose: () => void;
  onSaved: () => void;
}

/** What is typed over the service as it was. */
interface Typed {
  loaded: ServiceForm;
  form: ServiceForm;
}

/** A new service or one that is edited; what was left of it is there again. */
export function ServiceDialog(props: Props) {
  const of: FormOf = { form: "setting", list: "services", id: props.service?.id ?? null };
  const left = useLeftForm<Typed>(of, { loaded: BLANK, form: BLANK });
  return !left.isPending && <ServiceFields key={left.at} {...props} of={of} left={left} />;
}

function ServiceFields({ service, of, left, onClose, onSaved }: Props & { of: FormOf; left: LeftForm<Typed> }) {
  const { services: words, frame } = useWords();
  const format = useFormat();
  const currencies = useClinicQuery(queries.currencies()).value ?? [];
  const loaded = formOf(service ?? BLANK);
  const [form, setForm] = useState(() =>
    left.typed === null ? loaded : changedOver(loaded, left.typed.loaded, left.typed.form),
  );
  const draft = useTypedForm(of, { loaded, form });
  const { busy, problem, submit } = useCommand();
  const currency = form.currency === "" ? (currencies[0] ?? "") : form.currency;
  const takes = {
    price: words.amount(words.decimals(currency === "" ? 2 : format.decimalsOf(currency))),
    tax: words.percent,
  };
  const { of: errorOf, wrong, rest } = useFieldErrors(problem, Object.keys(form), form, takes);
  const isTaken = (field: string) => wrong(field)?.reason === "taken";
  const change = (part: Partial<ServiceForm>) => setForm((before) => ({ ...before, ...part }));
  const save = async () => {
    const write = (clinic: Clinic) =>
      service === null ? clinic.addService(form) : clinic.editService(service.id, service.seen, loaded, form);
    const saved = await submit(write, draft.saveNow);
    if (!saved) return;
    await draft.discard();
    left.clear();
    notifications.show({ message: words.saved(saved.name) });
    onSaved();
    onClose();
  };
  const close = () => (void draft.discard(), left.clear(), onClose());
  // Escape is struck by accident: only "Cancel" throws away what is typed
  const leave = () => (void left.leave(draft.saveNow), onClose());
  const isReady = [form.code, form.name, form.price].every((text) => text.trim() !== "");
  const offered = [...new Set([...currencies, ...(currency === "" ? [] : [currency])])];
  return (
    <Modal
      opened
      onClose={leave}
      closeOnClickOutside={false}
      title={service === null ? words.add : words.edit}
      closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void save())}>
        <Stack gap="md">
          <ResumedNote at={left.at} onAfresh={() => void draft.discard().then(left.clear)} />
          <Group grow align="flex-start" preventGrowOverflow={false} wrap="nowrap">
            <TextInput
              data-autofocus
              label={words.code}
              w={112}
              flex="none"
              value={form.code}
              maxLength={fieldLengths.service.code}
              autoComplete="off"
              error={isTaken("code") ? words.codeTaken : errorOf("code")}
              onChange={(event) => change({ code: event.currentTarget.value })}
            />
            <TextInput
              label={words.name}
              value={form.name}
              maxLength={fieldLengths.service.name}
              error={isTaken("name") ? words.nameTaken : errorOf("name")}
              onChange={(event) => change({ name: event.currentTarget.value })}
            />
          </Group>
          <Group grow align="flex-start">
            <DecimalInput
              label={words.price}
              value={form.price}
              error={errorOf("price")}
              onChange={(event) => change({ price: event.currentTarget.value })}
            />
            <Select
              label={words.currency}
              allowDeselect={false}
              data={offered}
              value={currency === "" ? null : currency}
              error={errorOf("currency")}
              onChange={(value) => value !== null && change({ currency: value })}
            />
            <DecimalInput
              label={words.tax}
              value={form.tax}
              error={errorOf("tax")}
              onChange={(event) => change({ tax: event.currentTarget.value })}
            />
          </Group>
          <Switch
            label={words.isOffered}
            checked={form.isActive}
            onChange={(event) => change({ isActive: event.currentTarget.checked })}
          />
          {rest !== null && <ProblemAlert problem={rest} />}
          <DialogActions missing={isReady ? null : words.missing} onClose={close}>
            <Button type="submit" loading={busy} disabled={!isReady}>
              {words.save}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}
