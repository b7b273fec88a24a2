import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { PatientForm } from "../../../ipc/views";
import { expectAccessible, showApp } from "../../../test/show";

describe("the details of a patient", () => {
  it("take an age for a birth date that nobody knows", async () => {
    const { clinic } = showApp({ at: { page: "edit", id: "p1" } });
    const user = userEvent.setup();
    const sent: PatientForm[] = [];
    const edit = clinic.editPatient;
    clinic.editPatient = async (given) => (sent.push(given.form), edit(given));
    const birth = await screen.findByLabelText("Birth date");
    await user.clear(birth);
    await user.type(birth, "34 y");
    expect(screen.getByText(/^about 34/)).toBeVisible();
    expect(screen.getByRole("checkbox", { name: "Estimated" })).toBeChecked();
    await expectAccessible();
    await user.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(sent).toHaveLength(1));
    const today = new Date().toISOString();
    expect(sent[0]!.birthDate).toMatch(new RegExp(`^${Number(today.slice(0, 4)) - 34}-`));
    expect(sent[0]!.birthDateEstimated).toBe(true);
  });

  it("take a year for a birth date of which no more is known", async () => {
    const { clinic } = showApp({ at: { page: "edit", id: "p1" } });
    const user = userEvent.setup();
    const sent: PatientForm[] = [];
    const edit = clinic.editPatient;
    clinic.editPatient = async (given) => (sent.push(given.form), edit(given));
    const birth = await screen.findByLabelText("Birth date");
    await user.clear(birth);
    await user.type(birth, "about 1960");
    await user.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toMatchObject({ birthDate: "1960-07-01", birthDateEstimated: true });
  });

  it("say in a dialog, too, that a birth date is estimated", async () => {
    const { clinic } = showApp({ at: { page: "patient", id: "p1" } });
    const user = userEvent.setup();
    const read = clinic.patient;
    clinic.patient = async (id) => {
      const view = await read(id);
      return { ...view, header: { ...view.header, birthDateEstimated: true } };
    };
    await user.click(await screen.findByRole("button", { name: "More" }));
    await user.click(await screen.findByRole("menuitem", { name: "Delete patient", hidden: true }));
    expect(await screen.findByRole("dialog")).toHaveTextContent("Mary Okafor · about 12 Mar 1992 · File 000482");
  });

  it("are an estimate no longer once a day is typed", async () => {
    const { clinic } = showApp({ at: { page: "edit", id: "p1" } });
    const user = userEvent.setup();
    const sent: PatientForm[] = [];
    const edit = clinic.editPatient;
    clinic.editPatient = async (given) => (sent.push(given.form), edit(given));
    await user.click(await screen.findByRole("checkbox", { name: "Estimated" }));
    expect(screen.getByText(/^about 34/)).toBeVisible();
    const birth = screen.getByLabelText("Birth date");
    await user.clear(birth);
    await user.type(birth, "13 3 1992");
    expect(screen.getByRole("checkbox", { name: "Estimated" })).not.toBeChecked();
    await user.type(screen.getByLabelText("Street"), "12 High Street{Enter}Flat 2");
    await user.type(screen.getByLabelText("Gender"), "woman");
    await user.click(screen.getByRole("combobox", { name: "Preferred language" }));
    await user.click(await screen.findByRole("option", { name: "French", hidden: true }));
    await user.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toMatchObject({
      birthDate: "1992-03-13",
      birthDateEstimated: false,
      gender: "woman",
      preferredLanguage: "fr",
      address: { lines: "12 High Street\nFlat 2" },
    });
  });

  it("stand under Contact, and lead to where they are corrected", async () => {
    const { clinic } = showApp({ at: { page: "patient", id: "p1", tab: "contact" } });
    const user = userEvent.setup();
    const read = clinic.patient;
    clinic.patient = async (id) => {
      const view = await read(id);
      const form = { ...view.form.form, phone: "0803 1; 0803 2", otherNames: "Ada", birthDateEstimated: true };
      const header = { ...view.header, birthDateEstimated: true };
      return { ...view, header, form: { ...view.form, form } };
    };
    const panel = within(await screen.findByRole("region", { name: "Contact" }));
    expect(panel.getByText("Ada")).toBeVisible();
    expect(panel.getByText(/^0803 1\s0803 2$/)).toBeVisible();
    expect(panel.getByText("about 12 Mar 1992")).toBeVisible();
    expect(screen.getByText(/Female · about 34.y · about 12 Mar 1992/)).toBeVisible();
    await user.click(panel.getByRole("button", { name: "Edit details" }));
    expect(await screen.findByLabelText("Other names")).toBeVisible();
  });
});
