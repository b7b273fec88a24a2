import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { areas } from "../../../words";
import * as R from "../../../test/records";
import { expectAccessible, showApp } from "../../../test/show";

const words = areas.screening.en;
const needs = areas.needs.en;
const drafts = areas.drafts.en;

async function openPlan(tab: string) {
  const { clinic } = showApp({ at: { page: "patient", id: "p1", tab: "plan" } });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("tab", { name: tab }));
  return { clinic, user };
}
const chosen = () =>
  screen
    .getAllByRole("radio", { checked: true })
    .map((radio) => radio.getAttribute("aria-label"))
    .filter((label) => label !== null);
const resumed = () => screen.findByText(/^Restored what you typed until 20 Nov 2026, 10:42\.$/);

describe("a screening that is half given", () => {
  it("is a draft before the keys go, and nothing else of it stays", async () => {
    const { clinic, user } = await openPlan(words.title);
    await user.click(await screen.findByRole("button", { name: words.screen }));
    await screen.findByRole("complementary", { name: words.result });
    await user.keyboard("2{Control>}l{/Control}");
    expect(await screen.findByLabelText("Password")).toBeVisible();
    expect(clinic.calls.indexOf("lock")).toBeGreaterThan(clinic.calls.indexOf("saveScreeningDraft"));
    expect(clinic.calls).toContain("saveScreeningDraft");
    expect(clinic.calls).not.toContain("recordScreening");
    const { localStorage: local, sessionStorage: session } = window;
    expect(JSON.stringify([{ ...local }, { ...session }])).not.toMatch(/weight_loss|5_to_10/);
  });
  it("is there again when its page is, and can be begun afresh", async () => {
    const { clinic, user } = await openPlan(words.title);
    await user.click(await screen.findByRole("button", { name: words.screen }));
    await screen.findByRole("complementary", { name: words.result });
    await user.keyboard("2");
    await user.click(screen.getByRole("button", { name: words.back }));
    await waitFor(() => expect(clinic.calls).toContain("saveScreeningDraft"));
    await user.click(await screen.findByRole("button", { name: words.screen }));
    expect(await resumed()).toBeVisible();
    expect(chosen()).toEqual(["Below 18.5", "5 to 10 %"]);
    await expectAccessible();
    await user.click(screen.getByRole("button", { name: drafts.afresh }));
    await waitFor(() => expect(screen.queryByText(/^Restored what you typed/)).toBeNull());
    expect(chosen()).toEqual(["Below 18.5"]);
    expect(clinic.calls).toContain("discardScreeningDraft");
  });
  it("that nobody touched leaves none, and one that is finished neither", async () => {
    const { clinic, user } = await openPlan(words.title);
    await user.click(await screen.findByRole("button", { name: words.screen }));
    const panel = await screen.findByRole("complementary", { name: words.result });
    await user.click(screen.getByRole("button", { name: words.back }));
    expect(clinic.calls).not.toContain("saveScreeningDraft");
    expect(panel).not.toBeInTheDocument();
    await user.click(await screen.findByRole("button", { name: words.screen }));
    const again = await screen.findByRole("complementary", { name: words.result });
    await user.keyboard("21");
    expect(await within(again).findByText("3, high risk")).toBeVisible();
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(await screen.findByRole("table", { name: words.title })).toBeVisible();
    expect(clinic.calls.lastIndexOf("saveScreeningDraft")).toBeLessThan(clinic.calls.indexOf("recordScreening"));
  });
});

describe("an estimate that is half filled in", () => {
  it("is a draft before the keys go, and there again after", async () => {
    const { clinic, user } = await openPlan(needs.title);
    await user.click(await screen.findByRole("button", { name: needs.estimate }));
    await screen.findByRole("table", { name: needs.method });
    const field = screen.getByLabelText(needs.protein, { exact: false, selector: "input" });
    await user.clear(field);
    await user.type(field, "1.2");
    await user.click(screen.getByRole("button", { name: needs.back }));
    await waitFor(() => expect(clinic.calls).toContain("saveEstimateDraft"));
    await user.click(await screen.findByRole("button", { name: needs.estimate }));
    expect(await resumed()).toBeVisible();
    expect(screen.getByLabelText(needs.protein, { exact: false, selector: "input" })).toHaveValue("1.2");
    await user.click(screen.getByRole("button", { name: drafts.afresh }));
    await waitFor(() => expect(screen.queryByText(/^Restored what you typed/)).toBeNull());
    expect(clinic.calls).toContain("discardEstimateDraft");
    expect(screen.getByLabelText(needs.protein, { exact: false, selector: "input" })).toHaveValue("0.8");
  });
});

