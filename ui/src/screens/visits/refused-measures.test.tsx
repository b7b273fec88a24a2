import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { PASSWORD } from "../../test/fake-clinic";
import * as R from "../../test/records";
import { showApp } from "../../test/show";

it("a measure that a full disk did not take comes back, and is saved", async () => {
  const { clinic } = showApp({ at: { page: "visit", id: "v2" } });
  const user = userEvent.setup();
  const weight = await screen.findByLabelText("Weight");
  const { recordMeasurement } = clinic;
  const sent: string[] = [];
  clinic.recordMeasurement = () => Promise.reject(R.refusal("diskFull"));
  await user.type(weight, "99");
  await user.click(screen.getByRole("button", { name: "Patients" }));
  await user.click(await screen.findByRole("button", { name: "Back" }));
  expect(await screen.findByLabelText("Weight")).toHaveValue("99");
  expect(sent).toEqual([]);
  clinic.recordMeasurement = (form) => (sent.push(form.text), recordMeasurement(form));
  act(() => clinic.emit({ kind: "diskChanged" }));
  await waitFor(() => expect(sent).toEqual(["99"]));
  // saved once, and nothing is pending any more
  await user.click(screen.getByRole("button", { name: "Patients" }));
  await user.click(await screen.findByRole("button", { name: "Back" }));
  expect(await screen.findByLabelText("Weight")).toHaveValue("99");
  expect(sent).toEqual(["99"]);
});

it("is dropped by the program as well, once its field is cleared", async () => {
  const { clinic } = showApp({ at: { page: "visit", id: "v2" } });
  const user = userEvent.setup();
  const weight = await screen.findByLabelText("Weight");
  const tried: string[] = [];
  clinic.recordMeasurement = async ({ text }) => {
    tried.push(text);
    return Promise.reject(R.refusal("diskFull"));
  };
  await user.type(weight, "72{Enter}");
  await waitFor(() => expect(tried).toEqual(["72"]));
  await user.clear(weight);
  await user.tab();
  await waitFor(() => expect(tried).toEqual(["72", ""]));
});

it("comes back with its error after a lock and from another page", async () => {
  const { clinic } = showApp({ at: { page: "visit", id: "v2" } });
  const user = userEvent.setup();
  await user.type(await screen.findByLabelText("Weight"), "abc{Enter}");
  expect(await screen.findByText(/That is not a weight/)).toBeVisible();
  await waitFor(() => expect(clinic.calls).toContain("saveFormDraft"));
  await user.keyboard("{Control>}l{/Control}");
  await waitFor(() => expect(screen.getByLabelText("Password")).toHaveFocus());
  await user.keyboard(`${PASSWORD}{Enter}`);
  const isRefused = async () => {
    expect(await screen.findByLabelText("Weight")).toHaveValue("abc");
    expect(await screen.findByText(/That is not a weight/)).toBeVisible();
    expect(screen.getByLabelText("Weight")).toBeInvalid();
  };
  await isRefused();
  await user.click(screen.getByRole("button", { name: "Patients" }));
  await user.click(await screen.findByRole("button", { name: "Back" }));
  await isRefused();
});
