import { Button, Modal, Stack, Switch, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { fieldLengths } from "../../ipc/bindings";
import type { Clinic } from "../../ipc/clinic";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import { changedOver, type LeftForm, useLeftForm, useTypedForm } from "../../ipc/use-left-form";
import type { FacilityRow, FormOf, LocationForm, LocationKind, LocationRow, SettingList } from "../../ipc/views";
import { DialogActions } from "../../parts/AskDialog";
import { Chip } from "../../parts/Chip";
import { type Column, DataTable } from "../../parts/DataTable";
import { Loaded } from "../../parts/Loaded";
import { Panel } from "../../parts/Panel";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { ResumedNote } from "../../parts/ResumedNote";
import { Select } from "../../parts/Select";
import { useFieldErrors } from "../../parts/use-field-errors";
import { useWords } from "../../words/speech";
import classes from "./Settings.module.css";

const LISTS: Record<LocationKind, SettingList> = { department: "departments", room: "rooms" };

/** The departments or the rooms of all facilities. */
export function LocationsPanel({ kind }: { kind: LocationKind }) {
  const { locations } = useWords();
  const words = locations.of[kind];
  const [edited, setEdited] = useState<LocationRow | "new" | null>(null);
  const view = useClinicQuery(queries.locations(kind));
  const facilities = useClinicQuery(queries.facilities());
  const columns: Column<LocationRow>[] = [
    { key: "name", head: locations.name, cell: (row) => row.name },
    { key: "code", wide: true, head: locations.code, width: 96, cell: (row) => row.code },
    {
      key: "usedBy",
      wide: true,
      head: locations.usedBy,
      width: 184,
      cell: (row) => [words.usedBy(row.usedBy), ...(row.stays > 0 ? [locations.stays(row.stays)] : [])].join(", "),
    },
    {
      key: "facility",
      head: locations.facility,
      width: 168,
      cell: (row) => (row.isActive ? row.facility : <Chip word="inactive" />),
    },
  ];
  return (
    <Panel
      title={words.title}
      flush
      action={
        <Button size="xs" variant="default" disabled={facilities.value === null} onClick={() => setEdited("new")}>
          {words.add}
        </Button>
      }>
      <Loaded of={view}>
        {(rows) =>
          rows.length === 0 ? (
            <p className={classes.nothing}>{words.nothing}</p>
          ) : (
            <DataTable label={words.title} rows={rows} columns={columns} rowKey={(row) => row.id} onOpen={setEdited} />
          )
        }
      </Loaded>
      {edited !== null && facilities.value !== null && (
        <LocationDialog
          kind={kind}
          location={edited === "new" ? null : edited}
          facilities={facilities.value}
          onClose={() => setEdited(null)}
          onSaved={view.reload}
        />
      )}
    </Panel>
  );
}

/** The fields of a form without what only a stored location has. */
function formOf(row: LocationRow): LocationForm {
  return { name: row.name, code: row.code ?? "", facilityId: row.facilityId, isActive: row.isActive };
}

interface Props {
  kind: LocationKind;
  location: LocationRow | null;
  facilities: FacilityRow[];
  onClose: () => void;
  onSaved: () => void;
}

/** The form, and the location that it was loaded with. */
interface Typed {
  loaded: LocationForm;
  form: LocationForm;
}

/** Adds or edits a location; restores an unfinished draft. */
function LocationDialog(props: Props) {
  const { kind, location, facilities } = props;
  const inUse = facilities.find(({ isActive }) => isActive) ?? facilities[0];
  const blank: LocationForm = { name: "", code: "", facilityId: inUse?.id ?? null, isActive: true };
  const loaded = location === null ? blank : formOf(location);
  const of: FormOf = { form: "setting", list: LISTS[kind], id: location?.id ?? null };
  const left = useLeftForm<Typed>(of, { loaded, form: loaded });
  return !left.isPending && <LocationFields key={left.at} {...props} loaded={loaded} of={of} left={left} />;
}

type FieldsProps = Props & { loaded: LocationForm; of: FormOf; left: LeftForm<Typed> };

function LocationFields({ kind, location, facilities, loaded, of, left, onClose, onSaved }: FieldsProps) {
  const { locations, frame } = useWords();
  const words = locations.of[kind];
  const [form, setForm] = useState(() =>
    left.typed === null ? loaded : changedOver(loaded, left.typed.loaded, left.typed.form),
  );
  const draft = useTypedForm(of, { loaded, form });
  const { busy, problem, submit } = useCommand();
  const errors = useFieldErrors(problem, Object.keys(form), form);
  const isTaken = errors.wrong("name")?.reason === "taken";
  const change = (part: Partial<LocationForm>) => setForm((before) => ({ ...before, ...part }));
  const save = async () => {
    const write = (clinic: Clinic) =>
      location === null
        ? clinic.addLocation(kind, form)
        : clinic.editLocation(kind, location.id, location.seen, loaded, form);
    const saved = await submit(write, draft.saveNow);
    if (!saved) return;
    await draft.discard();
    left.clear();
    notifications.show({ message: locations.saved(saved.name) });
    onSaved();
    onClose();
  };
  const close = () => (void draft.discard(), left.clear(), onClose());
  // Escape is often pressed by accident: it keeps the draft, only "Cancel" discards it
  const leave = () => (void left.leave(draft.saveNow), onClose());
  const lengths = fieldLengths[kind];
  const { usedBy = 0, stays = 0 } = location ?? {};
  const uses = [usedBy > 0 ? words.stillUsed(usedBy) : "", stays > 0 ? locations.stillStays(stays) : ""];
  const used = location?.isActive ? uses.filter(Boolean).join(", ") : "";
  const offered = facilities.filter(({ id, isActive }) => isActive || id === loaded.facilityId);
  return (
    <Modal
      opened
      onClose={leave}
      closeOnClickOutside={false}
      title={location === null ? words.add : words.edit}
      closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void save())}>
        <Stack gap="md">
          <ResumedNote at={left.at} onAfresh={() => void draft.discard().then(left.clear)} />
          <TextInput
            data-autofocus
            label={locations.name}
            value={form.name}
            maxLength={lengths.name}
            error={isTaken ? locations.taken : errors.of("name")}
            autoComplete="off"
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <TextInput
            label={locations.code}
            description={locations.codeHelp}
            inputWrapperOrder={["label", "input", "error", "description"]}
            value={form.code}
            maxLength={lengths.code}
            error={errors.of("code")}
            autoComplete="off"
            onChange={(event) => change({ code: event.currentTarget.value })}
          />
          {offered.length > 1 && (
            <Select
              allowDeselect={false}
              label={locations.facility}
              data={offered.map(({ id, name }) => ({ value: id, label: name }))}
              value={form.facilityId}
              error={errors.of("facilityId")}
              onChange={(facilityId) => change({ facilityId })}
            />
          )}
          {location !== null && (
            <Switch
              label={locations.inUse}
              description={used === "" ? locations.inUseHelp : locations.stillUsedHelp(used)}
              checked={form.isActive}
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
