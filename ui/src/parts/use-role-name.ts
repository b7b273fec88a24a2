import type { RoleGiven } from "../ipc/views";
import { areas } from "../words";
import { useWords } from "../words/speech";

/** Gives the name of a role in the language of the user. One of the clinic’s own is called what the clinic calls it. */
export function useRoleName(): (name: string) => string {
  const { roleNames } = useWords();
  return (name) => (Object.hasOwn(roleNames, name) ? (roleNames[name] ?? name) : name);
}

/** Gives the name of a role of a user, with the facility of a role for one. */
export function useRoleGiven(): (role: RoleGiven) => string {
  const { users: words } = useWords();
  const roleName = useRoleName();
  return ({ name, facility, isOutOfUse }) =>
    facility === null ? roleName(name) : words.roleAt(roleName(name), facility, isOutOfUse);
}

/** Gives the description of a role in the language of the user, unless the clinic has written its own. */
export function useRoleDescription(): (role: { name: string; description: string }) => string {
  const { roleDescriptions } = useWords();
  return ({ name, description }) =>
    areas.roleDescriptions.en[name] === description ? (roleDescriptions[name] ?? description) : description;
}
