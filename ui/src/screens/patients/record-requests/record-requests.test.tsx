import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Right } from "../../../ipc/views";
import * as R from "../../../test/records";
import { expectAccessible, showApp } from "../../../test/show";

const rights: Right[] = ["patients.read", "patients.update", "patients.merge", "patients.export"];
const LIST = { at: { page: "patients", requests: true }, rights } as const;
const CONTACT = { at: { page: "patient", id: "p1", tab: "contact" }, rights } as const;
const table = () => screen.findByRole("table", { name: "To export" });
const names = async () =>
  within(await table())
    .getAllByText(/Union Insurance|Riverside Clinic/)
    .map((one) => one.textContent);

describe("the list of copies to make", () => {
  it("has the request that is due first at the top, and says it is overdue", async () => {
    showApp(LIST);
    expect(await names()).toEqual(["Union Insurance", "Riverside Clinic"]);
    const overdue = within(await table()).getAllByText("Overdue");
    expect(overdue).toHaveLength(1);
    expect(overdue[0]!.closest("tr")).toHaveTextContent("Union Insurance");
    await expectAccessible();
  });

  it("loses what is marked as sent, and has it again by Undo", async () => {
    const { clinic } = showApp(LIST);
    const user = userEvent.setup();
    const sent: unknown[] = [];
    const answer = clinic.answerRecordRequest;
    clinic.answerRecordRequest = async (id, seen) => (sent.push([id, seen]), answer(id, seen));
    (await screen.findByRole("button", { name: /^Mark as sent: .*, Union Insurance$/ })).focus();
    await user.keyboard("{Enter}");
    await waitFor(async () => expect(await names()).toEqual(["Riverside Clinic"]));
    expect(sent).toEqual([["rr1", "1"]]);
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(async () => expect(await names()).toEqual(["Union Insurance", "Riverside Clinic"]));
  });

  it("refuses a request with a reason", async () => {
    const { clinic } = showApp(LIST);
    const user = userEvent.setup();
    const sent: unknown[] = [];
    const refuse = clinic.refuseRecordRequest;
    clinic.refuseRecordRequest = async (...args) => (sent.push(args), refuse(...args));
    await user.click(await screen.findByRole("button", { name: /^Refuse: .*, Riverside Clinic$/ }));
    const dialog = within(await screen.findByRole("dialog"));
    expect(dialog.getByRole("button", { name: "Refuse" })).toBeDisabled();
    await user.type(dialog.getByLabelText(/Reason/), "no consent{Enter}");
    await waitFor(async () => expect(await names()).toEqual(["Union Insurance"]));
    expect(sent).toEqual([["rr2", "1", "no consent"]]);
  });

  it("opens the file of the patient from a row", async () => {
    showApp(LIST);
    const user = userEvent.setup();
    await user.click(within(await table()).getByText("Union Insurance"));
    expect(await screen.findByRole("heading", { level: 1, name: new RegExp(R.NAMES[9]!.name) })).toBeVisible();
  });

  it("is a part of the first screen of medical records", async () => {
    showApp({ at: { page: "today" }, rights });
    const user = userEvent.setup();
    expect(await screen.findByRole("button", { name: "Compare" })).toBeVisible();
    await user.click(screen.getByRole("radio", { name: "To export" }));
    expect(await names()).toEqual(["Union Insurance", "Riverside Clinic"]);
  });

  it("says that all is done only when it knows of every request", async () => {
    const { clinic } = showApp(LIST);
    clinic.openRecordRequests = async () => ({ isUnsure: true, requests: [] });
    expect((await screen.findAllByText(/Some may be open that are not listed/))[0]).toBeVisible();
    expect(screen.queryByText("All done")).toBeNull();
  });
});

describe("the requests for the records of a patient", () => {
  it("are recorded by keys, with the day of today to begin with", async () => {
    const { clinic } = showApp(CONTACT);
    const user = userEvent.setup();
    const sent: unknown[] = [];
    const add = clinic.addRecordRequest;
    clinic.addRecordRequest = async (form) => (sent.push(form), add(form));
    (await screen.findByRole("button", { name: "Record request" })).focus();
    await user.keyboard("{Enter}");
    const fields = within(await screen.findByRole("form", { name: "Record request" }));
    expect(fields.getByLabelText("Asked by")).toHaveFocus();
    await user.keyboard("Union Insurance");
    fields.getByLabelText("Asked for").focus();
    await user.keyboard("All");
    const askedOn = fields.getByLabelText("Asked on");
    expect(askedOn).not.toHaveValue("");
    await user.clear(askedOn);
    await user.keyboard("20 11 2026");
    fields.getByLabelText("Due on").focus();
    await user.keyboard("1 12 2026{Enter}");
    expect(await screen.findByText(/All · asked .* · due 1 Dec 2026/)).toBeVisible();
    const form = { askedBy: "Union Insurance", askedFor: "All", askedOn: R.DAY, dueOn: "2026-12-01" };
    expect(sent).toEqual([{ patientId: "p1", form }]);
    await expectAccessible();
  });

  it("say at its field what is not taken", async () => {
    const { clinic } = showApp(CONTACT);
    const user = userEvent.setup();
    clinic.refuse("addRecordRequest", R.refusal("invalid", { field: "dueOn", reason: "backwards" }));
    await user.click(await screen.findByRole("button", { name: "Record request" }));
    const fields = within(await screen.findByRole("form", { name: "Record request" }));
    await user.type(fields.getByLabelText("Asked by"), "Union{Enter}");
    expect(await fields.findByText("Write a day, as 1 6 2026, not before it was asked.")).toBeVisible();
    expect(fields.getByLabelText("Asked by")).toHaveValue("Union");
  });

  it("are folded once they are closed, and opened again", async () => {
    const { clinic } = showApp(CONTACT);
    const user = userEvent.setup();
    const form = { askedBy: "Union", askedFor: "All", askedOn: "2026-11-02", dueOn: "2026-12-01" };
    const { id } = await clinic.addRecordRequest({ patientId: "p1", form });
    await clinic.answerRecordRequest(id, "1");
    await user.click(await screen.findByRole("button", { name: "Closed (1)" }));
    expect(await screen.findByText("Sent")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Open again: Union" }));
    expect(await screen.findByRole("button", { name: /^Mark as sent: .*, Union$/ })).toBeVisible();
  });

  it("are shown to the front desk, which answers none", async () => {
    const { clinic } = showApp({ ...CONTACT, rights: ["patients.read", "patients.update"] });
    const form = { askedBy: "Union", askedFor: "All", askedOn: "2026-11-02", dueOn: "2026-12-01" };
    await clinic.addRecordRequest({ patientId: "p1", form });
    expect(await screen.findByText(/All · asked/)).toBeVisible();
    expect(screen.queryByRole("button", { name: "Record request" })).toBeNull();
    expect(screen.queryByRole("button", { name: /^Mark as sent/ })).toBeNull();
  });
});
