import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { FacilityForm } from "../ipc/views";
import { expectAccessible, showApp } from "../test/show";

const FACILITY: FacilityForm = {
  name: "Annapurna",
  address: "",
  phone: "",
  licenceNumber: "",
  timeZone: "Asia/Kathmandu",
  currency: "NPR",
  isActive: true,
};
const HIDDEN = { hidden: true };
const shownFacility = () => screen.findByRole("combobox", { name: "Facility that is shown" });

async function showWithTwo() {
  const shown = showApp();
  await screen.findByText("Appointments today");
  await shown.clinic.addFacility(FACILITY);
  act(() => shown.clinic.emit({ kind: "changed", topics: ["settings"], patientIds: [] }));
  return shown;
}

it("is not asked where a clinic has one facility", async () => {
  showApp();
  await screen.findByText("Appointments today");
  expect(screen.queryByRole("combobox", { name: "Facility that is shown" })).toBeNull();
});

it("shows the facility that is chosen, by its clock", async () => {
  const { clinic } = await showWithTwo();
  const select = await shownFacility();
  expect(select).toHaveValue("All facilities");
  await expectAccessible();
  const today = clinic.calls.filter((call) => call === "today").length;
  await userEvent.click(select);
  await userEvent.click(await screen.findByRole("option", { name: "Annapurna", ...HIDDEN }));
  await waitFor(() => expect(select).toHaveValue("Annapurna"));
  // 09:00 UTC is 14:45 in Kathmandu
  expect((await screen.findAllByText("14:45")).length).toBeGreaterThan(0);
  await waitFor(() => expect(clinic.calls.filter((call) => call === "today").length).toBeGreaterThan(today));
  await userEvent.click(select);
  await userEvent.click(await screen.findByRole("option", { name: "All facilities", ...HIDDEN }));
  await waitFor(() => expect(select).toHaveValue("All facilities"));
});

it("offers the facilities where a role of the user counts, with the rights that they have there", async () => {
  const { clinic } = showApp();
  const offered = (id: string, name: string) => ({ id, name, isOffered: id !== "f3" });
  clinic.workplaces = async () => ({
    facilities: [offered("f1", "Lyon"), offered("f2", "Nice"), offered("f3", "Paris")],
    hasAll: false,
  });
  const { workAt } = clinic;
  clinic.workAt = async (id) => ({ ...(await workAt(id)), rights: ["patients.read"] });
  await screen.findByText("Appointments today");
  act(() => clinic.emit({ kind: "changed", topics: ["users"], patientIds: [] }));
  await userEvent.click(await shownFacility());
  const options = await screen.findAllByRole("option", HIDDEN);
  expect(options.map((option) => option.textContent)).toEqual(["Lyon", "Nice"]);
  expect(screen.getByRole("button", { name: "Diary" })).toBeVisible();
  await userEvent.click(screen.getByRole("option", { name: "Nice", ...HIDDEN }));
  await waitFor(() => expect(screen.queryByRole("button", { name: "Diary" })).toBeNull());
});
