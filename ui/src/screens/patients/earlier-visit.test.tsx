import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import type { AppointmentView } from "../../ipc/views";
import * as R from "../../test/records";
import { showApp } from "../../test/show";
import { visits } from "../../words/visits";

const words = visits.en;
const YESTERDAY = "2026-11-19";
const single = R.appointments(R.DAY).find(({ group }) => group === null)!;
const of = (id: string, change: Partial<AppointmentView> = {}): AppointmentView => ({
  ...single,
  id,
  providerId: "u1",
  typeId: "PHONE",
  startsAt: R.at("09:00", YESTERDAY),
  status: "scheduled",
  ...change,
});
const FREE = { appointmentId: null, type: "followUp" };

it.each([
  [
    "the only one of its day",
    [of("b1"), of("b2", { startsAt: R.at("09:00") })],
    { appointmentId: "b1", type: "phone" },
  ],
  ["none of several", [of("b1"), of("b2", { startsAt: R.at("14:00", YESTERDAY) })], FREE],
  ["none of another dietitian", [of("b1", { providerId: "u2" })], FREE],
  ["none that has a visit, or is off", [of("b1", { status: "completed" }), of("b2", { status: "cancelled" })], FREE],
] as const)("an earlier visit is of the appointment: %s", async (_name, appointments, sent) => {
  const { clinic } = showApp({ at: { page: "patient", id: "p1" } });
  const { patient } = clinic;
  clinic.patient = async (id) => ({ ...(await patient(id)), openVisitId: null, appointments: [...appointments] });
  const record = vi.spyOn(clinic, "recordPastVisit");
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "More" }));
  await user.click(await screen.findByRole("menuitem", { name: words.earlier, hidden: true }));
  const dialog = within(await screen.findByRole("dialog"));
  await user.type(dialog.getByLabelText(words.startedAt), "19 Nov 2026 07:30{Enter}");
  await waitFor(() => expect(record).toHaveBeenCalledTimes(1));
  expect(record.mock.calls[0]![0]).toMatchObject({ patientId: "p1", ...sent });
});
