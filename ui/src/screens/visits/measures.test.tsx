import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { NewMeasurement } from "../../ipc/views";
import { keyOf } from "../../parts/use-measures";
import { type Fake, PASSWORD } from "../../test/fake-clinic";
import * as R from "../../test/records";
import { expectAccessible, showApp } from "../../test/show";

const at = { page: "visit", id: "v2" } as const;

/** The recorded measurements, as "kind text". */
function recorded(clinic: Fake): string[] {
  const sent: string[] = [];
  const { recordMeasurement } = clinic;
  clinic.recordMeasurement = async (form: NewMeasurement) => {
    sent.push(`${keyOf(form.kind)} ${form.text}`);
    return recordMeasurement(form);
  };
  return sent;
}

/** Opens a visit of a clinic that logs what it records. */
async function openVisit() {
  const { clinic } = showApp({ at: { page: "patients" } });
  const sent = recorded(clinic);
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Today" }));
  await user.click(await screen.findByRole("button", { name: "Continue" }));
  return { clinic, sent, user, weight: await screen.findByLabelText<HTMLInputElement>("Weight") };
}

describe("a measure that is rarely taken", () => {
  it("waits behind a button, and its line has the focus once it is chosen", async () => {
    const { sent, user } = await openVisit();
    expect(screen.queryByLabelText("Mid-upper arm")).toBeNull();
    await user.click(screen.getByRole("button", { name: "More measures" }));
    await user.click(await screen.findByRole("menuitem", { name: "Mid-upper arm", hidden: true }));
    const arm = await screen.findByLabelText("Mid-upper arm");
    await waitFor(() => expect(arm).toHaveFocus());
    expect(screen.queryByRole("button", { name: "More measures" })).toBeNull();
    await user.keyboard("31.5{Enter}");
    await waitFor(() => expect(sent).toEqual(["midUpperArm 31.5"]));
    await expectAccessible();
  });
});

describe("an odd value", () => {
  it("is saved at once, says how far off it is, and waits for an answer", async () => {
    const { sent, user, weight } = await openVisit();
    await user.type(weight, "720{Enter}");
    expect(
      await screen.findByText(/720\skg is 645\.5\skg above the last weight \(74\.5\skg, 14 Aug\)\. Is it right\?/),
    ).toBeVisible();
    expect(sent).toEqual(["weight 720"]);
    expect(screen.getByText("Check")).toBeVisible();
    expect(screen.getByLabelText("Height")).toHaveFocus();
    await expectAccessible();
    // answered with the keys alone
    await user.tab({ shift: true });
    await user.tab({ shift: true });
    await user.keyboard("{Enter}");
    await waitFor(() => expect(screen.queryByText("Check")).toBeNull());
    expect(weight).toHaveFocus();
  });
  it("is not asked about again once it was kept", async () => {
    const { clinic, user, weight } = await openVisit();
    await user.type(weight, "720{Enter}");
    await user.click(await screen.findByRole("button", { name: /^Keep 720/ }));
    expect(await screen.findByText("Kept")).toBeVisible();
    expect(clinic.calls).toContain("confirmMeasurement");
    await user.click(screen.getByRole("button", { name: "Patients" }));
    await user.click(await screen.findByRole("button", { name: "Back" }));
    expect(await screen.findByText("Kept")).toBeVisible();
    expect(screen.queryByText(/Is it right/)).toBeNull();
  });
  it("is also one whose time has not come by the server’s clock", async () => {
    const { clinic, user, weight } = await openVisit();
    const { readMeasurement, recordMeasurement } = clinic;
    clinic.readMeasurement = async (...typed) => ({
      ...(await readMeasurement(...typed)),
      doubt: { last: null, low: 20, high: 300, clockAheadMinutes: 180, isForYounger: false },
    });
    clinic.recordMeasurement = async (form) => {
      const grid = await recordMeasurement(form);
      for (const { current } of grid.lines) if (current !== null) current.questioned = true;
      return grid;
    };
    await user.type(weight, "72{Enter}");
    expect(
      await screen.findByText(/has not come yet: the clock of this computer is 3 hours ahead of the server’s\./),
    ).toBeVisible();
    await user.click(screen.getByRole("button", { name: /^Keep 72/ }));
    expect(await screen.findByText("Kept")).toBeVisible();
    expect(screen.queryByText(/has not come yet/)).toBeNull();
  });
  it("outlives the end of the visit and every way off the page", async () => {
    const { clinic, sent, user, weight } = await openVisit();
    await user.type(weight, "99");
    await user.click(screen.getByRole("button", { name: "End visit" }));
    await waitFor(() => expect(clinic.calls).toContain("endVisit"));
    expect(sent).toEqual(["weight 99"]);
    expect(clinic.calls.indexOf("recordMeasurement")).toBeLessThan(clinic.calls.indexOf("endVisit"));
  });
  it("is saved by a key that leads to another page", async () => {
    const { sent, user, weight } = await openVisit();
    await user.type(weight, "99");
    await user.keyboard("{Control>}n{/Control}");
    await screen.findByLabelText("Given name");
    await waitFor(() => expect(sent).toEqual(["weight 99"]));
  });
  it("is saved before a lock where its field was left", async () => {
    const { clinic, sent, user, weight } = await openVisit();
    await user.type(weight, "71{Enter}");
    await user.keyboard("{Control>}l{/Control}");
    await screen.findByLabelText("Password");
    expect(sent).toEqual(["weight 71"]);
    expect(clinic.calls.indexOf("recordMeasurement")).toBeLessThan(clinic.calls.indexOf("lock"));
  });
  it("is asked about again when the visit is opened later", async () => {
    const { user, weight } = await openVisit();
    await user.type(weight, "720{Enter}");
    await screen.findByText(/Is it right/);
    await user.click(screen.getByRole("button", { name: "Patients" }));
    await user.click(await screen.findByRole("button", { name: "Back" }));
    expect(await screen.findByText(/645\.5\skg above the last weight/)).toBeVisible();
  });
});

