import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Surroundings } from "../../../test/fake-clinic";
import * as R from "../../../test/records";
import { expectAccessible, showApp } from "../../../test/show";
import { areas } from "../../../words";

const words = areas.goals.en;

function openPlan(surroundings: Surroundings = {}) {
  const { clinic } = showApp({ at: { page: "patient", id: "p1", tab: "plan" }, ...surroundings });
  return { clinic, user: userEvent.setup() };
}
const list = (name: string) => screen.findByRole("region", { name });

describe("the goals of a patient", () => {
  it("are the first tab of the plan, with problems and tasks", async () => {
    openPlan();
    const problems = await list(words.problems);
    expect(within(problems).getByText("Excessive energy intake").closest("p")).toHaveTextContent(
      "Excessive energy intake related to late meals, as shown by a recall 500 kcal above need",
    );
    const goals = await list(words.goals);
    expect(within(goals).getByRole("progressbar", { name: "Progress of Lose weight slowly" })).toHaveAttribute(
      "aria-valuenow",
      "62",
    );
    expect(within(goals).getByText("62 %")).toBeVisible();
    expect(within(goals).getByRole("img", { name: "Readings of Weight" })).toBeVisible();
    expect(within(goals).getByText("due 1 Feb 2027")).toBeVisible();
    expect(within(goals).getByText("overdue since 1 Nov 2026")).toBeVisible();
    const tasks = await list(words.tasks);
    expect(within(tasks).getByText("overdue since 12 Nov 2026")).toBeVisible();
    expect(within(tasks).getByText("Abena Mensah")).toBeVisible();
    await expectAccessible();
  });

  it("say in words what is empty, and how it begins", async () => {
    openPlan({ empty: true });
    for (const sentence of [words.noProblems, words.noGoals, words.noTasks]) {
      expect(await screen.findByText(sentence)).toBeVisible();
    }
  });

  it("are written by keys alone", async () => {
    const { clinic, user } = openPlan();
    const sent: unknown[] = [];
    const add = clinic.addGoal;
    clinic.addGoal = async (...of) => (sent.push(of), add(...of));
    const goals = await list(words.goals);
    within(goals).getByRole("button", { name: words.addGoal }).focus();
    await user.keyboard("{Enter}Eat breakfast{Tab}");
    expect(within(goals).getByLabelText(words.fields.measure)).toHaveFocus();
    await user.keyboard("{Tab}{Tab}every day{Tab}2027-01-31{Tab}20{Tab}");
    await user.selectOptions(within(goals).getByLabelText(words.fields.diagnosis), "Excessive energy intake");
    await user.keyboard("{Enter}");
    expect(await within(goals).findByText("Eat breakfast")).toBeVisible();
    const form = {
      text: "Eat breakfast",
      diagnosis: "d1",
      measure: null,
      start: "",
      target: "every day",
      due: "2027-01-31",
      progress: "20",
      status: "active",
    };
    expect(sent).toEqual([["p1", form]]);
    await waitFor(() => expect(within(goals).getByRole("button", { name: words.addGoal })).toHaveFocus());
  });

  it("show the day on which they are due as any day, and take it in any form", async () => {
    const { clinic, user } = openPlan();
    const sent: unknown[] = [];
    const edit = clinic.editGoal;
    clinic.editGoal = async (changed) => (sent.push(changed.form.due), edit(changed));
    const goals = await list(words.goals);
    await user.click(within(goals).getByRole("button", { name: "Edit Lose weight slowly" }));
    const due = within(goals).getByLabelText(words.fields.due);
    expect(due).toHaveValue("1 Feb 2027");
    await user.clear(due);
    await user.type(due, "3 mar 2027{Enter}");
    expect(await within(goals).findByText("due 3 Mar 2027")).toBeVisible();
    await user.click(within(goals).getByRole("button", { name: "Edit Lose weight slowly" }));
    await user.type(within(goals).getByLabelText(words.fields.target), "{End}.5{Enter}");
    await waitFor(() => expect(sent).toEqual(["2027-03-03", "2027-03-03"]));
  });

  it("mark the field that the clinic does not take, with what was typed", async () => {
    const { clinic, user } = openPlan();
    const goals = await list(words.goals);
    await user.click(within(goals).getByRole("button", { name: "Edit Lose weight slowly" }));
    const target = within(goals).getByLabelText(words.fields.target);
    await user.clear(target);
    await user.type(target, "thin");
    clinic.refuse("editGoal", R.refusal("invalid", { field: "target", reason: "malformed" }));
    await user.keyboard("{Enter}");
    expect(await within(goals).findByText(words.takes.value)).toBeVisible();
    expect(target).toHaveValue("thin");
    expect(target).toBeInvalid();
    expect(within(goals).getByLabelText(words.fields.due)).toBeValid();
    await user.keyboard("{Escape}");
    expect(within(goals).getByText("Lose weight slowly")).toBeVisible();
  });

  it("are met with a way back", async () => {
    const { user } = openPlan();
    const goals = await list(words.goals);
    await user.click(within(goals).getByRole("button", { name: "More: Walk after dinner" }));
    await user.click(await screen.findByRole("menuitem", { name: words.meet, hidden: true }));
    await user.click(await within(goals).findByRole("button", { name: "Met and dropped (1)" }));
    expect(within(goals).getByText("Met")).toBeVisible();
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() => expect(within(goals).queryByText("Met")).toBeNull());
    expect(within(goals).getByText("Walk after dinner")).toBeVisible();
  });

  it("are read and not written without the right", async () => {
    openPlan({ rights: ["patients.read", "chart.read"] });
    const goals = await list(words.goals);
    expect(within(goals).getByText("Lose weight slowly")).toBeVisible();
    expect(within(goals).queryByRole("button")).toBeNull();
    const tasks = await list(words.tasks);
    expect(within(tasks).getByRole("checkbox", { name: "Send the plan" })).toBeDisabled();
  });

  it("stand shortly in the overview, and lead to the plan", async () => {
    const { clinic } = showApp({ at: { page: "patient", id: "p1" } });
    const user = userEvent.setup();
    const goals = await list(words.goals);
    expect(await within(goals).findByText("Lose weight slowly")).toBeVisible();
    await user.click(within(goals).getByRole("button", { name: words.allGoals }));
    expect(await list(words.tasks)).toBeVisible();
    expect(clinic.calls).toContain("carePlan");
  });
});

