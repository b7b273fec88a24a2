import { screen, waitFor } from "@testing-library/react";
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

it("is not offered to a user who may not see the diary", async () => {
  const { clinic } = showApp({ rights: ["patients.read"] });
  await clinic.addFacility(FACILITY);
  await waitFor(() => expect(document.body).toHaveTextContent("Abena Mensah"));
  expect(clinic.calls).not.toContain("facilities");
});