describe("what is no measure", () => {
  it("holds the visit open and is shown again", async () => {
    const { clinic, sent, user, weight } = await openVisit();
    await user.type(weight, "abc");
    await user.click(screen.getByRole("button", { name: "End visit" }));
    expect(await screen.findByText(/That is not a weight/)).toBeVisible();
    await waitFor(() => expect(weight).toHaveFocus());
    expect(clinic.calls).not.toContain("endVisit");
    await user.click(screen.getByRole("button", { name: "Patients" }));
    await user.click(await screen.findByRole("button", { name: "Back" }));
    expect(await screen.findByLabelText("Weight")).toHaveValue("abc");
    expect(sent).toEqual([]);
  });
});

describe("a cleared field", () => {
  it("removes the reading, with a way back", async () => {
    const { clinic, sent, user } = await openVisit();
    const pulse = screen.getByLabelText("Pulse");
    await user.type(pulse, "72{Enter}");
    await waitFor(() => expect(sent).toEqual(["pulse 72"]));
    await user.clear(pulse);
    await user.tab();
    expect(await screen.findByText(/Pulse 72\s\/min removed/)).toBeVisible();
    expect(clinic.calls.filter((call) => call === "removeMeasurement")).toHaveLength(1);
    await user.click(screen.getByRole("button", { name: "Undo" }));
    await waitFor(() => expect(pulse).toHaveValue("72"));
    expect(sent).toEqual(["pulse 72", "pulse 72"]);
  });
  it("says why where it could not be removed", async () => {
    const { clinic, sent, user } = await openVisit();
    const pulse = screen.getByLabelText("Pulse");
    await user.type(pulse, "72{Enter}");
    await waitFor(() => expect(sent).toHaveLength(1));
    clinic.refuse("removeMeasurement", R.refusal("changedMeanwhile"));
    await user.clear(pulse);
    await user.tab();
    expect(await screen.findByText(/Someone changed this record/)).toBeVisible();
  });
});

it("says of which day a figure is until it is measured anew", async () => {
  const { user, weight } = await openVisit();
  const figures = within(screen.getByRole("table", { name: "Computed" }));
  expect(figures.getAllByRole("row")[0]).toHaveTextContent("of 14 Aug");
  await user.type(weight, "72{Enter}");
  await waitFor(() => expect(figures.getAllByRole("row")[0]).not.toHaveTextContent("of 14 Aug"));
});

it("shows the recorded figures again once a text is as recorded", async () => {
  const { user, weight } = await openVisit();
  const figures = screen.getByRole("table", { name: "Weight change" });
  const before = figures.textContent;
  await user.type(weight, "72{Enter}");
  await waitFor(() => expect(figures.textContent).not.toBe(before));
  const saved = figures.textContent;
  await user.type(weight, "0");
  await waitFor(() => expect(figures.textContent).not.toBe(saved));
  await user.type(weight, "{Backspace}");
  await waitFor(() => expect(figures.textContent).toBe(saved));
});

it("marks in the rail what was measured, and says when it was saved", async () => {
  const { user, weight } = await openVisit();
  const dot = () => screen.getByRole("button", { name: "Measurements" }).querySelector("[data-written]");
  expect(dot()).toBeNull();
  await user.type(weight, "72{Enter}");
  await waitFor(() => expect(dot()).not.toBeNull());
  expect(screen.getByText(/^saved \d\d:\d\d$/)).toBeVisible();
});

