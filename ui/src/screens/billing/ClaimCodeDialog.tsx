import { Button, Group, Modal, Stack, Switch, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { fieldLengths } from "../../ipc/bindings";
import type { Clinic } from "../../ipc/clinic";
import { useCommand } from "../../ipc/use-clinic";
import { changedOver, type LeftForm, useLeftForm, useTypedForm } from "../../ipc/use-left-form";
import type { ClaimCodeForm, ClaimCodeView, FormOf } from "../../ipc/views";
import { DialogActions } from "../../parts/AskDialog";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { ResumedNote } from "../../parts/ResumedNote";
import { useFieldErrors } from "../../parts/use-field-errors";
import { useWords } from "../../words/speech";

const BLANK: ClaimCodeForm = { code: "", name: "", isActive: true };

/** The fields of a form without what only a stored code has. */
const formOf = ({ code, name, isActive }: ClaimCodeForm): ClaimCodeForm => ({ code, name, isActive });

interface Props {
  code: ClaimCodeView | null;
  onClose: () => void;
  onSaved: () => void;
}

/** What is typed over the code as it was. */
interface Typed {
  loaded: ClaimCodeForm;
  form: ClaimCodeForm;
}

/** A new claim code or one that is edited; what was left of it is there again. */
export function ClaimCodeDialog(props: Props) {
  const of: FormOf = { form: "setting", list: "claimCodes", id: props.code?.id ?? null };
  const left = useLeftForm<Typed>(of, { loaded: BLANK, form: BLANK });
  return !left.isPending && <ClaimCodeFields key={left.at} {...props} of={of} left={left} />;
}

function ClaimCodeFields({ code, of, left, onClose, onSaved }: Props & { of: FormOf; left: LeftForm<Typed> }) {
  const { claims: words, frame } = useWords();
  const loaded = formOf(code ?? BLANK);
  const [form, setForm] = useState(() =>
    left.typed === null ? loaded : changedOver(loaded, left.typed.loaded, left.typed.form),
  );
  const draft = useTypedForm(of, { loaded, form });
  const { busy, problem, submit } = useCommand();
  const { of: errorOf, wrong, rest } = useFieldErrors(problem, Object.keys(form), form);
  const isTaken = (field: string) => wrong(field)?.reason === "taken";
  const change = (part: Partial<ClaimCodeForm>) => setForm((before) => ({ ...before, ...part }));
  const save = async () => {
    const write = (clinic: Clinic) =>
      code === null ? clinic.addClaimCode(form) : clinic.editClaimCode(code.id, code.seen, loaded, form);
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
  const isReady = [form.code, form.name].every((text) => text.trim() !== "");
  return (
    <Modal
      opened
      onClose={leave}
      closeOnClickOutside={false}
      title={code === null ? words.add : words.edit}
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
              maxLength={fieldLengths.claimCode.code}
              autoComplete="off"
              error={isTaken("code") ? words.codeTaken : errorOf("code")}
              onChange={(event) => change({ code: event.currentTarget.value })}
            />
            <TextInput
              label={words.name}
              value={form.name}
              maxLength={fieldLengths.claimCode.name}
              autoComplete="off"
              error={isTaken("name") ? words.nameTaken : errorOf("name")}
              onChange={(event) => change({ name: event.currentTarget.value })}
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
