import type * as V from "../ipc/views";

/** The session of the clinic in memory, and the facility at which it works. */
export function fakeSession(rights: V.Right[], timeZone: string, facilities: V.FacilityRow[]) {
  let facilityId: string | null = null;
  const view = (): V.SessionView => ({
    userId: "u1",
    username: "abena",
    name: "Abena Mensah",
    initials: "AM",
    clinicName: "Ring Road Clinic",
    timeZone: facilities.find(({ id }) => id === facilityId)?.timeZone ?? timeZone,
    facilityId,
    isDemo: false,
    mustChoosePassword: false,
    hasDepartment: true,
    roles: ["Dietitian"],
    rights,
  });
  return {
    view,
    commands: {
      workplaces: async (): Promise<V.Workplaces> => ({
        facilities: facilities.map(({ id, name, isActive }) => ({ id, name, isOffered: isActive })),
        hasAll: true,
      }),
      workAt: async (chosen: string | null) => {
        facilityId = chosen;
        return view();
      },
    },
  };
}
