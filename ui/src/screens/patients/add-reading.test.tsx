import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import * as R from "../../test/records";
import { expectAccessible, showApp } from "../../test/show";

const MARY = { page: "patient", id: "p1", tab: "measurements" } as const;

async function begin() {
  const user = userEvent.setup();
  (await screen.findByRole("button", { name: "Add reading" })).focus();
  await user.keyboard("{Enter}");
  const form = within(await screen.findByRole("form", { name: "Add reading" }));
  expect(form.getByLabelText("Value")).toHaveFocus();
  return { user, form };
}

describe("a reading without a visit", () => {
  it("is entered by keys, dated back, and the next one follows", async () => {
    const { clinic } = showApp({ at: MARY });
    const sent: unknown[] = [];
    const enter = clinic.enterMeasurement;
    clinic.enterMeasurement = async (reading) => (sent.push(reading), enter(reading));
    const { user, form } = await begin();
    await expectAccessible();
    await user.keyboard("8,9{Tab}4 5 2025 09:00{Enter}");
    expect(await form.findByText(/^Weight 8.9.kg, 4 May 2025.* is recorded\.$/)).toBeVisible();
    expect(form.getByLabelText("Value")).toHaveFocus();
    expect(form.getByLabelText("Value")).toHaveValue("");
    await user.selectOptions(form.getByLabelText("Measure"), "Head circumference");
    await user.type(form.getByLabelText("Value"), "46{Enter}");
    expect(await form.findByText(/^Head circumference 46.cm, 4 May 2025/)).toBeVisible();
    const at = "2025-05-04T09:00:00.000Z";
    expect(sent).toEqual([
      { patientId: "p1", kind: "weight", text: "8,9", at },
      { patientId: "p1", kind: "head", text: "46", at },
    ]);
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.getByRole("button", { name: "Add reading" })).toHaveFocus());
    expect(clinic.calls).not.toContain("startVisit");
  });

  it("shows the unit of a number without one, that of the clinic", async () => {
    const { clinic } = showApp({ at: MARY });
    clinic.offeredKinds = async () => [
      { kind: "weight", unit: "lb" },
      { kind: "head", unit: "in" },
    ];
    const { user, form } = await begin();
    expect(form.getByText("lb")).toBeVisible();
    await user.selectOptions(form.getByLabelText("Measure"), "Head circumference");
    expect(form.getByText("in")).toBeVisible();
    expect(form.queryByText("lb")).toBeNull();
  });

  it("has its day and its time in fields of their own", async () => {
    const { clinic } = showApp({ at: MARY });
    const sent: unknown[] = [];
    const enter = clinic.enterMeasurement;
    clinic.enterMeasurement = async (reading) => (sent.push(reading.at), enter(reading));
    const { user, form } = await begin();
    await user.keyboard("8,9{Tab}4 5 2025");
    fireEvent.change(form.getByLabelText("Time"), { target: { value: "09:07" } });
    await user.type(form.getByLabelText("Time"), "{Enter}");
    await waitFor(() => expect(sent).toEqual(["2025-05-04T09:07:00.000Z"]));
  });

  it("is asked about where it is unlikely, and kept", async () => {
    const { clinic } = showApp({ at: MARY });
    const { user, form } = await begin();
    await user.keyboard("260{Enter}");
    expect(await form.findByText("It is unlikely. Is it right?")).toBeVisible();
    await user.click(form.getByRole("button", { name: /^Keep 260/ }));
    await waitFor(() => expect(form.queryByText("It is unlikely. Is it right?")).toBeNull());
    expect(clinic.calls).toContain("confirmMeasurement");
  });

  it("says at its field what is wrong, and stays as typed", async () => {
    const { clinic } = showApp({ at: MARY });
    const { user, form } = await begin();
    clinic.refuse("enterMeasurement", R.refusal("invalid", { field: "text", reason: "malformed" }));
    await user.keyboard("abc{Enter}");
    expect(await form.findByText(/^That is not a weight/)).toBeVisible();
    expect(form.getByLabelText("Value")).toHaveValue("abc");
    clinic.refuse("enterMeasurement", R.refusal("invalid", { field: "at", reason: "backwards" }));
    await user.clear(form.getByLabelText("Value"));
    await user.type(form.getByLabelText("Value"), "9{Tab}4 5 1901{Enter}");
    expect(await form.findByText("That is before the patient was born.")).toBeVisible();
    await user.clear(form.getByLabelText("Measured on"));
    await user.type(form.getByLabelText("Measured on"), "soon");
    expect(form.getByText(/^That is no day/)).toBeVisible();
    expect(form.getByRole("button", { name: "Save" })).toBeDisabled();
  });

  it("is saved when its page is left", async () => {
    const { clinic } = showApp({ at: MARY });
    const { user } = await begin();
    await user.keyboard("72.4{Control>}1{/Control}");
    await waitFor(() => expect(clinic.calls).toContain("enterMeasurement"));
    expect(clinic.calls.filter((call) => call === "enterMeasurement")).toHaveLength(1);
  });

  it("is not offered without the right to it", async () => {
    showApp({ at: MARY, rights: ["patients.read", "chart.read"] });
    expect(await screen.findByRole("table", { name: "Measurements" })).toBeVisible();
    expect(screen.queryByRole("button", { name: "Add reading" })).toBeNull();
  });
});
