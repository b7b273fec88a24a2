import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { areas } from "../../../words";
import type { Surroundings } from "../../../test/fake-clinic";
import { expectAccessible, showApp } from "../../../test/show";

const words = areas.screening.en;

async function openPlan(more: Surroundings & { id?: string } = {}) {
  const { id = "p1", ...surroundings } = more;
  const { clinic } = showApp({ at: { page: "patient", id, tab: "plan" }, ...surroundings });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("tab", { name: words.title }));
  return { clinic, user };
}
const begin = async (user: ReturnType<typeof userEvent.setup>) => {
  await user.click(await screen.findByRole("button", { name: words.screen }));
  return await screen.findByRole("complementary", { name: words.result });
};
const checked = () =>
  screen
    .getAllByRole("radio", { checked: true })
    .map((radio) => radio.getAttribute("aria-label"))
    .filter((label) => label !== null);

describe("the screenings of a patient", () => {
  it("are listed with their risk, and those that were corrected as such", async () => {
    await openPlan();
    const table = await screen.findByRole("table", { name: words.title });
    const rows = within(table).getAllByRole("row").slice(1);
    expect(rows.map((row) => row.textContent)).toEqual([
      expect.stringContaining("3, high risk"),
      expect.stringContaining("1, medium risk"),
      expect.stringMatching(/0, low risk.*corrected/),
      expect.stringContaining("2, high risk"),
    ]);
    expect(screen.getByRole("figure", { name: "MUST (points)" })).toBeVisible();
    // a corrected row has no menu
    expect(within(table).getAllByRole("button")).toHaveLength(3);
    await expectAccessible();
  });

  it("begin with the button of the empty list", async () => {
    const { user } = await openPlan({ empty: true, id: "p1" });
    expect(await screen.findByText(words.none)).toBeVisible();
    expect(await begin(user)).toBeVisible();
  });

  it("cannot be added without the right to it", async () => {
    await openPlan({ rights: ["patients.read", "chart.read"] });
    expect(await screen.findByRole("table", { name: words.title })).toBeVisible();
    expect(screen.queryByRole("button", { name: words.screen })).toBeNull();
  });

  it("are not for a child", async () => {
    const { user } = await openPlan({ id: "p3" });
    await user.click(await screen.findByRole("button", { name: words.screen }));
    expect(await screen.findByText(words.adultsOnly)).toBeVisible();
  });
});

describe("a screening by keys alone", () => {
  it("begins with what was measured today, and digits answer the rest", async () => {
    const { clinic, user } = await openPlan();
    const panel = await begin(user);
    expect(screen.getByText("BMI 17.9, from today")).toBeVisible();
    expect(checked()).toEqual(["Below 18.5"]);
    expect(within(panel).getByText("2 answers missing")).toBeVisible();
    expect(within(panel).queryByText(/risk/)).toBeNull();
    await user.keyboard("2");
    expect(checked()).toEqual(["Below 18.5", "5 to 10 %"]);
    expect(await within(panel).findByText("1 answer missing")).toBeVisible();
    // a digit without an answer changes nothing
    await user.keyboard("9");
    expect(checked()).toEqual(["Below 18.5", "5 to 10 %"]);
    await user.keyboard("1");
    expect(await within(panel).findByText("3, high risk")).toBeVisible();
    expect(within(panel).getByText(areas.screening.en.next.high)).toBeVisible();
    await expectAccessible();
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(await screen.findByRole("table", { name: words.title })).toBeVisible();
    expect(clinic.calls).toContain("recordScreening");
    expect(clinic.calls).not.toContain("startVisit");
  });

  it("records nothing and starts no visit while an answer is missing", async () => {
    const { clinic, user } = await openPlan();
    await begin(user);
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(clinic.calls).not.toContain("recordScreening");
    expect(clinic.calls).not.toContain("startVisit");
  });

  it("belongs to the visit that is open", async () => {
    const { clinic } = showApp({ at: { page: "patient", id: "p1", tab: "plan" } });
    const user = userEvent.setup();
    const read = clinic.patient;
    clinic.patient = async (id) => ({ ...(await read(id)), openVisitId: "v2" });
    await user.click(await screen.findByRole("tab", { name: words.title }));
    const sent: unknown[] = [];
    const record = clinic.recordScreening;
    clinic.recordScreening = (form) => (sent.push(form.visitId), record(form));
    const panel = await begin(user);
    await user.keyboard("11");
    expect(await within(panel).findByText("2, high risk")).toBeVisible();
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(await screen.findByRole("table", { name: words.title })).toBeVisible();
    expect(sent).toEqual(["v2"]);
  });

  it("keeps the measured number behind the answer that it decides", async () => {
    const { clinic, user } = await openPlan();
    await begin(user);
    const sent: unknown[] = [];
    const record = clinic.recordScreening;
    clinic.recordScreening = (form) => (sent.push(form.answers), record(form));
    const radio = (name: string) => screen.findByRole("radio", { name });
    await user.click(await radio("Above 20"));
    await user.keyboard("11");
    await user.click(await radio("Below 18.5"));
    await user.click(await screen.findByRole("button", { name: words.finish }));
    expect(sent).toEqual([{ bmi: "17.901235", weight_loss_pct: "below_5", acute_no_intake_over_5d: "no" }]);
  });

  it("begins afresh with another tool", async () => {
    const { user } = await openPlan();
    await begin(user);
    await user.keyboard("2");
    await user.click(screen.getByRole("radio", { name: "MST" }));
    const panel = screen.getByRole("complementary", { name: words.result });
    expect(await within(panel).findByText("2 answers missing")).toBeVisible();
    expect(checked()).toEqual([]);
  });
});

describe("a screening that was wrong", () => {
  const openMenu = async (user: ReturnType<typeof userEvent.setup>, item: string) => {
    const table = await screen.findByRole("table", { name: words.title });
    await user.click(within(table).getAllByRole("button")[0]!);
    await user.click(await screen.findByRole("menuitem", { name: item, hidden: true }));
  };
  it("is corrected from its own answers", async () => {
    const { clinic, user } = await openPlan();
    await openMenu(user, words.correct);
    expect(await screen.findByText(/^Correction of MUST, 6 Nov 2026/)).toBeVisible();
    expect(checked()).toEqual(["Above 20", "None, or below 5 %", "No"]);
    expect(screen.queryByRole("radio", { name: "MST" })).toBeNull();
    await user.click(await screen.findByRole("radio", { name: "Yes" }));
    await user.keyboard("{Control>}{Enter}{/Control}");
    const table = await screen.findByRole("table", { name: words.title });
    expect(within(table).getAllByText("corrected")).toHaveLength(2);
    expect(clinic.calls).toContain("recordScreening");
  });
  it("is removed with the reason", async () => {
    const { clinic, user } = await openPlan();
    await openMenu(user, words.remove);
    const dialog = await screen.findByRole("dialog");
    expect(within(dialog).getByText("Mary Okafor")).toBeVisible();
    const remove = within(dialog).getByRole("button", { name: words.remove });
    expect(remove).toBeDisabled();
    await user.type(within(dialog).getByLabelText(words.reason), "of another patient 1");
    await user.click(remove);
    expect(clinic.calls).toContain("removeScreening");
    const table = await screen.findByRole("table", { name: words.title });
    expect(await within(table).findAllByRole("row")).toHaveLength(4);
  });
});
