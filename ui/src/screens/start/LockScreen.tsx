import { Button, PasswordInput, Text, TextInput, UnstyledButton } from "@mantine/core";
import { IconAlertOctagon } from "@tabler/icons-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import type { LockUser, ProblemCode, SessionView, StartView } from "../../ipc/views";
import { FileAlert } from "../../parts/FileAlert";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useFormat, useLabelled, useMinute, useNow, useWords } from "../../words/speech";
import classes from "./LockScreen.module.css";
import { OtherClinics } from "./OtherClinics";

/** In two even rows; more users scroll in rows of six, and typing narrows them. */
const EVEN_MAX = 8;
const TILES_A_ROW = 5;
const MANY_A_ROW = 6;
interface Props {
  start: StartView;
  /** The user name of the last session. */
  last?: string | null;
  saved: boolean;
  cause?: ProblemCode | null;
  onOpen: (session: SessionView) => void;
}

/** Asks for the user and the password. Nothing of the page shows through, and no mouse is needed. */
export function LockScreen({ start, last = null, saved, cause = null, onOpen }: Props) {
  const { start: words } = useWords();
  const format = useFormat();
  const [name, setName] = useState(() => firstName(start.users, last));
  const chosen = pick(start.users, name);
  const isMany = start.users.length > EVEN_MAX;
  // a tile that was pressed stays in its row
  const isExact = start.users.some(({ username }) => username === name);
  const shown = isMany && !isExact ? start.users.filter((user) => begins(user, name)) : start.users;
  const [password, setPassword] = useState("");
  const { busy, problem, run } = useCommand();
  const now = useNow();
  const isMissing = name.trim() === "" || password === "";

  const tiles = useRef<HTMLDivElement>(null);
  const chosenName = chosen?.username ?? null;
  useEffect(() => {
    if (chosenName !== null) tiles.current?.querySelector("[data-chosen]")?.scrollIntoView({ block: "nearest" });
  }, [chosenName]);

  const toPassword = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key !== "Enter" || password !== "") return;
    event.preventDefault();
    event.currentTarget.form?.querySelector<HTMLInputElement>("input[type=password]")?.focus();
  };
  const signIn = async () => {
    const session = await run((clinic) => clinic.signIn(chosen?.username ?? name.trim(), password));
    setPassword("");
    if (session) onOpen(session);
  };

  return (
    <main className={classes.lock}>
      <header className={classes.head}>
        <h1 className={classes.clinic}>{start.clinicName}</h1>
        <span className="tabular muted">{format.time(now)}</span>
      </header>
      <OtherClinics />
      <WaitingAlert />
      {saved && (
        <Text role="status" c="dimmed">
          {words.saved}
        </Text>
      )}
      <FileAlert file={start.file} unstored={start.unstoredDrafts} className={classes.cause} />
      {cause !== null && (
        <div className={classes.cause}>
          <ProblemAlert problem={{ code: cause, triesLeft: null, until: null }} />
        </div>
      )}
      <div
        ref={tiles}
        className={classes.tiles}
        role="group"
        aria-label={words.whoAreYou}
        data-many={isMany || undefined}
        style={{ gridTemplateColumns: `repeat(${columnsOf(start.users.length)}, 6rem)` }}>
        {shown.map((user) => (
          <UnstyledButton
            key={user.username}
            className={classes.tile}
            title={user.name}
            aria-pressed={chosen?.username === user.username}
            data-chosen={chosen?.username === user.username || undefined}
            onClick={() => setName(user.username)}>
            <span className={classes.initials} aria-hidden>
              {user.initials}
            </span>
            <span className={classes.name}>{user.name}</span>
          </UnstyledButton>
        ))}
      </div>
      <form className={classes.form} onSubmit={(event) => (event.preventDefault(), void signIn())}>
        <TextInput
          size="md"
          label={words.name}
          value={name}
          autoFocus={chosen === null}
          onChange={(event) => setName(event.currentTarget.value)}
          description={chosen && chosen.username !== name ? chosen.name : undefined}
          inputWrapperOrder={["label", "input", "description", "error"]}
          autoComplete="off"
          spellCheck={false}
          onKeyDown={toPassword}
        />
        <PasswordInput
          key={chosen?.username ?? ""}
          size="md"
          label={words.password}
          value={password}
          autoFocus={chosen !== null && name === chosen.username}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="off"
        />
        {problem !== null && <ProblemAlert problem={problem} />}
        <Button type="submit" size="md" data-primary loading={busy} disabled={isMissing}>
          {words.signIn}
        </Button>
        {isMissing && (
          <Text size="xs" c="dimmed">
            {words.missing}
          </Text>
        )}
        {chosen?.demoPassword != null && (
          <Text size="sm" c="dimmed">
            {words.demoHint(chosen.demoPassword)}
          </Text>
        )}
        {chosen === null && <DemoPeople users={start.users} title={words.demoPeople} />}
      </form>
    </main>
  );
}

/** That a critical alert waits, here or in another clinic of this computer, and no word of it. */
function WaitingAlert() {
  const { alerts } = useWords();
  const minute = useMinute();
  const waiting = useClinicQuery(queries.criticalAlertWaiting(minute), { showsPrevious: true });
  const clinics = useClinicQuery(queries.clinicsAt(minute), { showsPrevious: true });
  const others = (clinics.value ?? []).filter(({ isShown, hasCriticalAlert }) => !isShown && hasCriticalAlert);
  const texts = others.map(({ name, folder }) => alerts.inClinic(name ?? folder));
  if (waiting.value === true) texts.unshift(alerts.waiting);
  return texts.map((text) => (
    <Text key={text} role="status" className={classes.alert}>
      <IconAlertOctagon size={18} stroke={1.75} aria-hidden />
      {text}
    </Text>
  ));
}

/** The users of a demo clinic with their passwords; any other clinic shows none. */
function DemoPeople({ users, title }: { users: LockUser[]; title: string }) {
  const labelled = useLabelled();
  const people = users.filter((user) => user.demoPassword !== null);
  if (people.length === 0) return null;
  return (
    <Text size="sm" c="dimmed" component="div">
      {title}
      <ul className={classes.people}>
        {people.map((user) => (
          <li key={user.username}>{labelled(user.username, user.demoPassword)}</li>
        ))}
      </ul>
    </Text>
  );
}

/** The user of the last session, or the only user. */
function firstName(users: LockUser[], last: string | null): string {
  if (last !== null && users.some(({ username }) => username === last)) return last;
  return users.length === 1 ? users[0]!.username : "";
}

/** One row for a few, two even ones for more, and rows of one length for many. */
const columnsOf = (tiles: number) => {
  if (tiles <= TILES_A_ROW) return Math.max(tiles, 1);
  return tiles <= EVEN_MAX ? Math.ceil(tiles / 2) : MANY_A_ROW;
};

/** The user with exactly this user name, or the only one whose user name or name begins with the text. */
function pick(users: LockUser[], typed: string): LockUser | null {
  const wanted = typed.trim().toLowerCase();
  if (wanted === "") return null;
  const exact = users.find((user) => user.username.toLowerCase() === wanted);
  const near = users.filter((user) => begins(user, wanted));
  return exact ?? (near.length === 1 ? near[0]! : null);
}

/** Whether the user name, the name or a word of the name begins with the text. */
function begins({ username, name }: LockUser, typed: string): boolean {
  const wanted = typed.trim().toLowerCase();
  const words = name.toLowerCase().split(" ");
  return [username.toLowerCase(), ...words.map((_, at) => words.slice(at).join(" "))].some((text) =>
    text.startsWith(wanted),
  );
}
