import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { areas } from "../../../words";
import type { Surroundings } from "../../../test/fake-clinic";
import { expectAccessible, showApp } from "../../../test/show";

const words = areas.targets.en;

async function openTargets(more: Surroundings & { id?: string } = {}) {
  const { id = "p1", ...surroundings } = more;
  const { clinic } = showApp({ at: { page: "patient", id, tab: "plan" }, ...surroundings });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("tab", { name: areas.needs.en.title }));
  await screen.findByRole("heading", { name: words.title });
  return { clinic, user };
}
const rows = (name: string) =>
  within(screen.getByRole("table", { name }))
    .getAllByRole("row")
    .slice(1)
    .map((row) => row.textContent);
const menu = async (user: ReturnType<typeof userEvent.setup>, name: string, item: string) => {
  await user.click(screen.getByRole("button", { name: `${areas.frame.en.more}: ${name}` }));
  await user.click(await screen.findByRole("menuitem", { name: item, hidden: true }));
};

describe("the targets of a patient", () => {
  it("say how much, where they are from, and what was before behind a button", async () => {
    const { user } = await openTargets();
    await screen.findByRole("table", { name: words.title });
    expect(rows(words.title)).toEqual([
      expect.stringMatching(/^Energy1,800\u202Fkcalfrom an estimate6 Nov 2026/),
      expect.stringMatching(/^Proteinat least 75\u202Fgby hand, wound/),
      expect.stringMatching(/^Sodium1,500 to 2,300\u202FmgFemales, 31–50 years/),
    ]);
    expect(screen.queryByText(/60/)).toBeNull();
    await user.click(screen.getByRole("button", { name: words.over("1") }));
    expect(rows(words.over("1"))).toEqual([expect.stringContaining("at least 60")]);
    await expectAccessible();
  });

  it("are set by hand in place, and what is refused is said at its field", async () => {
    const { clinic, user } = await openTargets();
    await user.click(screen.getByRole("button", { name: words.add }));
    const form = screen.getByRole("form", { name: words.add });
    await user.selectOptions(within(form).getByLabelText(words.fields.nutrient), "fibre");
    await user.keyboard("{Enter}");
    expect(await within(form).findByText(words.takes.amount)).toBeVisible();
    await user.type(within(form).getByLabelText(words.fields.low), "25{Enter}");
    expect(await screen.findByText("Fibre")).toBeVisible();
    expect(rows(words.title)[0]).toMatch(/^Fibreat least 25/);
    expect(clinic.calls.filter((call) => call === "setTarget")).toHaveLength(2);
  });

  it("end today and are taken out with the reason, and both can be undone", async () => {
    const { clinic, user } = await openTargets();
    await screen.findByRole("table", { name: words.title });
    await menu(user, "Sodium", words.end);
    expect(await screen.findByText(words.ended("Sodium"))).toBeVisible();
    expect(rows(words.title)).toHaveLength(2);
    await user.click(screen.getByRole("button", { name: areas.frame.en.undo }));
    await screen.findByText("Sodium");
    expect(rows(words.title)).toHaveLength(3);
    await menu(user, "Energy", areas.background.en.enteredInError);
    const dialog = await screen.findByRole("dialog");
    await user.type(within(dialog).getByRole("textbox"), "another patient{Enter}");
    expect(await screen.findByText(areas.background.en.removed("Energy"))).toBeVisible();
    await user.click(screen.getByRole("button", { name: areas.frame.en.undo }));
    await waitFor(() => expect(rows(words.title)).toHaveLength(3));
    expect(clinic.calls).toContain("restoreTarget");
  });

  it("cannot be changed without the right to it", async () => {
    await openTargets({ rights: ["patients.read", "chart.read"] });
    const table = await screen.findByRole("table", { name: words.title });
    expect(within(table).queryByRole("button")).toBeNull();
    expect(screen.queryByRole("button", { name: words.add })).toBeNull();
    expect(screen.queryByRole("button", { name: words.reference })).toBeNull();
  });
});

describe("reference intakes", () => {
  it("are those of the age and sex, and leave what was decided", async () => {
    const { clinic, user } = await openTargets();
    await user.click(screen.getByRole("button", { name: words.reference }));
    const dialog = await screen.findByRole("dialog");
    const table = await within(dialog).findByRole("table", { name: "Females, 31–50 years" });
    expect(within(table).getByRole("row", { name: /Protein/ })).toHaveTextContent(words.stays);
    await user.selectOptions(within(dialog).getByLabelText(words.stage), "pregnancy31To50");
    expect(await within(dialog).findByText("27 to 45 mg")).toBeVisible();
    await user.click(within(dialog).getByRole("button", { name: words.setReference }));
    expect(await screen.findByText(words.isSet)).toBeVisible();
    expect(clinic.calls).toContain("setReferenceTargets");
    expect(rows(words.title).at(-1)).toMatch(/Iron.*Pregnancy, 31–50 years/);
  });

  it("ask for the stage of life where the sex is not known", async () => {
    const { user } = await openTargets({ id: "p2" });
    await user.click(screen.getByRole("button", { name: words.reference }));
    const dialog = await screen.findByRole("dialog");
    expect(await within(dialog).findByRole("button", { name: words.setReference })).toBeDisabled();
    await user.selectOptions(within(dialog).getByLabelText(words.stage), "females31To50");
    expect(await within(dialog).findByText("18 to 45 mg")).toBeVisible();
  });
});

describe("an estimate", () => {
  it("is set as targets by Ctrl Enter; a correction is only saved", async () => {
    const { clinic, user } = await openTargets();
    await user.click(await screen.findByRole("button", { name: areas.needs.en.estimate }));
    await screen.findByRole("table", { name: areas.needs.en.method });
    expect(await screen.findByRole("button", { name: words.set })).toBeVisible();
    await user.keyboard("l");
    await screen.findByText("2,027");
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(await screen.findByText(words.savedAndSet)).toBeVisible();
    expect(clinic.calls.filter((call) => call === "setEstimateTargets")).toHaveLength(1);
    const table = await screen.findByRole("table", { name: areas.needs.en.title });
    await user.click(within(table).getAllByRole("button")[0]!);
    await user.click(await screen.findByRole("menuitem", { name: areas.needs.en.correct, hidden: true }));
    await screen.findByRole("table", { name: areas.needs.en.method });
    expect(screen.queryByRole("button", { name: words.set })).toBeNull();
  });
});
