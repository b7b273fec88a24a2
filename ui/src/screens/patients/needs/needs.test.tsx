import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { areas } from "../../../words";
import type { Surroundings } from "../../../test/fake-clinic";
import { expectAccessible, showApp } from "../../../test/show";
import { withPoint } from "./activity";

const words = areas.needs.en;

async function openNeeds(more: Surroundings & { id?: string } = {}) {
  const { id = "p1", ...surroundings } = more;
  const { clinic } = showApp({ at: { page: "patient", id, tab: "plan" }, ...surroundings });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("tab", { name: words.title }));
  return { clinic, user };
}
const begin = async (user: ReturnType<typeof userEvent.setup>) => {
  await user.click(await screen.findByRole("button", { name: words.estimate }));
  return await screen.findByRole("table", { name: words.method });
};
const sentBy = (clinic: Awaited<ReturnType<typeof openNeeds>>["clinic"]) => {
  const sent: Parameters<typeof clinic.recordEstimate>[0][] = [];
  const record = clinic.recordEstimate;
  clinic.recordEstimate = (form) => (sent.push(form), record(form));
  return sent;
};
const cells = (name: string) => {
  const row = screen.getByRole("radio", { name }).closest("tr")!;
  return within(row)
    .getAllByRole("cell")
    .map((cell) => cell.textContent);
};

describe("the estimates of a patient", () => {
  it("are listed and drawn over time, and those that were corrected as such", async () => {
    await openNeeds();
    const table = await screen.findByRole("table", { name: words.title });
    const rows = within(table).getAllByRole("row").slice(1);
    expect(rows.map((row) => row.textContent)).toEqual([
      expect.stringContaining("2,027\u202Fkcal"),
      expect.stringContaining("1,950\u202Fkcal"),
      expect.stringMatching(/corrected.*2,500/),
      expect.stringContaining("1,900\u202Fkcal"),
    ]);
    expect(screen.getByRole("figure", { name: "Energy needed (kcal a day)" })).toBeVisible();
    expect(within(table).getAllByRole("button")).toHaveLength(3);
    await expectAccessible();
  });

  it("cannot be added without the right to it", async () => {
    const { user } = await openNeeds({ rights: ["patients.read", "chart.read"] });
    expect(await screen.findByRole("table", { name: words.title })).toBeVisible();
    expect(screen.queryByRole("button", { name: words.estimate })).toBeNull();
    await user.keyboard("{Enter}");
    expect(screen.queryByRole("button", { name: words.save })).toBeNull();
  });

  it("are removed with the reason", async () => {
    const { clinic, user } = await openNeeds();
    const table = await screen.findByRole("table", { name: words.title });
    await user.click(within(table).getAllByRole("button")[0]!);
    await user.click(await screen.findByRole("menuitem", { name: words.remove, hidden: true }));
    const dialog = await screen.findByRole("dialog");
    expect(within(dialog).getByText("Mary Okafor")).toBeVisible();
    const remove = within(dialog).getByRole("button", { name: words.remove });
    expect(remove).toBeDisabled();
    await user.type(within(dialog).getByLabelText(words.reason), "of another patient");
    await user.click(remove);
    expect(clinic.calls).toContain("removeEstimate");
    expect(await within(table).findAllByRole("row")).toHaveLength(4);
  });

  it("are corrected from their own inputs", async () => {
    const { clinic, user } = await openNeeds();
    const sent = sentBy(clinic);
    const table = await screen.findByRole("table", { name: words.title });
    await user.click(within(table).getAllByRole("button")[0]!);
    await user.click(await screen.findByRole("menuitem", { name: words.correct, hidden: true }));
    expect(await screen.findByText(/^Correction of the estimate of 6 Nov 2026/)).toBeVisible();
    expect(await screen.findByRole("radio", { name: "Light" })).toBeChecked();
    await user.keyboard("m{Control>}{Enter}{/Control}");
    expect(await screen.findByRole("table", { name: words.title })).toBeVisible();
    expect(sent.map(({ replaces, visitId, inputs }) => [replaces, visitId, inputs.activity])).toEqual([
      ["en3", null, "moderate"],
    ]);
  });
});

