import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { showApp } from "../../../test/show";

it("prints the records that are shown, of one type and in all versions", async () => {
  const { clinic } = showApp({ at: { page: "patient", id: "p1", tab: "visits" } });
  const user = userEvent.setup();
  const asked: unknown[] = [];
  const { makePrint } = clinic;
  clinic.makePrint = async (form) => (asked.push(form.of), makePrint(form));
  await user.click(await screen.findByRole("radio", { name: "Records" }));
  await screen.findByRole("table", { name: "Records" });
  await user.click(screen.getByRole("combobox", { name: "Type" }));
  await user.click(await screen.findByRole("option", { name: /^Prescription/, hidden: true }));
  await user.click(screen.getByRole("radio", { name: "All versions" }));
  await user.click(await screen.findByRole("button", { name: "Print" }));
  expect(await screen.findByRole("dialog", { name: "Print: Medical record" })).toBeVisible();
  const of = { print: "records", patientId: "p1", type: "prescription", allVersions: true };
  await waitFor(() => expect(asked).toEqual([of]));
});
