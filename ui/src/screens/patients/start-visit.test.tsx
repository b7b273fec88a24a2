import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { AppointmentView } from "../../ipc/views";
import * as R from "../../test/records";
import { showApp } from "../../test/show";

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: new Date(R.at("10:20")) }));
afterEach(() => void vi.useRealTimers());

const single = R.appointments(R.DAY).find(({ group }) => group === null)!;
const of = (id: string, change: Partial<AppointmentView>): AppointmentView => ({
  ...single,
  id,
  providerId: "u1",
  typeId: "FOLLOW_UP",
  startsAt: R.at("11:00"),
  status: "scheduled",
  ...change,
});
const FREE = { appointmentId: null, type: "followUp" };

it.each([
  ["today's with the user", [of("b1", {})], { appointmentId: "b1", type: "followUp" }],
  [
    "the nearest of several",
    [of("b1", { startsAt: R.at("15:00") }), of("b2", { typeId: "PHONE" }), of("b3", { startsAt: R.at("08:00") })],
    { appointmentId: "b2", type: "phone" },
  ],
  ["none of another day", [of("b1", { startsAt: R.at("11:00", "2026-11-21") })], FREE],
  ["none of another dietitian", [of("b1", { providerId: "u2" })], FREE],
  ["none that is over or off", [of("b1", { status: "completed" }), of("b2", { status: "cancelled" })], FREE],
] as const)("begins a visit of the appointment: %s", async (_name, appointments, sent) => {
  const { clinic } = showApp({ at: { page: "patient", id: "p1" } });
  const { patient } = clinic;
  clinic.patient = async (id) => ({ ...(await patient(id)), appointments: [...appointments] });
  const start = vi.spyOn(clinic, "startVisit");
  await userEvent.click(await screen.findByRole("button", { name: "Start visit" }));
  await waitFor(() => expect(start).toHaveBeenCalledWith({ patientId: "p1", ...sent }));
});