describe("goals that are damaged", () => {
  it("are told in the overview and in the plan, never that there are none", async () => {
    const { clinic } = showApp({ at: { page: "patient", id: "p1" }, empty: true });
    const damage = { patient: R.person("p1"), what: "goal", damaged: 1, missing: 0 };
    const read = clinic.patient.bind(clinic);
    clinic.patient = async (id) => {
      const view = await read(id);
      return { ...view, header: { ...view.header, damaged: [damage] } };
    };
    const short = await list(words.goals);
    expect(await within(short).findByText("Goals: 1 damaged")).toBeVisible();
    expect(within(short).queryByText(words.noGoals)).toBeNull();
    await userEvent.setup().click(within(short).getByRole("button", { name: words.allGoals }));
    await list(words.tasks);
    expect(within(await list(words.goals)).getByText("Goals: 1 damaged")).toBeVisible();
    expect(screen.queryByText(words.noGoals)).toBeNull();
  });
});

describe("a problem", () => {
  it("that is resolved is offered to no new goal", async () => {
    const { user } = openPlan();
    const problems = await list(words.problems);
    await user.click(within(problems).getByRole("button", { name: "More: Excessive energy intake" }));
    await user.click(await screen.findByRole("menuitem", { name: words.resolve, hidden: true }));
    await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: words.resolveNow }));
    const goals = await list(words.goals);
    await within(problems).findByRole("button", { name: "Resolved (1)" });
    await user.click(within(goals).getByRole("button", { name: words.addGoal }));
    const choice = within(goals).getByLabelText(words.fields.diagnosis);
    expect(within(choice).queryByText("Excessive energy intake")).toBeNull();
    await user.keyboard("{Escape}");
    // the linked problem stays a choice
    await user.click(within(goals).getByRole("button", { name: "Edit Lose weight slowly" }));
    expect(within(goals).getByLabelText(words.fields.diagnosis)).toHaveDisplayValue("Excessive energy intake");
  });

  it("asks on resolving which goals end with it, and all of it is undone", async () => {
    const { clinic, user } = openPlan();
    const sent: unknown[] = [];
    const change = clinic.setDiagnosisStatus;
    clinic.setDiagnosisStatus = async (of) => (sent.push(of), change(of));
    const problems = await list(words.problems);
    await user.click(within(problems).getByRole("button", { name: "More: Excessive energy intake" }));
    await user.click(await screen.findByRole("menuitem", { name: words.resolve, hidden: true }));
    const dialog = await screen.findByRole("dialog");
    expect(dialog).toHaveTextContent("Mary Okafor · 12 Mar 1992 · File 000482");
    const walk = within(dialog).getByRole("radiogroup", { name: "Walk after dinner" });
    await user.click(within(walk).getByRole("radio", { name: words.meet }));
    await user.click(within(dialog).getByRole("button", { name: words.resolveNow }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    const ends = [{ id: "g2", seen: "1", status: "met" }];
    expect(sent).toEqual([{ id: "d1", seen: "1", status: "resolved", goals: ends }]);
    expect(await within(problems).findByRole("button", { name: "Resolved (1)" })).toBeVisible();
    const goals = await list(words.goals);
    expect(await within(goals).findByRole("button", { name: "Met and dropped (1)" })).toBeVisible();
    expect(within(goals).getByText("Lose weight slowly")).toBeVisible();
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    expect(await within(problems).findByText("Excessive energy intake")).toBeVisible();
    expect(await within(goals).findByText("Walk after dinner")).toBeVisible();
    expect(sent[1]).toEqual({
      id: "d1",
      seen: "1+",
      status: "active",
      goals: [{ id: "g2", seen: "1+", status: "active" }],
    });
  });

  it("that was entered in error is taken out with a reason and put back", async () => {
    const { user } = openPlan();
    const problems = await list(words.problems);
    await user.click(within(problems).getByRole("button", { name: "More: Excessive energy intake" }));
    await user.click(await screen.findByRole("menuitem", { name: "Entered in error", hidden: true }));
    const dialog = await screen.findByRole("dialog");
    await user.type(within(dialog).getByRole("textbox", { name: "Reason" }), "Another patient");
    await user.click(within(dialog).getByRole("button", { name: "Entered in error" }));
    expect(await within(problems).findByText(words.noProblems)).toBeVisible();
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    expect(await within(problems).findByText("Excessive energy intake")).toBeVisible();
  });
});

