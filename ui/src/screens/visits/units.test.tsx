import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { MeasureGrid, NewMeasurement } from "../../ipc/views";
import { showApp } from "../../test/show";

/** A clinic that works in pounds, as its commands answer then. */
function inPounds(grid: MeasureGrid): MeasureGrid {
  const lines = grid.lines.map((line) => {
    const { current } = line;
    if (line.kind !== "weight") return line;
    if (current === null) return { ...line, unit: "lb", last: null };
    const quantity = { value: Number.parseFloat(current.enteredText), second: null, unit: "lb" };
    const enteredText = /^\d+$/.test(current.enteredText) ? `${current.enteredText} lb` : current.enteredText;
    return { ...line, unit: "lb", last: null, current: { ...current, enteredText, quantity } };
  });
  return { ...grid, lines };
}

it("shows a bare number with the unit in which it was recorded, once", async () => {
  const { clinic } = showApp({ at: { page: "visit", id: "v2" } });
  const sent: NewMeasurement[] = [];
  const { recordMeasurement, visit } = clinic;
  clinic.visit = async (id) => {
    const view = await visit(id);
    return { ...view, grid: inPounds(view.grid) };
  };
  clinic.recordMeasurement = async (form) => (sent.push(form), inPounds(await recordMeasurement(form)));
  const user = userEvent.setup();
  const weight = await screen.findByLabelText<HTMLInputElement>("Weight");
  expect(screen.getByTitle("lb")).toBeVisible();
  await user.type(weight, "159{Enter}");
  await waitFor(() => expect(weight).toHaveValue("159 lb"));
  // leaving the field again records nothing more
  await user.click(weight);
  await user.tab();
  expect(sent.map((form) => form.text)).toEqual(["159"]);
});
