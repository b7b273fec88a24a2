import { ActionIcon, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import type { Clinic } from "../../../ipc/clinic";
import { useCommand } from "../../../ipc/use-clinic";
import type { FormOf, PatientName, ReadVersionToken } from "../../../ipc/views";
import { type EditField, EditRow } from "../../../parts/EditRow";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { offerUndo } from "../../../parts/undo";
import { useWords } from "../../../words/speech";
import { ErrorDialog } from "./ErrorDialog";

/** The fields that every list's row in the chart has. */
export interface Entry {
  id: string;
  seen: ReadVersionToken;
}

/** The last thing that was done with a row is what can be undone. */
export const undoIdOf = (view: Entry) => `entry-${view.id}`;

/** One row of the chart: edited in place, and removed with a reason and Undo. `menu` has its further items. */
export function EntryRow<Form extends object>({
  name,
  view,
  fields,
  form,
  patient,
  mayEdit,
  of,
  mayBeEmpty,
  save,
  remove,
  restore,
  menu,
  children,
}: {
  name: string;
  view: Entry;
  fields: EditField<Form>[];
  form: Form;
  patient: PatientName;
  mayEdit: boolean;
  of: FormOf;
  mayBeEmpty?: boolean;
  save: (clinic: Clinic, form: Form) => Promise<unknown>;
  remove: (clinic: Clinic, id: string, seen: ReadVersionToken, reason: string) => Promise<ReadVersionToken>;
  restore: (clinic: Clinic, id: string, seen: ReadVersionToken) => Promise<unknown>;
  menu?: ReactNode;
  children: ReactNode;
}) {
  const { background, frame } = useWords();
  const [asks, setAsks] = useState(false);
  const { problem, run } = useCommand();
  const onRemoved = (seen: ReadVersionToken) =>
    offerUndo(undoIdOf(view), background.removed(name), frame, () => run((clinic) => restore(clinic, view.id, seen)));
  return (
    <>
      <EditRow
        name={name}
        fields={fields}
        form={form}
        of={of}
        mayEdit={mayEdit}
        mayBeEmpty={mayBeEmpty}
        save={save}
        actions={
          <Menu>
            <Menu.Target>
              <ActionIcon size="sm" aria-label={frame.labelled(frame.more, name)}>
                <IconDots size={16} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {menu}
              <Menu.Item onClick={() => setAsks(true)}>{background.enteredInError}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        }>
        {children}
      </EditRow>
      {problem !== null && <ProblemAlert problem={problem} />}
      {asks && (
        <ErrorDialog
          name={name}
          patient={patient}
          remove={(clinic, reason) => remove(clinic, view.id, view.seen, reason)}
          onRemoved={onRemoved}
          onClose={() => setAsks(false)}
        />
      )}
    </>
  );
}