describe("what follows from a result", () => {
  const answered = async () => {
    const opened = await openPlan(words.title);
    await opened.user.click(await screen.findByRole("button", { name: words.screen }));
    const panel = await screen.findByRole("complementary", { name: words.result });
    await opened.user.keyboard("21");
    expect(await within(panel).findByText("3, high risk")).toBeVisible();
    return { ...opened, panel };
  };
  it("is a problem, and a task a week later, once it is recorded", async () => {
    const { clinic, user, panel } = await answered();
    const sent: unknown[] = [];
    const { addDiagnosis, addTask } = clinic;
    clinic.addDiagnosis = async (of, form) => (sent.push(form), addDiagnosis(of, form));
    clinic.addTask = async (of, form) => (sent.push(form), addTask(of, form));
    await user.click(within(panel).getByRole("checkbox", { name: "Add problem: High risk of malnutrition" }));
    await user.click(within(panel).getByRole("checkbox", { name: words.rescreen }));
    expect(sent).toEqual([]);
    await user.click(within(panel).getByRole("button", { name: words.finish }));
    expect(await screen.findByRole("table", { name: words.title })).toBeVisible();
    expect(sent).toEqual([
      {
        problem: "High risk of malnutrition",
        aetiology: "",
        signs: "MUST 3, high risk, 20 Nov 2026",
        status: "active",
      },
      { text: "Screen again with MUST", diagnosis: "", goal: "", due: "2026-11-27", owner: "" },
    ]);
    expect(clinic.calls.indexOf("addTask")).toBeGreaterThan(clinic.calls.indexOf("recordScreening"));
  });
  it("is added later, too, and nothing where it is not asked for", async () => {
    const { clinic, user } = await answered();
    await user.keyboard("{Control>}{Enter}{/Control}");
    const table = await screen.findByRole("table", { name: words.title });
    expect(clinic.calls).not.toContain("addDiagnosis");
    await user.click(within(table).getAllByRole("button")[0]!);
    await user.click(await screen.findByRole("menuitem", { name: words.addProblem, hidden: true }));
    expect(await screen.findByText("Problem added: High risk of malnutrition")).toBeVisible();
    await user.click(within(table).getAllByRole("button")[0]!);
    await user.click(await screen.findByRole("menuitem", { name: words.rescreen, hidden: true }));
    await waitFor(() => expect(clinic.calls).toContain("addTask"));
  });
  it("says that the screening is saved where it could not be added", async () => {
    const { clinic, user, panel } = await answered();
    clinic.refuse("addDiagnosis", R.refusal("diskFull"));
    await user.click(within(panel).getByRole("checkbox", { name: /^Add problem/ }));
    await user.click(within(panel).getByRole("button", { name: words.finish }));
    expect(await screen.findByText(words.savedNotAdded)).toBeVisible();
    expect(await screen.findByRole("table", { name: words.title })).toBeVisible();
  });
});

describe("the questions of a screening", () => {
  it("say what to do without a height", async () => {
    const { clinic, user } = await openPlan(words.title);
    const start = clinic.screeningStart;
    clinic.screeningStart = async (of, corrects) => {
      const shown = await start(of, corrects);
      const forms = shown.forms.map((form) => ({
        ...form,
        questions: form.questions.map((question) => ({ ...question, known: null })),
      }));
      return { ...shown, forms, lacksHeight: true };
    };
    await user.click(await screen.findByRole("button", { name: words.screen }));
    expect(await screen.findAllByText(words.lacksHeight)).toHaveLength(1);
  });
  it("of GLIM are in two columns, and digits go through both", async () => {
    const { clinic, user } = await openPlan(words.title);
    const start = clinic.screeningStart;
    const choices = [
      { key: "no" as const, answers: { x: "no" } },
      { key: "yes" as const, answers: { x: "yes" } },
    ];
    clinic.screeningStart = async (of, corrects) => {
      const shown = await start(of, corrects);
      const keys = ["glimScreen", "glimLoss", "glimMuscle", "glimIntake"] as const;
      const questions = keys.map((key) => ({ key, choices, isOptional: false, known: null, given: null }));
      return { ...shown, preselected: "glim", forms: [{ tool: "glim", credit: "", questions }] };
    };
    await user.click(await screen.findByRole("button", { name: words.screen }));
    const column = async (name: string) => within(await screen.findByRole("region", { name }));
    expect((await column(words.columns.phenotypic)).getAllByRole("radiogroup")).toHaveLength(2);
    expect((await column(words.columns.etiologic)).getAllByRole("radiogroup")).toHaveLength(1);
    await user.keyboard("1212");
    expect(chosen()).toEqual(["No", "Yes", "No", "Yes"]);
    await expectAccessible();
  });
});
