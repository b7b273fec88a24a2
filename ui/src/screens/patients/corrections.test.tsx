import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import * as R from "../../test/records";
import { expectAccessible, showApp } from "../../test/show";

const MARY = { page: "patient", id: "p1" } as const;

/** Every dialog about a patient names the patient. */
async function dialogOfMary(): Promise<HTMLElement> {
  const dialog = await screen.findByRole("dialog");
  expect(dialog).toHaveTextContent("Mary Okafor · 12 Mar 1992 · File 000482");
  return dialog;
}

describe("a measurement", () => {
  const openMenu = async (item: string | RegExp) => {
    const user = userEvent.setup();
    await user.click((await screen.findAllByRole("button", { name: /^More: Weight/ }))[0]!);
    await user.click(await screen.findByRole("menuitem", { name: item, hidden: true }));
    return { user, dialog: await dialogOfMary() };
  };

  it("is corrected with the version that was read", async () => {
    const { clinic } = showApp({ at: { ...MARY, tab: "measurements" } });
    const sent: unknown[] = [];
    clinic.correctMeasurement = async (...form) => (sent.push(form), null);
    const { user, dialog } = await openMenu("Correct");
    const value = within(dialog).getByLabelText("Value");
    expect(within(dialog).getByRole("button", { name: "Save" })).toBeDisabled();
    await user.clear(value);
    await user.type(value, "71.4");
    await expectAccessible();
    await user.click(within(dialog).getByRole("button", { name: "Save" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    const correction = { kind: "weight", text: "71.4", at: null, acceptDoubtful: false };
    expect(sent).toEqual([["m0", "1", correction]]);
  });

  it("is moved to another day or time, each in its field", async () => {
    const { clinic } = showApp({ at: { ...MARY, tab: "measurements" } });
    const sent: unknown[] = [];
    clinic.correctMeasurement = async (...form) => (sent.push(form[2].at), null);
    const { user, dialog } = await openMenu("Correct");
    const [day, time] = [within(dialog).getByLabelText("Measured on"), within(dialog).getByLabelText("Time")];
    expect(time).toHaveAttribute("type", "time");
    const recorded = [(day as HTMLInputElement).value, (time as HTMLInputElement).value];
    expect(recorded[0]).toMatch(/^\d+ \w+ 2026$/);
    await user.clear(day);
    expect(within(dialog).getByText(/^That is no day/)).toBeVisible();
    await user.type(day, "4 5 2026");
    fireEvent.change(time, { target: { value: "07:32" } });
    await user.click(within(dialog).getByRole("button", { name: "Save" }));
    await waitFor(() => expect(sent).toEqual(["2026-05-04T07:32:00.000Z"]));
  });

  it("stays as typed when the clinic does not take its correction", async () => {
    const { clinic } = showApp({ at: { ...MARY, tab: "measurements" } });
    clinic.refuse("correctMeasurement", R.refusal("changedMeanwhile"));
    const { user, dialog } = await openMenu("Correct");
    await user.type(within(dialog).getByLabelText("Value"), "1");
    await user.click(within(dialog).getByRole("button", { name: "Save" }));
    expect(await within(dialog).findByText(/Someone changed this record/)).toBeVisible();
  });

  it("says that a number has two readings", async () => {
    const { clinic } = showApp({ at: { ...MARY, tab: "measurements" } });
    clinic.refuse("correctMeasurement", R.refusal("invalid", { field: "text", reason: "twoNumbers" }));
    const { user, dialog } = await openMenu("Correct");
    await user.type(within(dialog).getByLabelText("Value"), "1{Enter}");
    expect(await within(dialog).findByText(/can be read as thousands or as decimals/)).toBeVisible();
  });

  it("of a kind that had another unit is named below its line", async () => {
    const { clinic } = showApp({ at: { ...MARY, tab: "measurements" } });
    const { trend } = clinic;
    const quantity = { value: 61.5, second: null, unit: "lb" };
    clinic.trend = async (patient, kind) => ({
      ...(await trend(patient, kind)),
      points: [],
      inOtherUnits: [{ quantity, measuredAt: R.at("09:00", "2026-08-14"), ...R.TAKEN }],
    });
    const line = await screen.findAllByText(/in an earlier unit: 61\.5\slb \(14 Aug 2026\)/);
    expect(line[0]).toBeVisible();
  });

  it("says at its field why a correction cannot be read", async () => {
    const { clinic } = showApp({ at: { ...MARY, tab: "measurements" } });
    clinic.refuse("correctMeasurement", R.refusal("invalid", { field: "text", reason: "malformed" }));
    const { user, dialog } = await openMenu("Correct");
    await user.type(within(dialog).getByLabelText("Value"), "x{Enter}");
    const words = "That is not a weight. For example: 72.4 kg or 159 lb";
    expect(await within(dialog).findByText(words)).toBeVisible();
    expect(within(dialog).getByLabelText("Value")).toHaveAccessibleDescription(expect.stringContaining(words));
    expect(within(dialog).queryByRole("alert")).toBeNull();
    await expectAccessible();
    await user.click(within(dialog).getByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("that is unlikely is marked, and kept after one question", async () => {
    const { clinic } = showApp({ at: { ...MARY, tab: "measurements" } });
    const { measurements } = clinic;
    let isConfirmed = false;
    clinic.measurements = async (patient) => {
      const [first, ...rest] = await measurements(patient);
      return [{ ...first!, questioned: !isConfirmed, confirmed: isConfirmed }, ...rest];
    };
    clinic.confirmMeasurement = async () => ((isConfirmed = true), null);
    expect(await screen.findByText("Check")).toBeVisible();
    const { user, dialog } = await openMenu(/^Keep 72.4/);
    await expectAccessible();
    await user.click(within(dialog).getByRole("button", { name: /^Keep/ }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(isConfirmed).toBe(true);
  });

  it("says how it was taken, and offers the devices of the others", async () => {
    const { clinic } = showApp({ at: { ...MARY, tab: "measurements" } });
    const { measurements } = clinic;
    const how = { method: "reported", device: "Omron M3", context: "afterMeal" } as const;
    clinic.measurements = async (patient) => {
      const [first, second, ...rest] = await measurements(patient);
      return [first!, { ...second!, how }, ...rest];
    };
    const sent: unknown[] = [];
    clinic.describeMeasurement = async (...form) => (sent.push(form), null);
    expect(await screen.findByText("Reported, after a meal, with Omron M3")).toBeVisible();
    const { user, dialog } = await openMenu("How it was taken…");
    expect(within(dialog).getByRole("button", { name: "Save" })).toBeDisabled();
    expect(within(dialog).getByText("Choose or type something else first.")).toBeVisible();
    expect(dialog.querySelector("datalist option")).toHaveValue("Omron M3");
    await user.selectOptions(within(dialog).getByLabelText("Taken"), "Reported");
    await user.selectOptions(within(dialog).getByLabelText("When"), "Fasting");
    await user.type(within(dialog).getByLabelText("Device"), "Contour Next");
    await expectAccessible();
    await user.click(within(dialog).getByRole("button", { name: "Save" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(sent).toEqual([["m0", "1", { method: "reported", device: "Contour Next", context: "fasting" }]]);
  });

  it("is removed after one question", async () => {
    const { clinic } = showApp({ at: { ...MARY, tab: "measurements" } });
    const { user, dialog } = await openMenu("Remove");
    expect(within(dialog).getByText(/only if it was entered in error/)).toBeVisible();
    await user.click(within(dialog).getByRole("button", { name: "Remove" }));
    await waitFor(() => expect(clinic.calls).toContain("removeMeasurement"));
    const sent: unknown[] = [];
    clinic.restoreMeasurement = async (...of) => (sent.push(of), null);
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() => expect(sent).toEqual([["m0", "removal"]]));
  });

  it("has no menu without the right to measure", async () => {
    showApp({ at: { ...MARY, tab: "measurements" }, rights: ["patients.read", "chart.read"] });
    expect((await screen.findAllByText("Weight"))[0]).toBeVisible();
    expect(screen.queryByRole("button", { name: /^More: Weight/ })).toBeNull();
  });
});

describe("an emergency contact", () => {
  const openMenu = async (item: string) => {
    const user = userEvent.setup();
    await user.click(await screen.findByRole("button", { name: "More: Ifeanyi Okafor" }));
    await user.click(await screen.findByRole("menuitem", { name: item, hidden: true }));
    return { user, dialog: await dialogOfMary() };
  };

  it("is edited from what is known", async () => {
    const { clinic } = showApp({ at: { ...MARY, tab: "contact" } });
    const sent: unknown[] = [];
    clinic.editContact = async (edit) => {
      sent.push(edit);
      return { id: edit.id, seen: "2", ...edit.form };
    };
    const { user, dialog } = await openMenu("Edit contact");
    expect(within(dialog).getByLabelText("Name")).toHaveValue("Ifeanyi Okafor");
    expect(within(dialog).getByLabelText("Phone")).toHaveAttribute("maxlength", "50");
    await user.type(within(dialog).getByLabelText("Phone"), "0");
    await user.type(within(dialog).getByLabelText("Address"), "12 High Street{Enter}Accra");
    await user.click(within(dialog).getByRole("button", { name: "Save" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    const { id, seen, ...loaded } = R.IFEANYI;
    const form = { ...loaded, phone: "0803 555 01990", address: "12 High Street\nAccra" };
    expect(sent).toEqual([{ id, seen, loaded, form }]);
  });

  it("is added, from the name on", async () => {
    const { clinic } = showApp({ at: { ...MARY, tab: "contact" } });
    const user = userEvent.setup();
    await user.click(await screen.findByRole("button", { name: "Add contact" }));
    const dialog = await dialogOfMary();
    expect(within(dialog).getByLabelText("Name")).toHaveFocus();
    await user.click(within(dialog).getByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(clinic.calls).not.toContain("addContact");
  });

  it("is removed after one question that names both", async () => {
    const { clinic } = showApp({ at: { ...MARY, tab: "contact" } });
    const { user, dialog } = await openMenu("Remove");
    const question = "Remove Ifeanyi Okafor from the emergency contacts of Mary Okafor?";
    expect(within(dialog).getByText(question)).toBeVisible();
    await user.click(within(dialog).getByRole("button", { name: "Remove" }));
    await waitFor(() => expect(clinic.calls).toContain("removeContact"));
    const sent: unknown[] = [];
    clinic.restoreContact = async (...of) => (sent.push(of), R.IFEANYI);
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() => expect(sent).toEqual([["e1", "removal"]]));
  });
});

describe("the details of a patient", () => {
  it("include who looks after them and their status", async () => {
    const { clinic } = showApp({ at: { page: "edit", id: "p1" } });
    const user = userEvent.setup();
    const edit = clinic.editPatient;
    const sent: unknown[] = [];
    clinic.editPatient = async (form) => {
      sent.push([form.form.dietitianId, form.form.status]);
      // the form is sent with the loaded values, so that only changed fields are written
      expect(form.loaded).toEqual({ ...form.form, dietitianId: "u1", status: "active" });
      return edit(form);
    };
    await user.click(await screen.findByRole("combobox", { name: "Dietitian" }));
    await user.click(await screen.findByRole("option", { name: "Claire Dupont", hidden: true }));
    await user.click(screen.getByRole("combobox", { name: "Status" }));
    await user.click(await screen.findByRole("option", { name: "Discharged", hidden: true }));
    await user.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(sent).toEqual([["u3", "discharged"]]));
  });

  it("take as many letters as the clinic does", async () => {
    showApp({ at: { page: "edit", id: "p1" } });
    for (const [label, length] of [
      ["Given name", "100"],
      ["National ID", "50"],
      ["Postal code", "20"],
      ["Street", "4000"],
    ] as const)
      expect(await screen.findByLabelText(label)).toHaveAttribute("maxlength", length);
  });
});
