import { Button, Group } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import type { Clinic } from "../../ipc/clinic";
import { useCommand } from "../../ipc/use-clinic";
import type { RoleOfUser, UserDetails } from "../../ipc/views";
import { useSession } from "../../nav/session";
import { AskDialog } from "../../parts/AskDialog";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { Select } from "../../parts/Select";
import { useFieldErrors } from "../../parts/use-field-errors";
import { useRoleGiven, useRoleName } from "../../parts/use-role-name";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Settings.module.css";

const ALL = "all";

interface Props {
  user: UserDetails;
  onChanged: (user: UserDetails) => void;
}

/** The roles of a user with who gave them when; each ends alone, and another one is given. */
export function UserRoles({ user, onChanged }: Props) {
  const { settings, users: words, locations } = useWords();
  const format = useFormat();
  const roleName = useRoleName();
  const roleGiven = useRoleGiven();
  const { session } = useSession();
  const [asked, setAsked] = useState<RoleOfUser | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const [facilityId, setFacilityId] = useState<string | null>(null);
  const { busy, problem, run } = useCommand();
  const errors = useFieldErrors(
    problem,
    ["roleId", "facilityId"],
    { roleId: chosen, facilityId },
    { roleId: words.roleTaken, facilityId: words.roleForAll },
  );
  const isSelf = user.id === session.userId;
  const isOwnAdmin = (role: RoleOfUser) => isSelf && role.name === "Admin";
  const give = async () => {
    const role = user.offered.find(({ id }) => id === chosen);
    const changed = role && (await run((clinic) => clinic.giveRole(user.id, role.id, facilityId)));
    if (!changed) return;
    setChosen(null);
    setFacilityId(null);
    const named = roleName(role.name);
    // the rights of the session that gives it to itself change at once
    notifications.show({ message: isSelf ? words.givenYou(named) : words.given(named, user.name) });
    onChanged(changed);
  };
  const end = async (clinic: Clinic, role: RoleOfUser) => {
    const changed = await clinic.endRole(user.id, role.id, role.seen);
    notifications.show({ message: words.ended(roleGiven(role)) });
    onChanged(changed);
  };
  return (
    <section aria-label={settings.roles}>
      <ul className={classes.roles}>
        {user.roles.map((role) => (
          <li key={role.id}>
            <span>
              <span className="strong">{roleGiven(role)}</span>{" "}
              <span className="small muted">{words.since(format.date(role.since), role.givenBy)}</span>
            </span>
            {user.roles.length > 1 && !isOwnAdmin(role) && (
              <Button
                size="compact-sm"
                variant="default"
                aria-label={words.endRoleOf(roleGiven(role))}
                onClick={() => setAsked(role)}>
                {words.endRole}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {user.roles.length === 1 && <p className="small muted">{words.lastRole}</p>}
      {user.roles.length > 1 && user.roles.some(isOwnAdmin) && <p className="small muted">{words.ownAdmin}</p>}
      <Group gap="sm" align="flex-end">
        <Select
          flex={1}
          label={words.giveRole}
          placeholder={words.chooseRole}
          data={user.offered.map(({ id, name }) => ({ value: id, label: roleName(name) }))}
          value={chosen}
          error={errors.of("roleId")}
          onChange={setChosen}
        />
        {user.roleFacilities.length > 0 && (
          <Select
            flex={1}
            label={words.roleFacility}
            allowDeselect={false}
            data={[
              { value: ALL, label: locations.allFacilities },
              ...user.roleFacilities.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            value={facilityId ?? ALL}
            error={errors.of("facilityId")}
            onChange={(of) => setFacilityId(of === ALL ? null : of)}
          />
        )}
        <Button variant="default" loading={busy} disabled={chosen === null} onClick={() => void give()}>
          {words.give}
        </Button>
      </Group>
      {errors.rest !== null && <ProblemAlert problem={errors.rest} />}
      {asked !== null && (
        <AskDialog
          question={words.endAsk(roleGiven(asked), user.name)}
          answer={words.endRole}
          act={(clinic) => end(clinic, asked).then(() => true)}
          onDone={() => undefined}
          onClose={() => setAsked(null)}
        />
      )}
    </section>
  );
}
