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
  // a name that is cut is read on hovering
  expect(select.closest("[title]")).toHaveAttribute("title", "Annapurna");
  // 09:00 UTC is 14:45 in Kathmandu
  expect((await screen.findAllByText("14:45")).length).toBeGreaterThan(0);
  await waitFor(() => expect(clinic.calls.filter((call) => call === "today").length).toBeGreaterThan(today));
  await userEvent.click(select);
  await userEvent.click(await screen.findByRole("option", { name: "All facilities", ...HIDDEN }));
  await waitFor(() => expect(select).toHaveValue("All facilities"));
});

it("names the one facility of a user where the clinic has several", async () => {
  const { clinic } = showApp();
  const one = (id: string, name: string) => ({ id, name, isOffered: id === "f2" });
  const facilities = [one("f1", "Lyon"), one("f2", "Riverside Nutrition Clinic")];
  clinic.workplaces = async () => ({ facilities, hasAll: false });
  await screen.findByText("Appointments today");
  act(() => clinic.emit({ kind: "changed", topics: ["users"], patientIds: [] }));
  const name = await screen.findByText("Riverside Nutrition Clinic");
  expect(name).toHaveAttribute("title", "Facility that is shown: Riverside Nutrition Clinic");
  expect(screen.queryByText("Lyon")).toBeNull();
  expect(screen.queryByRole("combobox", { name: "Facility that is shown" })).toBeNull();
  await expectAccessible();
  // it needs no name where the clinic has no other
  clinic.workplaces = async () => ({ facilities: facilities.slice(1), hasAll: false });
  act(() => clinic.emit({ kind: "changed", topics: ["users"], patientIds: [] }));
  await waitFor(() => expect(screen.queryByText("Riverside Nutrition Clinic")).toBeNull());
});

it("offers the facilities where a role of the user counts", async () => {
  const { clinic } = showApp();
  const offered = (id: string, name: string) => ({ id, name, isOffered: id !== "f3" });
  clinic.workplaces = async () => ({
    facilities: [offered("f1", "Lyon"), offered("f2", "Nice"), offered("f3", "Paris")],
    hasAll: false,
  });
  const { start, workAt } = clinic;
  clinic.workAt = async (id) => {
    const there = { ...(await workAt(id)), rights: ["patients.read"] };
    clinic.start = async () => ({ ...(await start()), session: there });
    return there;
  };
  await screen.findByText("Appointments today");
  act(() => clinic.emit({ kind: "changed", topics: ["users"], patientIds: [] }));
  await userEvent.click(await shownFacility());
  expect(await screen.findByText("Lyon")).toBeInTheDocument();
  expect(screen.queryByText("Paris")).toBeNull();
  expect(screen.queryByText("All facilities")).toBeNull();
  expect(screen.getAllByText("Diary").length).toBeGreaterThan(0);
  await userEvent.click(screen.getByText("Nice"));
  await waitFor(() => expect(screen.queryByText("Diary")).toBeNull());
});
