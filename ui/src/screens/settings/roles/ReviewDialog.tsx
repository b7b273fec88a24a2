import { Alert, Button, Modal, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useCommand } from "../../../ipc/use-clinic";
import type { Right, RoleView } from "../../../ipc/views";
import { DialogActions } from "../../../parts/AskDialog";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { useWords } from "../../../words/speech";
import { changesOf, type Edited, formOf, rightsOf, without } from "./changes";
import classes from "./Roles.module.css";

interface Props {
  roles: RoleView[];
  edited: Edited;
  /** With what is still to be saved, where one of several roles was refused. */
  onSaved: (roles: RoleView[], left: Edited) => void;
  onClose: () => void;
}

/** What the changes mean, role by role, before they take effect. */
export function ReviewDialog({ roles, edited, onSaved, onClose }: Props) {
  const { roles: words, rights, frame } = useWords();
  const { busy, problem, run } = useCommand();
  const changed = roles.filter(({ id }) => id in edited);
  const changes = changesOf(roles, edited);
  const isEmpty = changed.some((role) => rightsOf(role, edited).length === 0);
  const isLacking = problem?.field === "rights" && problem.reason === "required";
  const needed = isLacking ? (problem.reference as Right | null) : null;
  const apply = async () => {
    let left = edited;
    for (const role of changed) {
      const now = await run((clinic) => clinic.editRole(role.id, role.seen, formOf(role, {}), formOf(role, edited)));
      if (!now) return;
      left = without(left, role);
      onSaved(now, left);
    }
    notifications.show({ message: words.saved });
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={words.reviewTitle} closeButtonProps={{ "aria-label": frame.close }}>
      <Stack gap="md">
        {changed.map((role) => (
          <div key={role.id}>
            <ul className={classes.changes}>
              {changes
                .filter((change) => change.role.id === role.id)
                .map(({ right, isGiven }) => (
                  <li key={right}>
                    <Text size="sm">{(isGiven ? words.now : words.noLonger)(role.name, rights[right])}</Text>
                  </li>
                ))}
            </ul>
            <Text size="sm" c="dimmed">
              {words.reach(words.members(role.members))}
            </Text>
          </div>
        ))}
        {changes.some(({ isGiven }) => !isGiven) && (
          <Text size="sm" c="dimmed">
            {words.keys}
          </Text>
        )}
        {isEmpty && <Alert color="yellow">{words.missingRights}</Alert>}
        {needed && <Alert color="yellow">{words.alsoNeeds(rights[needed])}</Alert>}
        {problem !== null && !needed && <ProblemAlert problem={problem} />}
        <DialogActions onClose={onClose}>
          <Button loading={busy} disabled={isEmpty} data-autofocus onClick={() => void apply()}>
            {words.apply}
          </Button>
        </DialogActions>
      </Stack>
    </Modal>
  );
}
