import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { showApp } from "../../test/show";

it("says whose contents were erased, and which without an order", async () => {
  const { clinic } = showApp({ at: { page: "audit" } });
  const verify = clinic.verifyAudit;
  clinic.verifyAudit = async () => ({
    ...(await verify()),
    isClean: false,
    erased: [
      { patientId: "gone", entries: 4, isOrdered: true },
      { patientId: "p1", entries: 2, isOrdered: false },
      { patientId: null, entries: 1, isOrdered: false },
    ],
  });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Check again" }));
  const taken = "The contents of 2 entries about patients were taken away, and no order to erase them is here.";
  expect(await screen.findByText(taken)).toBeVisible();
  const more = screen.getByText(/The contents of 4 entries were erased with patients, by orders that are here\./);
  expect(more).toHaveTextContent("The contents of 1 entry about no patient were taken away, which nobody may order.");
});
