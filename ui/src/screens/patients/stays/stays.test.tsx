import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { StayDoubt } from "../../../ipc/views";
import * as R from "../../../test/records";
import { expectAccessible, showApp } from "../../../test/show";

const OVERVIEW = { page: "patient", id: "p1", tab: "overview" } as const;
const SITE = "Cardiology, Room 12, bed 3";

const form = (name = "Add stay") => screen.findByRole("form", { name });

/** Records a stay in the bed of the tests, from the button on. */
async function record(user: ReturnType<typeof userEvent.setup>, from: string) {
  (await screen.findByRole("button", { name: "Add stay" })).focus();
  await user.keyboard("{Enter}");
  const fields = within(await form());
  expect(fields.getByLabelText("From")).toHaveFocus();
  await user.keyboard(from);
  await user.type(fields.getByLabelText("Bed"), "3");
  await user.selectOptions(fields.getByLabelText("Department"), "Cardiology");
  await user.selectOptions(fields.getByLabelText("Room"), "Room 12");
  await user.click(fields.getByRole("button", { name: "Save" }));
}

describe("the stays of a patient", () => {
  it("are recorded, and the header says where the patient is", async () => {
    const { clinic } = showApp({ at: OVERVIEW });
    const user = userEvent.setup();
    expect(await screen.findByText("No stay recorded")).toBeVisible();
    const sent: unknown[] = [];
    const add = clinic.addStay;
    clinic.addStay = async (...given) => (sent.push(given), add(...given));
    await record(user, "10 8 2026");
    expect(await screen.findByText(/In now · from 10.Aug.2026/)).toBeVisible();
    // in the row, and in the header once the page was read again
    await waitFor(() => expect(screen.getAllByText(SITE)).toHaveLength(2));
    expect(sent).toEqual([
      ["p1", { departmentId: "d1", roomId: "r12", bed: "3", fromDay: "2026-08-10", untilDay: null }],
    ]);
    await expectAccessible();
  });

  it("end on a day, which takes the chip away", async () => {
    const { clinic } = showApp({ at: OVERVIEW });
    const user = userEvent.setup();
    await record(user, "1 8 2026");
    const sent: unknown[] = [];
    const edit = clinic.editStay;
    clinic.editStay = async (given) => (sent.push(given), edit(given));
    (await screen.findByRole("button", { name: "Edit Stay from 1 Aug 2026" })).focus();
    await user.keyboard("{Enter}");
    const fields = within(await form("Stay from 1 Aug 2026"));
    fields.getByLabelText("Until").focus();
    await user.keyboard("9 8 2026{Enter}");
    await user.click(await screen.findByRole("button", { name: "Over (1)" }));
    expect(await screen.findByText(/1.Aug.2026 to 9.Aug.2026/)).toBeVisible();
    expect(sent).toMatchObject([{ id: "st1", seen: "1", form: { fromDay: "2026-08-01", untilDay: "2026-08-09" } }]);
    await waitFor(() => expect(screen.getAllByText(SITE)).toHaveLength(1));
  });

  it("that were entered in error go with a reason and come back", async () => {
    showApp({ at: OVERVIEW });
    const user = userEvent.setup();
    await record(user, "10 8 2026");
    await user.click(await screen.findByRole("button", { name: "More: Stay from 10 Aug 2026" }));
    await user.click(await screen.findByRole("menuitem", { name: "Entered in error", hidden: true }));
    const dialog = within(await screen.findByRole("dialog"));
    await user.type(dialog.getByLabelText(/Reason/), "of her sister{Enter}");
    expect(await screen.findByText("No stay recorded")).toBeVisible();
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() => expect(screen.getAllByText(SITE)).toHaveLength(2));
  });

  it("say at its field why a day is not taken", async () => {
    const { clinic } = showApp({ at: OVERVIEW });
    const user = userEvent.setup();
    clinic.refuse("addStay", R.refusal("invalid", { field: "fromDay", reason: "taken" }));
    await record(user, "10 8 2026");
    const fields = within(await form());
    expect(await fields.findByText(/not during another stay/)).toBeVisible();
    expect(fields.getByLabelText("From")).toHaveValue("10 8 2026");
  });

  it("name another patient who has the same bed", async () => {
    const { clinic } = showApp({ at: OVERVIEW });
    const user = userEvent.setup();
    const taken = { departmentId: "d1", roomId: "r12", bed: "3", fromDay: "2026-08-01", untilDay: null };
    await clinic.addStay("p2", taken);
    await record(user, "10 8 2026");
    expect(await screen.findByText(`Bed also given to ${R.person("p2").name}`)).toBeVisible();
  });

  it("are not said to be none while one may be missing", async () => {
    const { clinic } = showApp({ at: OVERVIEW });
    const read = clinic.patient;
    clinic.patient = async (id) => ({ ...(await read(id)), stays: { isUnsure: true, stays: [] } });
    expect(await screen.findByText("Chart not all here yet")).toBeVisible();
    expect(screen.queryByText("No stay recorded")).toBeNull();
  });
});

describe("the list of who is in", () => {
  it("has the patients of a department, and opens one", async () => {
    const { clinic } = showApp({ at: { page: "patients" } });
    const user = userEvent.setup();
    const stay = { departmentId: null, roomId: "r12", bed: "4", fromDay: "2026-08-01", untilDay: null };
    await clinic.addStay("p2", stay);
    await clinic.addStay("p1", { ...stay, departmentId: "d1" });
    await user.click(await screen.findByText("Inpatients"));
    const table = within(await screen.findByRole("table", { name: "Inpatients" }));
    expect(await table.findByText(R.person("p2").name)).toBeVisible();
    expect(screen.getByText("2 in today")).toBeVisible();
    await expectAccessible();
    await user.click(screen.getByRole("combobox", { name: "Department" }));
    await user.click(await screen.findByRole("option", { name: "Cardiology", hidden: true }));
    expect(await screen.findByText("1 in today")).toBeVisible();
    await user.click(await screen.findByText(R.person("p1").name));
    expect(await screen.findByRole("heading", { name: R.person("p1").name })).toBeVisible();
  });

  it("hints at a bed that was given twice, and at two stays of a patient", async () => {
    const { clinic } = showApp({ at: { page: "patients", inpatients: true } });
    const stay = { departmentId: "d1", roomId: "r12", bed: "4", fromDay: "2026-08-01", untilDay: null };
    await clinic.addStay("p1", stay);
    const read = clinic.inpatients;
    clinic.inpatients = async (query) => {
      const page = await read(query);
      const doubts: StayDoubt[] = ["bedTwice", "twoStays"];
      const rows = page.rows.map((row) => ({ ...row, stay: { ...row.stay, facility: "Annex", doubts } }));
      return { ...page, rows };
    };
    clinic.emit({ kind: "changed", topics: ["patients"], patientIds: [] });
    expect(await screen.findByText("Bed given twice, Two stays of this patient")).toBeVisible();
    expect(screen.getByText("Cardiology, Annex")).toBeVisible();
  });

  it("says when it is empty, and when some may be missing", async () => {
    const { clinic } = showApp({ at: { page: "patients", inpatients: true } });
    expect(await screen.findByText("No patient is in today")).toBeVisible();
    const read = clinic.inpatients;
    clinic.inpatients = async (query) => ({ ...(await read(query)), isUnsure: true });
    clinic.emit({ kind: "changed", topics: ["patients"], patientIds: [] });
    expect(await screen.findByText(/Some may be in who are not listed/)).toBeVisible();
  });
});
