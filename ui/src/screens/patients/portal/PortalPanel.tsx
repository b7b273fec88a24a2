import { ActionIcon, Button, Menu, Text } from "@mantine/core";
import {
  type Icon,
  IconAlertTriangle,
  IconBan,
  IconCheck,
  IconCircleDashed,
  IconClock,
  IconClockPause,
  IconDots,
  IconPlus,
} from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useCommand } from "../../../ipc/use-clinic";
import type { Portal, PatientHeader, PortalAccountView, PortalState, PortalStatus } from "../../../ipc/views";
import { LooseChip } from "../../../parts/Chip";
import { damageText } from "../../../parts/FileAlert";
import { Panel } from "../../../parts/Panel";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { offerUndo } from "../../../parts/undo";
import type { Tone } from "../../../styles/tokens";
import { useFormat, useWords } from "../../../words/speech";
import background from "../parts/Entries.module.css";
import { ContentsChoice } from "./ContentsChoice";
import { InviteDialog } from "./InviteDialog";
import classes from "./Portal.module.css";

const LOOKS: Record<PortalState, { tone: Tone; icon: Icon }> = {
  none: { tone: "none", icon: IconCircleDashed },
  invited: { tone: "info", icon: IconClock },
  expired: { tone: "warn", icon: IconClock },
  active: { tone: "ok", icon: IconCheck },
  suspended: { tone: "paused", icon: IconClockPause },
  closed: { tone: "none", icon: IconBan },
  unsure: { tone: "bad", icon: IconAlertTriangle },
};
const MAY_INVITE: PortalState[] = ["none", "invited", "expired", "closed"];

/** The patient's portal account, and what a portal may show; there is no portal yet. */
export function PortalPanel({ patient, portal: shown }: { patient: PatientHeader; portal: Portal }) {
  const { portal, sync, patients } = useWords();
  const [invites, setInvites] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const { account, state } = shown;
  const lacks = patient.damaged.filter(({ what }) => what === "portal_account");
  const isToCome = state === "unsure" && account === null && lacks.length === 0;
  const close = () => {
    setInvites(false);
    requestAnimationFrame(() => button.current?.focus());
  };
  return (
    <Panel title={portal.title}>
      {lacks.map((damage) => (
        <LooseChip key={damage.what} tone="bad" icon={IconAlertTriangle} text={damageText(sync, damage)} />
      ))}
      {isToCome && <LooseChip tone="warn" icon={IconAlertTriangle} text={patients.partial} />}
      {account === null
        ? state === "none" && <p className={classes.none}>{portal.states.none}</p>
        : account && <Account account={account} state={state} mayEdit={patient.mayEdit} />}
      {patient.mayEdit && MAY_INVITE.includes(state) && (
        <Button
          ref={button}
          className={background.quiet}
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => setInvites(true)}>
          {account === null ? portal.invite : portal.inviteAnew}
        </Button>
      )}
      {invites && <InviteDialog patient={patient} account={account} onClose={close} />}
    </Panel>
  );
}

function Account({ account, state, mayEdit }: { account: PortalAccountView; state: PortalState; mayEdit: boolean }) {
  const { portal, frame } = useWords();
  const format = useFormat();
  const { problem, run } = useCommand();
  const { id, seen, status } = account;
  const { tone, icon } = LOOKS[state];
  const become = async (next: PortalStatus) => {
    const changed = await run((clinic) => clinic.changePortalAccount({ id, seen, status: next }));
    if (!changed) return;
    const back = { id, seen: changed.seen, status };
    offerUndo(`portal-${id}`, portal.changed[next], frame, () => run((clinic) => clinic.changePortalAccount(back)));
  };
  const facts = [
    portal.invited(format.date(account.invitedAt)),
    account.by && portal.by(account.by),
    account.expiresAt && portal.until(format.dateTime(account.expiresAt)),
    account.activatedAt && portal.activated(format.date(account.activatedAt)),
    account.activatedAt &&
      (account.lastAccess ? portal.lastAccess(format.dateTime(account.lastAccess)) : portal.noAccess),
  ];
  return (
    <div className={classes.account}>
      <div className={classes.row}>
        <div className={classes.shown}>
          <LooseChip tone={tone} icon={icon} text={portal.states[state]} />
          <Text size="xs" c="dimmed">
            {facts.filter(Boolean).join(" · ")}
          </Text>
          {state === "unsure" && <Text size="xs">{portal.unsureHelp}</Text>}
        </div>
        {mayEdit && status !== "closed" && (
          <Menu>
            <Menu.Target>
              <ActionIcon size="sm" aria-label={frame.labelled(frame.more, portal.more)}>
                <IconDots size={16} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {status === "active" && <Menu.Item onClick={() => void become("suspended")}>{portal.suspend}</Menu.Item>}
              {status === "suspended" && <Menu.Item onClick={() => void become("active")}>{portal.resume}</Menu.Item>}
              <Menu.Item onClick={() => void become("closed")}>{portal.close}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
      {status !== "closed" && (
        <ContentsChoice
          shows={account.shows}
          isDisabled={!mayEdit}
          onChange={(form) =>
            void run((clinic) => clinic.choosePortalContents({ id, seen, loaded: account.shows, form }))
          }
        />
      )}
      {problem !== null && <ProblemAlert problem={problem} />}
    </div>
  );
}
