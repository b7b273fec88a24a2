import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import { typeCommands } from "./fake-appointment-types";
import { preferenceCommands } from "./fake-preferences";
import * as R from "./records";

const BLANK_USER: V.UserForm = {
  firstName: "",
  lastName: "",
  email: "",
  facilityId: null,
  departmentId: null,
  specialization: "",
  workingHours: "",
  phone: "",
  licenceNumber: "",
  nationalProviderNumber: "",
  taxNumber: "",
};

/** A role for all facilities. */
const forAll = (name: string): V.RoleGiven => ({ name, facility: null, isOutOfUse: false });
const membershipOf = ({ name, facility }: V.RoleGiven) => ["m", name, facility].filter(Boolean).join("-");

/** The users and the one facility that the clinic in memory begins with. */
export function firstStaff(timeZone: string) {
  const users: V.UserRow[] = R.PROVIDERS.map((user, index) => ({
    id: user.id,
    seen: "1",
    username: ["abena", "bright", "claire"][index]!,
    name: user.name,
    roles: (index === 0 ? ["Admin", "Dietitian"] : ["Dietitian"]).map(forAll),
    isActive: true,
    isEmailVerified: index === 0 ? null : false,
    lastSignIn: index === 2 ? null : R.at("08:01"),
    lockedUntil: null,
    code: null,
  }));
  const facility: V.FacilityRow = {
    id: "f1",
    seen: "1",
    name: "Ring Road Clinic",
    address: "",
    phone: "",
    licenceNumber: "",
    timeZone,
    currency: "GHS",
    isActive: true,
  };
  const locations: R.FakeState["locations"] = { department: [], room: [] };
  return { users, userForms: {}, verifiedEmails: [], facilities: [facility], locations };
}

