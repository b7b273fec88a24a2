import { ActionIcon, Avatar, Menu, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { spotlight } from "@mantine/spotlight";
import { IconArrowLeft, IconCheck, IconFlask, IconSearch } from "@tabler/icons-react";
import { useNavigation } from "../nav/navigation";
import { useSession } from "../nav/session";
import { LooseChip } from "../parts/Chip";
import { AlertBell } from "../screens/alerts/AlertBell";
import { SyncIndicator } from "../screens/sync/SyncIndicator";
import { useWords } from "../words/speech";
import { FacilitySelect } from "./FacilitySelect";
import classes from "./Frame.module.css";
import { KeyHint } from "./KeyList";
import { TEXT_SIZES, type UserPreferences } from "./preferences";

/** Back, the search field in the middle, and on the right the state of sync and the user. */
export function Header({ preferences, openAlerts }: { preferences: UserPreferences; openAlerts: number }) {
  const { frame } = useWords();
  const { back, canGoBack } = useNavigation();
  const { session } = useSession();
  return (
    <div className={classes.header}>
      <div className={classes.left}>
        {canGoBack && (
          <ActionIcon aria-label={frame.back} onClick={back}>
            <IconArrowLeft size={18} stroke={1.75} aria-hidden />
          </ActionIcon>
        )}
        <FacilitySelect />
        {session.isDemo && <LooseChip tone="info" icon={IconFlask} text={frame.demo} title={frame.demo} />}
      </div>
      <UnstyledButton className={classes.search} title={frame.findPlaceholder} onClick={spotlight.open}>
        <IconSearch size={16} stroke={1.75} aria-hidden />
        <span className={classes.hint}>{frame.findPlaceholder}</span>
        <KeyHint keys={["Ctrl", "K"]} />
      </UnstyledButton>
      <div className={classes.right}>
        <SyncIndicator />
        <AlertBell open={openAlerts} />
        <UserMenu preferences={preferences} />
      </div>
    </div>
  );
}

function UserMenu({ preferences: { value, hasLanguage, change } }: { preferences: UserPreferences }) {
  const { frame } = useWords();
  const { session, leave } = useSession();
  const tick = (chosen: boolean) => (chosen ? <IconCheck size={16} aria-hidden /> : undefined);
  return (
    <Menu width={280}>
      <Menu.Target>
        <UnstyledButton className={classes.user}>
          <Avatar size={28} radius="50%" className={classes.initials} aria-hidden>
            {session.initials}
          </Avatar>
          <VisuallyHidden>{frame.labelled(frame.userMenu, session.name)}</VisuallyHidden>
          <span className="ellipsis" aria-hidden>
            {session.name}
          </span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown className={classes.menu}>
        <Menu.Item rightSection={<KeyHint keys={["Ctrl", "Shift", "L"]} />} onClick={() => leave("switchUser")}>
          {frame.switchUser}
        </Menu.Item>
        <Menu.Item rightSection={<KeyHint keys={["Ctrl", "L"]} />} onClick={() => leave("lock")}>
          {frame.lockNow}
        </Menu.Item>
        <Menu.Item onClick={() => leave("signOut")}>{frame.signOut}</Menu.Item>
        <Menu.Label>{frame.theme}</Menu.Label>
        <Menu.Item rightSection={tick(value.scheme === "auto")} onClick={() => change({ scheme: "auto" })}>
          {frame.system}
        </Menu.Item>
        <Menu.Item rightSection={tick(value.scheme === "light")} onClick={() => change({ scheme: "light" })}>
          {frame.light}
        </Menu.Item>
        <Menu.Item rightSection={tick(value.scheme === "dark")} onClick={() => change({ scheme: "dark" })}>
          {frame.dark}
        </Menu.Item>
        <Menu.Label>{frame.textSize}</Menu.Label>
        {TEXT_SIZES.map((size) => (
          <Menu.Item
            key={size}
            rightSection={tick(value.textSize === size)}
            onClick={() => change({ textSize: size })}>{`${size}\u202F%`}</Menu.Item>
        ))}
        <Menu.Label>{frame.language}</Menu.Label>
        <Menu.Item rightSection={tick(!hasLanguage)} onClick={() => change({ language: undefined })}>
          {frame.usualLanguage}
        </Menu.Item>
        <Menu.Item
          rightSection={tick(hasLanguage && value.language === "en")}
          onClick={() => change({ language: "en" })}>
          {frame.english}
        </Menu.Item>
        <Menu.Item
          rightSection={tick(hasLanguage && value.language === "fr")}
          onClick={() => change({ language: "fr" })}>
          {frame.french}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
