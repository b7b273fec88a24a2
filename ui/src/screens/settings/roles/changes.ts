import type { Id, Right, RoleForm, RoleView } from "../../../ipc/views";

/** The rights of each role that is being changed; one that is as it was is left out. */
export type Edited = Readonly<Record<Id, readonly Right[]>>;

export interface RightChange {
  role: RoleView;
  right: Right;
  isGiven: boolean;
}

export const rightsOf = (role: RoleView, edited: Edited): readonly Right[] =>
  edited[role.id] ?? (role.rights as Right[]);

/** Leaves one role as it is. */
export const without = (edited: Edited, role: RoleView): Edited =>
  Object.fromEntries(Object.entries(edited).filter(([id]) => id !== role.id));

/** Gives a right or takes it away; a role whose rights are as they were is no longer edited. */
export function toggled(role: RoleView, right: Right, edited: Edited): Edited {
  const before = rightsOf(role, edited);
  const now = before.includes(right) ? before.filter((one) => one !== right) : [...before, right];
  const stored = role.rights;
  const isSame = now.length === stored.length && now.every((one) => stored.includes(one));
  const others = without(edited, role);
  return isSame ? others : { ...others, [role.id]: now };
}

export function changesOf(roles: readonly RoleView[], edited: Edited): RightChange[] {
  return roles.flatMap((role) => {
    const stored = role.rights as Right[];
    const now = rightsOf(role, edited);
    const given = now.filter((right) => !stored.includes(right)).map((right) => ({ role, right, isGiven: true }));
    const taken = stored.filter((right) => !now.includes(right)).map((right) => ({ role, right, isGiven: false }));
    return [...given, ...taken];
  });
}

export const formOf = (role: RoleView, edited: Edited): RoleForm => ({
  name: role.name,
  description: role.description,
  rights: [...rightsOf(role, edited)],
});
