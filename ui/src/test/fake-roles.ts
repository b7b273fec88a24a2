import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import * as R from "./records";

/** Two roles of the program and one of the clinic's own. */
export function roleCommands(onChanged: () => void) {
  const role = (id: V.Id, name: string, rights: string[], isSystem: boolean, members: number): V.RoleView => ({
    id,
    seen: `${id}.1`,
    name,
    description: "",
    rights,
    compartments: ["contact"],
    isSystem,
    members,
  });
  let roles = [
    role("ro1", "Admin", ["users.manage", "roles.manage"], true, 1),
    role("ro2", "Dietitian", ["chart.read", "patients.read"], true, 3),
    role("ro3", "Night desk", ["patients.read", "appointments.read"], false, 2),
  ];
  const changed = (now: V.RoleView[]) => {
    roles = now;
    onChanged();
    return roles;
  };
  return {
    roles: async () => roles,
    addRole: async ({ name, description, rights }) => {
      if (roles.some((one) => one.name === name)) throw R.refusal("invalid", { field: "name", reason: "taken" });
      return changed([...roles, { ...role(`ro${roles.length + 1}`, name, rights, false, 0), description }]);
    },
    editRole: async (id, _, __, form) => {
      if (form.rights.includes("roles.manage") && !form.rights.includes("users.read"))
        throw R.refusal("invalid", { field: "rights", reason: "required", reference: "users.read" });
      return changed(roles.map((one) => (one.id === id ? { ...one, ...form } : one)));
    },
    removeRole: async (id) => changed(roles.filter((one) => one.id !== id)),
  } satisfies Partial<Clinic>;
}