it("shows the measures of an ended visit as text, and where to correct one", async () => {
  const { clinic } = showApp({ at: { page: "patients" } });
  const { visit } = clinic;
  clinic.visit = async (id) => ({ ...(await visit(id)), endedAt: R.at("10:40") });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Today" }));
  await user.click(await screen.findByRole("button", { name: "Continue" }));
  const grid = await screen.findByRole("table", { name: "Measurements" });
  expect(within(grid).queryAllByRole("textbox")).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Correct a reading" }));
  expect(await screen.findByRole("tab", { name: "Measurements", selected: true })).toBeVisible();
});

it("ends a visit with the reason that was typed last", async () => {
  const { clinic, user } = await openVisit();
  const sent: string[] = [];
  const { endVisit } = clinic;
  clinic.editVisit = async () => "2";
  clinic.endVisit = async (edit, endedAt) => (
    sent.push(`${edit.seen} ${edit.form.complaint}`),
    endVisit(edit, endedAt)
  );
  const reason = screen.getByLabelText("Reason for the visit");
  await user.clear(reason);
  await user.type(reason, "Tired");
  await user.click(screen.getByRole("button", { name: "End visit" }));
  await waitFor(() => expect(sent).toEqual(["2 Tired"]));
});

describe("a template", () => {
  it("is taken with Enter, and one writes on after its first heading", async () => {
    showApp({ at });
    const user = userEvent.setup();
    const field = await screen.findByLabelText<HTMLTextAreaElement>("Assessment");
    await user.type(field, "/");
    const option = await screen.findByRole("option", { name: "Diet recall", hidden: true });
    await waitFor(() => expect(option).toHaveAttribute("data-combobox-selected"));
    await user.keyboard("{Enter}");
    await waitFor(() => expect(field).toHaveValue("Breakfast:\nLunch:\nSupper:\nSnacks:"));
    expect(field.selectionStart).toBe("Breakfast:".length);
    await user.keyboard(" rice");
    expect(field).toHaveValue("Breakfast: rice\nLunch:\nSupper:\nSnacks:");
  });
});

it("says whose note is signed, and which sections are empty", async () => {
  showApp({ at });
  const user = userEvent.setup();
  await user.click(await screen.findByLabelText("Assessment"));
  await user.paste("Eats breakfast now.");
  await user.click(screen.getByRole("button", { name: "Sign note" }));
  const dialog = within(await screen.findByRole("dialog"));
  expect(dialog.getByText("Mary Okafor").parentElement).toHaveTextContent("Mary Okafor · 12 Mar 1992 · File 000482");
  expect(dialog.getByText("Still empty: Diagnosis, Intervention, Monitoring.")).toBeVisible();
  expect(dialog.getByText(/^You are signing as Abena Mensah, /)).toBeVisible();
});

const KEYS_MAX = 40;

it(`takes at most ${KEYS_MAX} keys for a follow-up, from Today to its end`, async () => {
  const { clinic } = showApp();
  const user = userEvent.setup();
  let keys = 0;
  const press = async (...struck: string[]) => {
    keys += struck.length;
    for (const key of struck) await user.keyboard(key);
  };
  await screen.findByText("Appointments today");
  await press("{Control>}k{/Control}");
  await screen.findByRole("textbox", { name: "Find a patient or action" });
  await press("e", "z", "e");
  await screen.findByText("5 May 1987 · File 000488");
  await press("{Enter}");
  await screen.findByRole("heading", { level: 1, name: "Chinwe Eze" });
  await press("{Control>}{Enter}{/Control}");
  await waitFor(() => expect(screen.getByLabelText("Weight")).toHaveFocus());
  await press("7", "2");
  // the grid of the clinic has nine lines
  const lines = document.querySelectorAll("[data-measure]").length;
  for (let line = 0; line < lines; line += 1) await press("{Enter}");
  keys += 9 - lines;
  expect(screen.getByLabelText("Assessment")).toHaveFocus();
  await user.paste("Eats breakfast now.");
  await press("{Control>}{Enter}{/Control}");
  const dialog = within(await screen.findByRole("dialog"));
  await waitFor(() => expect(dialog.getByLabelText("Your password")).toHaveFocus());
  await user.paste(PASSWORD);
  await press("{Enter}");
  await screen.findByText(/^Signed by Abena Mensah/);
  await waitFor(() => expect(screen.getByRole("button", { name: "End visit" })).toHaveFocus());
  await press("{Control>}{Enter}{/Control}");
  await waitFor(() => expect(clinic.calls).toContain("endVisit"));
  expect(keys).toBeLessThanOrEqual(KEYS_MAX);
});
