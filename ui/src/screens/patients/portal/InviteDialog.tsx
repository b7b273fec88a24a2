import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useCommand } from "../../../ipc/use-clinic";
import type { PatientName, PortalAccountView, PortalContents, PortalInvitation } from "../../../ipc/views";
import { DialogActions, PatientLine } from "../../../parts/AskDialog";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { useWords } from "../../../words/speech";
import { ContentsChoice } from "./ContentsChoice";
import classes from "./Portal.module.css";

const NOTHING: PortalContents = { visits: false, plans: false, measurements: false, documents: false };

/** Asks what the portal may show, then shows both tokens this once. */
export function InviteDialog({
  patient,
  account,
  onClose,
}: {
  patient: PatientName;
  account: PortalAccountView | null;
  onClose: () => void;
}) {
  const { portal, frame } = useWords();
  const [shows, setShows] = useState(account?.shows ?? NOTHING);
  const [invitation, setInvitation] = useState<PortalInvitation | null>(null);
  // the version when the dialog opened: a concurrent invitation by another user must not be overwritten
  const [seen] = useState(account?.seen ?? null);
  const { busy, problem, run } = useCommand();
  const invite = async () => {
    const invited = await run((clinic) => clinic.inviteToPortal({ patientId: patient.id, seen, shows }));
    if (invited) setInvitation(invited);
  };
  const title = account === null ? portal.invite : portal.inviteAnew;
  return (
    <Modal
      opened
      onClose={onClose}
      closeOnClickOutside={invitation === null}
      closeOnEscape={invitation === null}
      withCloseButton={invitation === null}
      title={invitation === null ? title : portal.tokensTitle}
      closeButtonProps={{ "aria-label": frame.close }}>
      {invitation === null ? (
        <form onSubmit={(event) => (event.preventDefault(), void invite())}>
          <Stack gap="md">
            <PatientLine patient={patient} />
            <ContentsChoice shows={shows} onChange={setShows} />
            <Text size="sm">{portal.inviteHelp}</Text>
            {problem !== null && <ProblemAlert problem={problem} />}
            <DialogActions onClose={onClose}>
              <Button type="submit" loading={busy} data-autofocus>
                {portal.send}
              </Button>
            </DialogActions>
          </Stack>
        </form>
      ) : (
        <Tokens patient={patient} invitation={invitation} onDone={onClose} />
      )}
    </Modal>
  );
}

function Tokens({
  patient,
  invitation,
  onDone,
}: {
  patient: PatientName;
  invitation: PortalInvitation;
  onDone: () => void;
}) {
  const { portal } = useWords();
  const tokens: [string, string][] = [
    [portal.activationToken, invitation.activationToken],
    [portal.verificationToken, invitation.verificationToken],
  ];
  return (
    <Stack gap="md">
      <PatientLine patient={patient} />
      <Text size="sm">{portal.tokensHelp}</Text>
      <dl className={classes.tokens}>
        {tokens.map(([label, token]) => (
          <div key={label}>
            <dt className={classes.legend}>{label}</dt>
            <dd className={classes.token}>{token}</dd>
          </div>
        ))}
      </dl>
      <Group gap="sm">
        <Button autoFocus onClick={onDone}>
          {portal.done}
        </Button>
      </Group>
    </Stack>
  );
}
