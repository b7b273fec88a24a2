import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import * as R from "../../test/records";
import { showApp } from "../../test/show";

it("a measure that the disk did not take is there when the page is opened again, and saved once there is room", async () => {
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
  // saved once, and nothing waits any more
  await user.click(screen.getByRole("button", { name: "Patients" }));
  await user.click(await screen.findByRole("button", { name: "Back" }));
  expect(await screen.findByLabelText("Weight")).toHaveValue("99");
  expect(sent).toEqual(["99"]);
});
