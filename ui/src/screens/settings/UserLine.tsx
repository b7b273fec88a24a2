import { Text } from "@mantine/core";
import type { UserRow } from "../../ipc/views";
import { useRoleGiven } from "../../parts/use-role-name";

/** The user of a dialog, with the user name: two users may share a name. */
export function UserLine({ user }: { user: UserRow }) {
  const roleGiven = useRoleGiven();
  return (
    <Text size="sm">
      <span className="strong">{user.name}</span>
      {` · ${[user.username, ...user.roles.map(roleGiven)].join(" · ")}`}
    </Text>
  );
}
