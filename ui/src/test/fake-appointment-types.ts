import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import { refusal } from "./records";

const impossible = (field: string) => refusal("invalid", { field, reason: "impossible" });

type Commands = Pick<Clinic, "appointmentTypes" | "addAppointmentType" | "editAppointmentType">;

const PROGRAM: [string, string, number, number | null, V.Colour, number][] = [
  ["INITIAL", "Initial", 60, null, "violet", 12],
  ["FOLLOW_UP", "Follow-up", 30, null, "grey", 214],
  ["GROUP", "Group", 90, 10, "green", 1],
];

/** The types of appointments in memory. */
export function typeCommands(onChanged: () => void): Commands {
  let types: V.AppointmentTypeView[] = PROGRAM.map(([code, name, minutes, seats, colour, usedBy]) => ({
    id: code,
    seen: "",
    code,
    isProgram: true,
    usedBy,
    name,
    minutes,
    mode: "inPerson",
    seats,
    colour,
    isActive: true,
  }));
  const check = ({ minutes, isActive }: V.AppointmentTypeForm, id: V.Id | null) => {
    if (minutes < 1) throw impossible("minutes");
    if (!isActive && !types.some((one) => one.isActive && one.id !== id)) throw impossible("isActive");
  };
  return {
    appointmentTypes: async () => types,
    addAppointmentType: async (form) => {
      check(form, null);
      const id = `at${types.length + 1}`;
      const row = { id, seen: "1", code: id, isProgram: false, usedBy: 0, ...form };
      types = [...types, row];
      onChanged();
      return row;
    },
    editAppointmentType: async (id, _seen, _loaded, form) => {
      check(form, id);
      const row = { ...types.find((one) => one.id === id)!, ...form, seen: "2" };
      types = types.map((one) => (one.id === id ? row : one));
      onChanged();
      return row;
    },
  };
}
