import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import type { Right } from "../../ipc/views";
import type { SettingsSection } from "../../nav/navigation";
import { expectAccessible, showApp } from "../../test/show";
import { roleDescriptions } from "../../words/role-descriptions";
import { roleNames } from "../../words/role-names";

const SEEDS = "../seeds/reference/roles/roles.csv";
const RIGHTS: Right[] = ["users.read", "users.manage", "settings.manage", "roles.manage"];

function open(section?: SettingsSection, rights?: Right[]) {
  const { clinic } = showApp({ at: { page: "settings", section }, language: "fr", ...(rights && { rights }) });
  return { clinic, user: userEvent.setup() };
}

it("each role that a clinic begins with is named in French", () => {
  const [, ...lines] = ts.sys.readFile(SEEDS)!.trim().split("\n");
  const names = lines.map((line) => line.split(",")[0]!);
  const descriptions = lines.map((line) => /^[^,]*,[^,]*,"?(.*?)"?$/.exec(line)![1]!);
  expect(Object.keys(roleDescriptions.fr)).toEqual(names);
  expect(Object.values(roleDescriptions.en)).toEqual(descriptions);
  expect(Object.keys(roleNames.fr)).toEqual(names);
  expect(Object.entries(roleNames.en).every(([name, words]) => name === words)).toBe(true);
});

describe("the roles of the program, in French", () => {
  it("are named in the list of users and in the details of one", async () => {
    const { user } = open();
    expect(await screen.findByText("Administrateur, Diététicien")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Bright Osei" }));
    const dialog = within(await screen.findByRole("dialog", { name: /Bright Osei/ }));
    await user.click(await dialog.findByRole("combobox", { name: "Donner un rôle" }));
    await user.click(await screen.findByRole("option", { name: "Réceptionniste", hidden: true }));
    await user.click(dialog.getByRole("button", { name: "Donner" }));
    expect(await screen.findByText(/a le rôle Réceptionniste/)).toBeVisible();
    await user.click(await dialog.findByRole("button", { name: "Mettre fin au rôle Diététicien" }));
    expect(await screen.findByRole("dialog", { name: /^Mettre fin au rôle Diététicien de Bright Osei/ })).toBeVisible();
  });
  it("are named where they are copied; the clinic’s own stay as they are", async () => {
    const { clinic, user } = open("roles", RIGHTS);
    const description = "Answers at night";
    const { roles } = clinic;
    clinic.roles = async () =>
      (await roles()).map((role) => ({ ...role, description: roleDescriptions.en[role.name] ?? description }));
    await user.click(await screen.findByRole("button", { name: "Voir les rôles" }));
    const matrix = within(await screen.findByRole("table", { name: "Rôles" }));
    expect(matrix.getByText("Administrateur")).toHaveAttribute("title", roleDescriptions.fr["Admin"]);
    expect(matrix.getByText("Night desk")).toHaveAttribute("title", description);
    await user.click(screen.getByRole("button", { name: /: Diététicien$/ }));
    await user.click(await screen.findByRole("menuitem", { name: "Copier le rôle", hidden: true }));
    const dialog = within(await screen.findByRole("dialog", { name: "Copier Diététicien" }));
    expect(dialog.getByLabelText("Nom")).toHaveValue("Copie de Diététicien");
    await expectAccessible();
  });
  it("are found by their French names for the levels of an alert", async () => {
    const { clinic, user } = open("alerts");
    const panel = within(await screen.findByRole("region", { name: "Qui une alerte appelle" }));
    await user.type(await panel.findByLabelText("Niveau 2"), "diét{ArrowDown}{Enter}");
    await user.click(panel.getByRole("button", { name: "Enregistrer les niveaux" }));
    await screen.findByText(/^Niveaux enregistrés/);
    const { levels } = await clinic.alertLevels();
    expect(levels[1]!.roles.map(({ name }) => name)).toEqual(["Head doctor", "Dietitian"]);
    await user.click(screen.getByRole("button", { name: /^Alertes, / }));
    expect(await screen.findByText("Niveau 2 sur 3, Médecin-chef, Diététicien")).toBeVisible();
  });
});
