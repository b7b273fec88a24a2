import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { expectAccessible, showApp } from "../../test/show";

const at = { page: "settings", section: "screening" } as const;

it("switches tools of screening off, and keeps the last one", async () => {
  const { clinic } = showApp({ at });
  const user = userEvent.setup();
  const chosen: string[] = [];
  const { choosePreference } = clinic;
  clinic.choosePreference = async (edit) => (chosen.push(edit.value), choosePreference(edit));
  const panel = within(await screen.findByRole("region", { name: "Tools in use" }));
  for (const name of ["MST", "NRS-2002", "MNA-SF", "GLIM", "Physical examination"]) {
    const box = await panel.findByRole("checkbox", { name });
    expect(box).toBeChecked();
    await user.click(box);
    await expect.poll(() => panel.getByRole("checkbox", { name })).not.toBeChecked();
  }
  expect(chosen[0]).toBe("MUST,NRS_2002,MNA_SF,GLIM,PHYSICAL_EXAMINATION");
  expect(chosen.at(-1)).toBe("MUST");
  expect(panel.getByRole("checkbox", { name: "MUST" })).toBeDisabled();
  expect(panel.getByText(/One tool at least stays in use\.$/)).toBeVisible();
  await expectAccessible();
  await user.click(panel.getByRole("checkbox", { name: "MST" }));
  await expect.poll(() => panel.getByRole("checkbox", { name: "MUST" })).toBeEnabled();
});

it("leaves the tools out of the settings of the clinic", async () => {
  showApp({ at: { page: "settings", section: "clinic" } });
  expect(await screen.findByLabelText("Lock after")).toBeVisible();
  expect(screen.queryByText("Tools in use")).toBeNull();
});

it.each([
  ["en", "Screen", "None of the tools in use is for this age."],
  ["fr", "Dépister", "Aucun des outils utilisés n’est pour cet âge."],
] as const)("says in %s where no tool in use is for the patient’s age", async (language, begin, sentence) => {
  const { clinic } = showApp({ at: { page: "patient", id: "p1", tab: "plan" }, language });
  const user = userEvent.setup();
  const { screeningStart } = clinic;
  clinic.screeningStart = async (id, corrects) => ({
    ...(await screeningStart(id, corrects)),
    preselected: null,
    forms: [],
    lacksTool: true,
  });
  await user.click(await screen.findByRole("tab", { name: language === "en" ? "Screening" : "Dépistage" }));
  await user.click(await screen.findByRole("button", { name: begin }));
  expect(await screen.findByText(sentence)).toBeVisible();
});
