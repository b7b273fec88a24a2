import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { areas } from "../../words";
import { primaryButtons, showApp } from "../../test/show";

const { labOrders, prescriptions, dietOrders, patients, frame, needs } = areas;
it.each([
  [labOrders.en.order, labOrders.en.submit, { tab: "labs" }],
  [prescriptions.en.add, prescriptions.en.prescribe, { tab: "labs", labs: "prescriptions" }],
  [dietOrders.en.add, dietOrders.en.start, { tab: "plan", plan: "dietOrders" }],
] as const)("has one filled button, that of a form once it is open (%s)", async (opens, submits, at) => {
  showApp({ at: { page: "patient", id: "p1", ...at } });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: opens }));
  await screen.findByRole("button", { name: submits });
  await waitFor(() => expect(primaryButtons()).toEqual([submits]));
  expect(screen.getByRole("button", { name: patients.en.startVisit })).toBeVisible();
  await user.click(screen.getByRole("button", { name: frame.en.cancel }));
  await waitFor(() => expect(primaryButtons()).toEqual([patients.en.startVisit]));
});

it("has the filled button of an estimate while it is made", async () => {
  showApp({ at: { page: "patient", id: "p1", tab: "plan", plan: "needs" } });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: needs.en.estimate }));
  await waitFor(() => expect(primaryButtons()).toHaveLength(1));
  expect(primaryButtons()).not.toContain(patients.en.startVisit);
});