describe("a task", () => {
  it("is ticked off with a way back", async () => {
    const { user } = openPlan();
    const tasks = await list(words.tasks);
    await user.click(within(tasks).getByRole("checkbox", { name: "Ask for the food diary" }));
    expect(await within(tasks).findByRole("button", { name: "Done (1)" })).toBeVisible();
    expect(within(tasks).queryByText("Ask for the food diary")).toBeNull();
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    expect(await within(tasks).findByRole("checkbox", { name: "Ask for the food diary" })).not.toBeChecked();
  });

  it("is given to somebody", async () => {
    const { user } = openPlan();
    const tasks = await list(words.tasks);
    await user.click(within(tasks).getByRole("button", { name: "Edit Send the plan" }));
    await user.selectOptions(within(tasks).getByLabelText(words.fields.owner), "Bright Osei");
    await user.keyboard("{Enter}");
    expect(await within(tasks).findByText("Bright Osei")).toBeVisible();
  });

  it("that was being written is no record of a lock, but a draft", async () => {
    const { clinic, user } = openPlan();
    const tasks = await list(words.tasks);
    await user.click(within(tasks).getByRole("button", { name: words.addTask }));
    await user.keyboard("Call the ward{Control>}l{/Control}");
    expect(await screen.findByLabelText("Password")).toBeVisible();
    expect(clinic.calls).not.toContain("addTask");
    expect(clinic.calls.indexOf("lock")).toBeGreaterThan(clinic.calls.lastIndexOf("saveFormDraft"));
    const draft = await clinic.formDraft({ form: "entry", list: "tasks", patientId: "p1", id: null });
    expect(draft?.text).toContain("Call the ward");
  });
});
