import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { NewAppointment, PatientForm } from "../../ipc/views";
import type { Surroundings } from "../../test/fake-clinic";
import * as R from "../../test/records";
import { expectAccessible, showApp } from "../../test/show";

describe("a patient who is not known yet", () => {
  const search = async (text: string, surroundings: Surroundings = {}) => {
    const { clinic } = showApp({ at: { page: "diary", day: R.DAY }, ...surroundings });
    const registered: PatientForm[] = [];
    const booked: NewAppointment[] = [];
    const { registerPatient, bookAppointment } = clinic;
    clinic.registerPatient = async (form) => (registered.push(form), registerPatient(form));
    clinic.bookAppointment = async (form, ...rest) => (booked.push(form), bookAppointment(form, ...rest));
    const user = userEvent.setup();
    await user.click(await screen.findByRole("button", { name: "Book" }));
    const dialog = within(await screen.findByRole("dialog"));
    fireEvent.change(dialog.getByLabelText("Time"), { target: { value: "16:00" } });
    await user.type(dialog.getByLabelText("Patient"), text);
    await dialog.findByText(`No patient matches '${text}'.`);
    return { user, dialog, registered, booked, clinic };
  };
  it("is registered within the booking, at the same time", async () => {
    const { user, dialog, registered, booked } = await search("Kojo Asante");
    await user.click(dialog.getByRole("button", { name: "Register Kojo Asante" }));
    const given = await dialog.findByLabelText("Given name");
    expect(given).toHaveFocus();
    expect(given).toHaveValue("Kojo");
    await user.type(dialog.getByLabelText("Birth date"), "12 4 1987");
    await expectAccessible();
    await user.type(dialog.getByLabelText("Phone"), "024 555 0101{Enter}");
    expect(await screen.findByText("Kojo Asante is registered")).toBeVisible();
    expect(registered).toMatchObject([{ familyName: "Asante", birthDate: "1987-04-12", phone: "024 555 0101" }]);
    expect(dialog.getByText("Kojo Asante")).toBeVisible();
    await waitFor(() => expect(dialog.getByRole("button", { name: "Book" })).toHaveFocus());
    await user.keyboard("{Enter}");
    await waitFor(() => expect(booked).toMatchObject([{ patientId: "p15", startsAt: "2026-11-20T16:00:00.000Z" }]));
  });
  it("may be one of those who are, which is asked first", async () => {
    const { user, dialog, registered } = await search("Kofi Adjei");
    await user.click(dialog.getByRole("button", { name: "Register Kofi Adjei" }));
    await dialog.findByText("Is it one of these?");
    await user.type(dialog.getByLabelText("Birth date"), R.NAMES[2]!.birthDate!);
    await user.keyboard("{Tab}");
    await dialog.findByText(/Same birth date/i);
    await user.click(dialog.getByRole("button", { name: "Register patient" }));
    expect(await dialog.findByText(/may be registered already/)).toBeVisible();
    expect(registered).toEqual([]);
    await user.click(dialog.getByRole("button", { name: "Use this one" }));
    expect(dialog.getByText("Ama Adjei")).toBeVisible();
    expect(registered).toEqual([]);
  });
  it("is searched again when registering is cancelled", async () => {
    const { user, dialog, clinic } = await search("Kojo Asante");
    await user.click(dialog.getByRole("button", { name: "Register Kojo Asante" }));
    await dialog.findByLabelText("Given name");
    await user.click(dialog.getByRole("button", { name: "Cancel" }));
    expect(dialog.getByLabelText("Patient")).toHaveValue("Kojo Asante");
    expect(await clinic.formDraft({ form: "registration" })).toBeNull();
  });
  it("is not offered to be registered by who may not", async () => {
    const { dialog } = await search("Kojo Asante", {
      rights: ["patients.read", "appointments.read", "appointments.write"],
    });
    expect(dialog.queryByRole("button", { name: /^Register/ })).toBeNull();
  });
});