/** The settings, users, facilities and rooms of the clinic in memory. */
export function administrationCommands(state: R.FakeState, onChanged: () => void) {
  const settings = (): V.SettingsView => ({
    clinicName: "Ring Road Clinic",
    timeZone: "UTC",
    users: state.users,
    roles: [
      { id: "ro1", name: "Admin" },
      { id: "ro2", name: "Dietitian" },
      { id: "ro3", name: "Receptionist" },
    ],
    departments: state.locations.department.map(({ id, name }) => ({ id, name })),
    recovery: state.tested,
    hasServer: true,
  });

  const codeOf = ({ id, username }: V.UserRow): V.UserCode => ({
    userId: id,
    username,
    code: "7QK3-W9DX-4MTE-R2HB-0NCV",
    expiresAt: R.at("11:00"),
  });
  const locationOf = ({ id, seen }: Pick<V.LocationRow, "id" | "seen">, form: V.LocationForm): V.LocationRow => {
    const facility = state.facilities.find((row) => row.id === form.facilityId)!;
    const { name, code, isActive } = form;
    return {
      id,
      seen,
      name,
      code: code || null,
      facilityId: facility.id,
      facility: facility.name,
      isActive,
      usedBy: 0,
      stays: 0,
    };
  };
  const detailsOf = (id: V.Id): V.UserDetails => {
    const { seen, username, name, isActive, roles } = state.users.find((row) => row.id === id)!;
    const [firstName = "", ...rest] = name.split(" ");
    const everywhere = roles.filter(({ facility }) => facility === null).map(({ name: role }) => role);
    const inUse = state.facilities.filter((row) => row.isActive).map((row) => ({ id: row.id, name: row.name }));
    return {
      id,
      seen,
      username,
      name,
      isActive,
      isEmailVerified: state.verifiedEmails.includes(id),
      emailCodeUntil: null,
      form: state.userForms[id] ?? { ...BLANK_USER, firstName, lastName: rest.join(" "), facilityId: "f1" },
      roles: roles.map((role) => ({
        ...role,
        id: membershipOf(role),
        seen: "1",
        roleId: settings().roles.find((one) => one.name === role.name)!.id,
        facilityId: state.facilities.find((row) => row.name === role.facility)?.id ?? null,
        since: R.at("09:00", "2026-03-03"),
        givenBy: "Ada Okafor",
      })),
      offered: settings().roles.filter((role) => !everywhere.includes(role.name)),
      roleFacilities: inUse.length > 1 ? inUse : [],
      facilities: [{ id: "f1", name: "Ring Road Clinic" }],
      departments: [{ id: "d1", name: "Ward 2" }],
    };
  };

  return {
    settings: async () => settings(),
    ...preferenceCommands(),
    ...typeCommands(onChanged),
    addUser: async (user) => {
      const row: V.UserRow = {
        id: `u${state.users.length + 1}`,
        seen: "1",
        username: user.username,
        name: `${user.firstName} ${user.lastName}`,
        roles: [
          {
            ...forAll(settings().roles.find(({ id }) => id === user.roleId)?.name ?? "Dietitian"),
            facility: state.facilities.find((one) => one.id === user.facilityId)?.name ?? null,
          },
        ],
        isActive: true,
        isEmailVerified: false,
        lastSignIn: null,
        lockedUntil: null,
        code: { expiresAt: R.at("11:00"), isExpired: false, isReset: false },
      };
      state.users.push(row);
      return codeOf(row);
    },
    choosePassword: async () => {
      throw R.refusal("invalid", { field: "chosenPassword", reason: "impossible" });
    },
    setUserActive: async (id, _seen, isActive) =>
      Object.assign(
        state.users.find((user) => user.id === id)!,
        { isActive },
      ),
    newUserCode: async (id) => {
      const row = state.users.find((user) => user.id === id)!;
      row.code = { expiresAt: R.at("11:00"), isExpired: false, isReset: row.code?.isReset ?? true };
      return codeOf(row);
    },
    newEmailCode: async (id) => codeOf(state.users.find((user) => user.id === id)!),
    verifyEmail: async (id) => {
      state.verifiedEmails.push(id);
      state.users = state.users.map((row) => (row.id === id ? { ...row, isEmailVerified: true } : row));
      return detailsOf(id);
    },
    facilities: async () => state.facilities,
    addFacility: async (form) => {
      const row: V.FacilityRow = { id: `f${state.facilities.length + 1}`, seen: "1", ...form };
      state.facilities.push(row);
      return row;
    },
    editFacility: async (id, _seen, _loaded, form) =>
      Object.assign(
        state.facilities.find((row) => row.id === id)!,
        form,
      ),
    locations: async (kind) => state.locations[kind],
    addLocation: async (kind, form) => {
      const id = `${kind}${state.locations[kind].length + 1}`;
      const row = locationOf({ id, seen: "1" }, form);
      state.locations[kind].push(row);
      return row;
    },
    editLocation: async (kind, id, _seen, _loaded, form) => {
      const row = state.locations[kind].find((one) => one.id === id)!;
      return Object.assign(row, locationOf(row, form));
    },
    userDetails: async (id) => detailsOf(id),
    editUser: async (id, _seen, _loaded, form) => {
      state.userForms = { ...state.userForms, [id]: form };
      Object.assign(
        state.users.find((user) => user.id === id)!,
        { name: `${form.firstName} ${form.lastName}` },
      );
      return detailsOf(id);
    },
    giveRole: async (id, roleId, facilityId) => {
      const user = state.users.find((row) => row.id === id)!;
      const { name } = settings().roles.find((role) => role.id === roleId)!;
      const facility = state.facilities.find((row) => row.id === facilityId)?.name ?? null;
      user.roles = [...user.roles, { name, facility, isOutOfUse: false }];
      return detailsOf(id);
    },
    endRole: async (id, membership) => {
      const user = state.users.find((row) => row.id === id)!;
      user.roles = user.roles.filter((role) => membershipOf(role) !== membership);
      return detailsOf(id);
    },
    unlockUser: async (id) =>
      Object.assign(
        state.users.find((user) => user.id === id)!,
        { lockedUntil: null },
      ),
  } satisfies Partial<Clinic>;
}
