import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import * as R from "../../test/records";
import { expectAccessible, showApp } from "../../test/show";

const at = { page: "settings", section: "measurements" } as const;

it("adds a kind of measurement, whose unit then stays", async () => {
  const { clinic } = showApp({ at });
  const user = userEvent.setup();
  expect(await screen.findByText(/No kinds of your own yet/)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Add a kind of measurement" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Add a kind of measurement" }));
  await waitFor(() => expect(dialog.getByLabelText("Name")).toHaveFocus());
  await user.keyboard("Hand grip{Tab}kg{Tab}{Tab}0");
  const save = dialog.getByRole("button", { name: "Save kind" });
  expect(save).toBeDisabled();
  await user.keyboard("{Tab}120{Tab}5");
  await expectAccessible();
  await user.keyboard("{Enter}");
  const table = await screen.findByRole("table", { name: "Kinds of measurement" });
  expect(within(table).getByText("0–120 kg")).toBeVisible();
  expect(clinic.calls).toContain("addMeasurementKind");

  const sent: unknown[] = [];
  const { editMeasurementKind } = clinic;
  clinic.editMeasurementKind = async (...edit) => (sent.push(edit), editMeasurementKind(...edit));
  await user.click(within(table).getByRole("button", { name: "Hand grip" }));
  const changed = within(await screen.findByRole("dialog", { name: "Change kind" }));
  await user.click(changed.getByRole("switch", { name: "Offered in visits" }));
  await user.click(changed.getByRole("button", { name: "Save kind" }));
  expect(await within(table).findByText("Inactive")).toBeVisible();
  expect(sent).toMatchObject([["mk1", "1", { isActive: true }, { isActive: false, oddBelow: "5", unit: "kg" }]]);
  await user.click(within(table).getByRole("button", { name: "Hand grip" }));
  const used = within(await screen.findByRole("dialog", { name: "Change kind" }));
  expect(used.getByLabelText("Unit")).toBeDisabled();
});

it("says which name is taken where it was typed", async () => {
  const { clinic } = showApp({ at });
  clinic.refuse("addMeasurementKind", R.refusal("invalid", { field: "name", reason: "taken" }));
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Add a kind of measurement" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Add a kind of measurement" }));
  await user.type(dialog.getByLabelText("Name"), "Weight");
  await user.type(dialog.getByLabelText("Lowest possible"), "0");
  await user.type(dialog.getByLabelText("Highest possible"), "9{Enter}");
  expect(await dialog.findByText("Another kind, or one of the program, has this name.")).toBeVisible();
});
