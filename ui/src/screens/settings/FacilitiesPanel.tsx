import { Autocomplete, Button, Modal, Stack, Switch, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { fieldLengths } from "../../ipc/bindings";
import type { Clinic } from "../../ipc/clinic";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import { changedOver, type LeftForm, useLeftForm, useTypedForm } from "../../ipc/use-left-form";
import type { FacilityForm, FacilityRow, FormOf } from "../../ipc/views";
import { DialogActions } from "../../parts/AskDialog";
import { Chip } from "../../parts/Chip";
import { type Column, DataTable } from "../../parts/DataTable";
import { Loaded } from "../../parts/Loaded";
import { Panel } from "../../parts/Panel";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { ResumedNote } from "../../parts/ResumedNote";
import { useFieldErrors } from "../../parts/use-field-errors";
import { useWords } from "../../words/speech";

/** The buildings of the clinic, each with its time zone and currency. */
export function FacilitiesPanel() {
  const { locations: words } = useWords();
  const [edited, setEdited] = useState<FacilityRow | "new" | null>(null);
  const view = useClinicQuery(queries.facilities());
  const columns: Column<FacilityRow>[] = [
    { key: "name", head: words.name, cell: (row) => row.name },
    { key: "zone", wide: true, head: words.timeZone, width: 168, cell: (row) => row.timeZone },
    {
      key: "currency",
      head: words.currency,
      width: 104,
      cell: (row) => (row.isActive ? row.currency : <Chip word="inactive" />),
    },
  ];
  return (
    <Panel
      title={words.facilities}
      flush
      action={
        <Button size="xs" variant="default" onClick={() => setEdited("new")}>
          {words.addFacility}
        </Button>
      }>
      <Loaded of={view}>
        {(rows) => (
          <>
            <DataTable
              label={words.facilities}
              rows={rows}
              columns={columns}
              rowKey={(row) => row.id}
              onOpen={setEdited}
            />
            {edited !== null && (
              <FacilityDialog
                facility={edited === "new" ? null : edited}
                blank={blankLike(rows)}
                onClose={() => setEdited(null)}
                onSaved={view.reload}
              />
            )}
          </>
        )}
      </Loaded>
    </Panel>
  );
}

/** A new facility has the time zone and the currency of the first one. */
function blankLike([first]: FacilityRow[]): FacilityForm {
  return {
    name: "",
    address: "",
    phone: "",
    licenceNumber: "",
    timeZone: first?.timeZone ?? "UTC",
    currency: first?.currency ?? "EUR",
    isActive: true,
  };
}

/** The fields of a form without what only a stored facility has. */
function formOf({ name, address, phone, licenceNumber, timeZone, currency, isActive }: FacilityForm): FacilityForm {
  return { name, address, phone, licenceNumber, timeZone, currency, isActive };
}

interface Props {
  facility: FacilityRow | null;
  blank: FacilityForm;
  onClose: () => void;
  onSaved: () => void;
}

/** The form, and the facility that it was loaded with. */
interface Typed {
  loaded: FacilityForm;
  form: FacilityForm;
}

/** Adds or edits a facility; restores an unfinished draft. */
function FacilityDialog(props: Props) {
  const of: FormOf = { form: "setting", list: "facilities", id: props.facility?.id ?? null };
  const left = useLeftForm<Typed>(of, { loaded: props.blank, form: props.blank });
  return !left.isPending && <FacilityFields key={left.at} {...props} of={of} left={left} />;
}

function FacilityFields({
  facility,
  blank,
  of,
  left,
  onClose,
  onSaved,
}: Props & { of: FormOf; left: LeftForm<Typed> }) {
  const { locations: words, frame } = useWords();
  const loaded = formOf(facility ?? blank);
  const [form, setForm] = useState(() =>
    left.typed === null ? loaded : changedOver(loaded, left.typed.loaded, left.typed.form),
  );
  const draft = useTypedForm(of, { loaded, form });
  const { busy, problem, submit } = useCommand();
  const takes = { currency: words.currencyTakes, isActive: words.onlyOne };
  const errors = useFieldErrors(problem, Object.keys(form), form, takes);
  const isTaken = errors.wrong("name")?.reason === "taken";
  const change = (part: Partial<FacilityForm>) => setForm((before) => ({ ...before, ...part }));
  const save = async () => {
    const write = (clinic: Clinic) =>
      facility === null ? clinic.addFacility(form) : clinic.editFacility(facility.id, facility.seen, loaded, form);
    const saved = await submit(write, draft.saveNow);
    if (!saved) return;
    await draft.discard();
    left.clear();
    notifications.show({ message: words.saved(saved.name) });
    onSaved();
    onClose();
  };
  const close = () => (void draft.discard(), left.clear(), onClose());
  // Escape is often pressed by accident: it keeps the draft, only "Cancel" discards it
  const leave = () => (void left.leave(draft.saveNow), onClose());
  const text = (field: "name" | "address" | "phone" | "licenceNumber" | "currency", label: string) => (
    <TextInput
      data-autofocus={field === "name" || undefined}
      label={label}
      value={form[field]}
      maxLength={fieldLengths.facility[field]}
      error={field === "name" && isTaken ? words.taken : errors.of(field)}
      autoComplete="off"
      onChange={(event) => change({ [field]: event.currentTarget.value })}
    />
  );
  return (
    <Modal
      opened
      onClose={leave}
      closeOnClickOutside={false}
      title={facility === null ? words.addFacility : words.editFacility}
      closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void save())}>
        <Stack gap="md">
          <ResumedNote at={left.at} onAfresh={() => void draft.discard().then(left.clear)} />
          {text("name", words.name)}
          {text("address", words.address)}
          {text("phone", words.phone)}
          {text("licenceNumber", words.licenceNumber)}
          <Autocomplete
            label={words.timeZone}
            data={Intl.supportedValuesOf("timeZone")}
            limit={20}
            value={form.timeZone}
            error={errors.of("timeZone")}
            onChange={(timeZone) => change({ timeZone })}
          />
          {text("currency", words.currency)}
          {facility !== null && (
            <Switch
              label={words.inUse}
              description={words.inUseHelp}
              checked={form.isActive}
              error={errors.of("isActive")}
              onChange={(event) => change({ isActive: event.currentTarget.checked })}
            />
          )}
          {errors.rest !== null && <ProblemAlert problem={errors.rest} />}
          <DialogActions onClose={close}>
            <Button type="submit" loading={busy} disabled={form.name.trim() === ""}>
              {frame.save}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}
