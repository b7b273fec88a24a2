import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { MeasureLine, NewMeasurement } from "../../ipc/views";
import * as R from "../../test/records";
import { expectAccessible, showApp } from "../../test/show";

/** Opens a visit with a line of an own kind, and logs what it records. */
async function openVisit(line: MeasureLine = R.GRIP) {
  const { clinic } = showApp({ at: { page: "visit", id: "v2" } });
  const sent: NewMeasurement[] = [];
  const { recordMeasurement, visit } = clinic;
  const withLine = (lines: MeasureLine[]) => (lines.includes(line) ? lines : [...lines, line]);
  clinic.visit = async (id) => {
    const view = await visit(id);
    return { ...view, grid: { ...view.grid, lines: withLine(view.grid.lines) } };
  };
  clinic.recordMeasurement = async (form) => {
    sent.push(form);
    const grid = await recordMeasurement(form);
    const understood = { value: Number.parseFloat(form.text), second: null, unit: "kg" };
    const current = {
      id: "m9",
      seen: "1",
      enteredText: form.text,
      quantity: understood,
      measuredAt: form.at ?? new Date().toISOString(),
      enteredAt: new Date().toISOString(),
      range: "unknown" as const,
      ...R.TAKEN,
      questioned: false,
      confirmed: false,
      corrected: null,
    };
    return { ...grid, lines: withLine(grid.lines).map((row) => (row === line ? { ...line, current } : row)) };
  };
  clinic.readMeasurement = async (_visit, _kind, text) => ({
    understood: text === "300" ? null : { value: Number.parseFloat(text), second: null, unit: "kg" },
    problem: text === "300" ? "impossible" : null,
    doubt: null,
    centile: null,
    derived: [],
    weightChange: [],
  });
  return { clinic, sent, user: userEvent.setup() };
}

it("records a value of a kind of the clinic, and says what it can be", async () => {
  const { sent, user } = await openVisit();
  const entry = await screen.findByLabelText("Hand grip");
  await user.type(entry, "300{Enter}");
  expect(await screen.findByText(/Hand grip is between 0 and 120\skg\./)).toBeVisible();
  await user.clear(entry);
  await user.type(entry, "31.25{Enter}");
  await waitFor(() => expect(sent).toMatchObject([{ kind: { own: "k1" }, text: "31.25", at: null }]));
  // no decimal of a kind of the clinic is rounded away
  expect(await screen.findByText(/31\.25\skg/)).toBeVisible();
  await expectAccessible();
});

it("dates a value back by keys, and says so", async () => {
  const { sent, user } = await openVisit();
  const entry = await screen.findByLabelText("Hand grip");
  await user.click(entry);
  await user.keyboard("{Alt>}d{/Alt}");
  const when = await screen.findByLabelText("Hand grip: measured on");
  await waitFor(() => expect(when).toHaveFocus());
  await user.keyboard("soon{Enter}");
  expect(screen.getByText(/That is no day/)).toBeVisible();
  await user.clear(when);
  await user.keyboard("1 1 2999{Enter}");
  expect(screen.getByText("That has not come yet.")).toBeVisible();
  await expectAccessible();
  await user.clear(when);
  await user.keyboard("yesterday 7:30{Enter}");
  expect(entry).toHaveFocus();
  expect(screen.queryByLabelText("Hand grip: measured on")).toBeNull();
  await user.keyboard("31{Enter}");
  await waitFor(() => expect(sent).toHaveLength(1));
  expect(Date.parse(sent[0]!.at!)).toBeLessThan(Date.now());
  expect(await screen.findByText(/^measured .*, entered today$/)).toBeVisible();
});

it("leaves the moment with Escape", async () => {
  const { sent, user } = await openVisit();
  const entry = await screen.findByLabelText("Hand grip");
  await user.click(entry);
  await user.keyboard("{Alt>}d{/Alt}");
  await user.keyboard("yesterday{Escape}31{Enter}");
  await waitFor(() => expect(sent).toMatchObject([{ text: "31", at: null }]));
});

it("shows a value of a kind that is not on this computer, and takes none", async () => {
  const nameless: MeasureLine = {
    ...R.GRIP,
    kind: { own: "k1", name: null },
    possible: null,
    current: {
      id: "m9",
      seen: "1",
      enteredText: "31",
      quantity: { value: 31, second: null, unit: "kg" },
      measuredAt: R.at("10:05"),
      enteredAt: R.at("10:05"),
      range: "unknown",
      ...R.TAKEN,
      questioned: false,
      confirmed: false,
      corrected: null,
    },
  };
  await openVisit(nameless);
  const row = (await screen.findByText("A kind that is not on this computer")).closest("tr")!;
  expect(within(row).queryByRole("textbox")).toBeNull();
  expect(within(row).getByText("31")).toBeVisible();
});
