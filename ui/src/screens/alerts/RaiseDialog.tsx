import { Button, Group, Modal, SegmentedControl, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { fieldLengths } from "../../ipc/bindings";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import { type LeftForm, useLeftForm, useTypedForm } from "../../ipc/use-left-form";
import type { AlertForm, AlertKind, AlertSites, AlertPriority, FormOf, Id } from "../../ipc/views";
import { DialogActions } from "../../parts/AskDialog";
import { Loaded } from "../../parts/Loaded";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { ResumedNote } from "../../parts/ResumedNote";
import { Select } from "../../parts/Select";
import { useFieldErrors } from "../../parts/use-field-errors";
import { useWords } from "../../words/speech";

const PRIORITIES: AlertPriority[] = ["low", "medium", "high", "critical"];
const KINDS: AlertKind[] = ["medical", "security", "fire", "operational"];
const HOURS = { never: null, hour: 1, shift: 8, day: 24 };
type Expiry = keyof typeof HOURS;
const EXPIRIES: Expiry[] = ["never", "hour", "shift", "day"];
const HOUR_MS = 3_600_000;
const OF: FormOf = { form: "setting", list: "alerts", id: null };

/** What is typed; when it ends counts from the moment in which it is raised. */
interface Typed {
  form: Omit<AlertForm, "expiresAt">;
  expiry: Expiry;
}
const BLANK: Typed = {
  form: {
    kind: "medical",
    priority: "high",
    facilityId: null,
    departmentId: null,
    roomId: null,
    title: "",
    description: "",
  },
  expiry: "never",
};

/** What is the matter, where, and how urgent; what was left of it is there again. */
export function RaiseDialog({ onClose }: { onClose: () => void }) {
  const { alerts: words, frame } = useWords();
  const left = useLeftForm<Typed>(OF, BLANK);
  const view = useClinicQuery(queries.alertSites());
  // a dialog that opens without its fields gives the focus to its cross, and the first space would close it
  if (left.isPending || (view.value === null && view.problem === null)) return null;
  return (
    <Modal
      opened
      onClose={onClose}
      closeOnClickOutside={false}
      title={words.raise}
      closeButtonProps={{ "aria-label": frame.close }}>
      <Loaded of={view}>{(all: AlertSites) => <Fields key={left.at} all={all} left={left} onClose={onClose} />}</Loaded>
    </Modal>
  );
}

function Fields({ all, left, onClose }: { all: AlertSites; left: LeftForm<Typed>; onClose: () => void }) {
  const { alerts } = useWords();
  const words = alerts.form;
  const own = { facilityId: all.facilityId, departmentId: all.departmentId };
  const [typed, setTyped] = useState<Typed>(left.typed ?? { ...BLANK, form: { ...BLANK.form, ...own } });
  const { form, expiry } = typed;
  const draft = useTypedForm(OF, typed);
  const { busy, problem, submit } = useCommand();
  const fields = ["title", "description", "facility", "department", "room", "expiresAt"];
  const values = {
    ...form,
    facility: form.facilityId,
    department: form.departmentId,
    room: form.roomId,
    expiresAt: expiry,
  };
  const { of: errorOf, rest } = useFieldErrors(problem, fields, values);
  const isOffline = useClinicQuery(queries.syncStatus()).value?.state === "offline";
  const change = (part: Partial<Typed["form"]>) =>
    setTyped((before) => ({ ...before, form: { ...before.form, ...part } }));
  const site = all.sites.find(({ id }) => id === form.facilityId);
  const choices = (of: { id: Id; name: string }[] = []) => of.map(({ id, name }) => ({ value: id, label: name }));
  const raise = async () => {
    const hours = HOURS[expiry];
    const expiresAt = hours === null ? null : new Date(Date.now() + hours * HOUR_MS).toISOString();
    const raised = await submit((clinic) => clinic.raiseAlert({ ...form, expiresAt }), draft.saveNow);
    if (!raised) return;
    await draft.discard();
    left.clear();
    notifications.show({ message: words.raised(raised.title) });
    onClose();
  };
  const close = () => (void draft.discard(), left.clear(), onClose());
  return (
    <form onSubmit={(event) => (event.preventDefault(), void raise())}>
      <Stack gap="md">
        <ResumedNote at={left.at} onAfresh={() => void draft.discard().then(left.clear)} />
        {isOffline && (
          <Text role="status" size="sm" c="var(--nv-warn-text)">
            {words.offline}
          </Text>
        )}
        <TextInput
          data-autofocus
          label={words.title}
          description={words.titleHelp}
          inputWrapperOrder={["label", "input", "description", "error"]}
          value={form.title}
          maxLength={fieldLengths.alert.title}
          error={errorOf("title")}
          autoComplete="off"
          onChange={(event) => change({ title: event.currentTarget.value })}
        />
        <div>
          <Text component="span" size="xs" fw={500} id="alert-priority">
            {words.priority}
          </Text>
          <SegmentedControl
            fullWidth
            aria-labelledby="alert-priority"
            value={form.priority}
            data={PRIORITIES.map((value) => ({ value, label: alerts.priorities[value] }))}
            onChange={(priority) => change({ priority })}
          />
        </div>
        <Group grow align="flex-start">
          <Select
            label={words.kind}
            value={form.kind}
            allowDeselect={false}
            data={KINDS.map((value) => ({ value, label: alerts.kinds[value] }))}
            onChange={(kind) => kind !== null && change({ kind })}
          />
          <Select
            label={words.facility}
            value={form.facilityId}
            allowDeselect={false}
            error={errorOf("facility")}
            data={choices(all.sites)}
            onChange={(facilityId) => change({ facilityId, departmentId: null, roomId: null })}
          />
        </Group>
        <Group grow align="flex-start">
          <Select
            label={words.department}
            placeholder={words.departmentAll}
            clearable
            value={form.departmentId}
            error={errorOf("department")}
            data={choices(site?.departments)}
            onChange={(departmentId) => change({ departmentId })}
          />
          <Select
            label={words.room}
            placeholder={words.roomNone}
            clearable
            value={form.roomId}
            error={errorOf("room")}
            data={choices(site?.rooms)}
            onChange={(roomId) => change({ roomId })}
          />
        </Group>
        <Textarea
          label={words.description}
          autosize
          minRows={2}
          value={form.description}
          maxLength={fieldLengths.alert.description}
          error={errorOf("description")}
          onChange={(event) => change({ description: event.currentTarget.value })}
        />
        <Select
          label={words.expires}
          value={expiry}
          allowDeselect={false}
          error={errorOf("expiresAt")}
          data={EXPIRIES.map((value) => ({ value, label: words.expiries[value] }))}
          onChange={(to) => to !== null && setTyped((before) => ({ ...before, expiry: to }))}
        />
        {rest !== null && <ProblemAlert problem={rest} />}
        <DialogActions missing={form.title.trim() === "" ? words.missing : null} onClose={close}>
          <Button type="submit" loading={busy} disabled={form.title.trim() === ""}>
            {alerts.raise}
          </Button>
        </DialogActions>
      </Stack>
    </form>
  );
}