describe("an estimate by keys alone", () => {
  it("takes Enter, the letter of the activity, and Ctrl Enter", async () => {
    const { clinic, user } = await openNeeds();
    const sent = sentBy(clinic);
    await screen.findByRole("table", { name: words.title });
    await user.keyboard("{Enter}");
    await screen.findByRole("table", { name: words.method });
    expect(screen.getByText("today")).toBeVisible();
    expect(screen.getByText("2 Oct 2025")).toBeVisible();
    expect(cells("Mifflin-St Jeor 1990").slice(1)).toEqual(["1,474", "Choose an activity"]);
    expect(cells("Katch-McArdle").slice(1)).toEqual(["–", "Needs body fat"]);
    await user.keyboard("l");
    expect(screen.getByRole("radio", { name: "Light" })).toBeChecked();
    expect(await screen.findByText("2,027")).toBeVisible();
    expect(cells("Mifflin-St Jeor 1990").slice(1)).toEqual(["1,474", "1.375", "1", "2,027", "28"]);
    await expectAccessible();
    await user.keyboard("{Control>}{Enter}{/Control}");
    const table = await screen.findByRole("table", { name: words.title });
    expect(within(table).getAllByRole("row")).toHaveLength(6);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.inputs).toMatchObject({ activity: "light", weight_kg: "72.4", weight_on: "2026-11-06" });
    expect(clinic.calls).not.toContain("startVisit");
  });

  it("saves nothing and starts no visit while something is missing", async () => {
    const { clinic, user } = await openNeeds();
    await begin(user);
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(clinic.calls).not.toContain("recordEstimate");
    expect(clinic.calls).not.toContain("startVisit");
    expect(screen.getByRole("button", { name: words.save })).toBeDisabled();
    expect(screen.getByRole("status", { name: "" })).toHaveTextContent("Choose an activity");
  });

  it("takes no letter of a field for an activity", async () => {
    const { user } = await openNeeds();
    await begin(user);
    await user.type(screen.getByLabelText(words.weight), "l");
    expect(screen.getByRole("radio", { name: "Light" })).not.toBeChecked();
  });
});

describe("the inputs of an estimate", () => {
  it("are refused once the field was left; a typed weight has no day", async () => {
    const { clinic, user } = await openNeeds();
    const sent = sentBy(clinic);
    await begin(user);
    const weight = screen.getByLabelText(words.weight);
    await user.clear(weight);
    await user.type(weight, "heavy");
    expect(screen.queryByText(/type a number/)).toBeNull();
    await user.tab();
    expect(await screen.findByText("Weight: type a number from 0.2 to 1,000.")).toBeVisible();
    await user.clear(weight);
    await user.type(weight, "70,5");
    await user.click(screen.getByRole("radio", { name: "Light" }));
    expect(await screen.findByText("2,027")).toBeVisible();
    expect(screen.queryByText("today")).toBeNull();
    await user.keyboard("{Control>}{Enter}{/Control}");
    await screen.findByRole("table", { name: words.title });
    expect(sent[0]?.inputs.weight_kg).toBe("70.5");
    expect(sent[0]?.inputs).not.toHaveProperty("weight_on");
  });

  it("ask for the sex that is not known, and warn of an old weight", async () => {
    const { user } = await openNeeds({ id: "p2" });
    await begin(user);
    expect(screen.getByText(words.sexUnknown)).toBeVisible();
    expect(screen.getByText("The weight is 4 months old.")).toBeVisible();
    await user.click(screen.getByRole("radio", { name: words.sexes.F }));
    expect(screen.queryByText(words.sexUnknown)).toBeNull();
    await user.keyboard("s");
    expect(await screen.findByText("1,769")).toBeVisible();
    expect(screen.getByRole("button", { name: words.save })).toBeEnabled();
  });

  it("begin with the pregnancy of the file, which may be denied", async () => {
    const { clinic, user } = await openNeeds();
    const sent = sentBy(clinic);
    const begun = clinic.estimateStart;
    clinic.estimateStart = async (...which) => {
      const start = await begun(...which);
      const inputs = { ...start.inputs, gestation_weeks: "31", prepregnancy_class: "normal" };
      return { ...start, inputs, pregnancy: { state: "pregnant", age: { weeks: 31, days: 1 } } };
    };
    await begin(user);
    expect(screen.getByLabelText(words.weeks)).toHaveValue("31");
    expect(screen.getByText("Pregnant, 31+1")).toBeVisible();
    await user.click(screen.getByRole("radio", { name: words.states.none }));
    expect(screen.queryByLabelText(words.weeks)).toBeNull();
    await user.click(screen.getByRole("radio", { name: "Light" }));
    expect(await screen.findByText("2,027")).toBeVisible();
    await user.keyboard("{Control>}{Enter}{/Control}");
    await screen.findByRole("table", { name: words.title });
    // an absent week would be taken from the file again
    expect(sent[0]?.inputs).toMatchObject({ gestation_weeks: "", lactation: "" });
    expect(sent[0]?.inputs).not.toHaveProperty("prepregnancy_class");
  });

  it("keep the sets of activity apart", async () => {
    const { user } = await openNeeds();
    await begin(user);
    await user.keyboard("l");
    const sets = within(screen.getByRole("radiogroup", { name: words.activity }));
    await user.click(sets.getByRole("radio", { name: "EER 2023" }));
    await user.keyboard("i");
    expect(screen.getByRole("radio", { name: "Inactive" })).toBeChecked();
    // still computed with the other set
    expect(await screen.findByText("2,027")).toBeVisible();
    await user.click(sets.getByRole("radio", { name: "PAL" }));
    await user.type(screen.getByLabelText(words.pal), "1.6");
    // a level replaces a factor
    expect(cells("Mifflin-St Jeor 1990").at(-1)).toBe("Choose an activity");
  });

  it("read a comma as people type it", () => {
    expect(["72,4", "72.4", "1,234", "160,5 lb", " 70 ", "a,b"].map(withPoint)).toEqual([
      "72.4",
      "72.4",
      "1,234",
      "160.5 lb",
      "70",
      "a,b",
    ]);
  });
});
