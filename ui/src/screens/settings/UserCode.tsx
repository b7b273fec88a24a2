import { Button, DataList, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useCommand } from "../../ipc/use-clinic";
import type { PendingCode, UserCode, UserRow } from "../../ipc/views";
import { DialogActions } from "../../parts/AskDialog";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Settings.module.css";
import { UserLine } from "./UserLine";

/** How far a user is who has not chosen a password yet. */
export function codeState(
  code: PendingCode,
  words: ReturnType<typeof useWords>["userCodes"],
  format: ReturnType<typeof useFormat>,
): string {
  const time = format.time(code.expiresAt);
  if (code.isExpired) return words.expired;
  return code.isReset ? words.reset(time) : words.pending(time);
}

/** The code that a user signs in with once. It is shown here and never again. */
export function ShownCode({ code, onClose }: { code: UserCode; onClose: () => void }) {
  const { settings, userCodes: words } = useWords();
  const format = useFormat();
  return (
    <Stack gap="md">
      <DataList size="sm" orientation="vertical">
        <DataList.Item>
          <DataList.ItemLabel>{settings.username}</DataList.ItemLabel>
          <DataList.ItemValue>{code.username}</DataList.ItemValue>
        </DataList.Item>
        <DataList.Item>
          <DataList.ItemLabel>{settings.code}</DataList.ItemLabel>
          <DataList.ItemValue className={classes.code}>{code.code}</DataList.ItemValue>
        </DataList.Item>
      </DataList>
      <Text size="sm" role="status">
        {words.shown(format.time(code.expiresAt))}
      </Text>
      <div>
        <Button data-autofocus onClick={onClose}>
          {words.done}
        </Button>
      </div>
    </Stack>
  );
}

interface Props {
  user: UserRow;
  onClose: () => void;
  onChanged: () => void;
}

/** Makes a new code for a user whose code has expired, or who forgot their password. */
export function NewCodeDialog({ user, onClose, onChanged }: Props) {
  const { userCodes: words, frame } = useWords();
  const [made, setMade] = useState<UserCode | null>(null);
  const { busy, problem, run } = useCommand();
  const make = async () => {
    const code = await run((clinic) => clinic.newUserCode(user.id));
    if (!code) return;
    setMade(code);
    onChanged();
  };
  const title = user.code === null ? words.resetPassword : words.newCode;
  return (
    <Modal
      key={made === null ? "ask" : "code"}
      opened
      onClose={onClose}
      closeOnClickOutside={made === null}
      closeOnEscape={made === null}
      title={made === null ? frame.labelled(title, user.name) : words.codeOf(user.name)}
      closeButtonProps={{ "aria-label": frame.close }}>
      {made === null ? (
        <Stack gap="md">
          <UserLine user={user} />
          <Text size="sm">{user.code === null ? words.resetHelp : words.newCodeHelp}</Text>
          {problem !== null && <ProblemAlert problem={problem} />}
          <DialogActions onClose={onClose}>
            <Button loading={busy} data-autofocus onClick={() => void make()}>
              {words.make}
            </Button>
          </DialogActions>
        </Stack>
      ) : (
        <ShownCode code={made} onClose={onClose} />
      )}
    </Modal>
  );
}
