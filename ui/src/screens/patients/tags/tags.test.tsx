import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { expectAccessible, showApp } from "../../../test/show";

const CHART = { page: "patient", id: "p1", tab: "contact" } as const;

/** The window at a page, in a clinic with two labels. */
async function clinicWithTags(at: typeof CHART | { page: "patients" } | { page: "settings"; section: "tags" }) {
  const { clinic } = showApp({ at });
  await clinic.addTag({ name: "Interpreter needed", colour: "amber", isActive: true });
  await clinic.addTag({ name: "Study 2024", colour: "grey", isActive: false });
  return clinic;
}

describe("the labels of a patient", () => {
  it("are put on and taken off by keys, and shown in the header", async () => {
    await clinicWithTags(CHART);
    const user = userEvent.setup();
    const button = await screen.findByRole("button", { name: "Tags of Mary Okafor" });
    button.focus();
    await user.keyboard("{Enter}");
    const item = await screen.findByRole("menuitem", { name: "Put on Interpreter needed", hidden: true });
    // a retired label is not offered
    expect(screen.queryByRole("menuitem", { name: /Study 2024/, hidden: true })).toBeNull();
    item.focus();
    await user.keyboard("{Enter}");
    const taken = await screen.findByRole("menuitem", { name: "Take off Interpreter needed", hidden: true });
    const header = within(screen.getByRole("heading", { level: 1, name: "Mary Okafor" }).closest("header")!);
    expect(header.getByText("Interpreter needed")).toBeVisible();
    await user.click(taken);
    await waitFor(() => expect(header.queryByText("Interpreter needed")).toBeNull());
  });

  it("can be taken off where one is used no longer", async () => {
    const clinic = await clinicWithTags(CHART);
    await clinic.putTagOn("p1", "tag2");
    const user = userEvent.setup();
    expect(await screen.findByText("Study 2024")).toBeVisible();
    await user.click(await screen.findByRole("button", { name: "Tags of Mary Okafor" }));
    await user.click(await screen.findByRole("menuitem", { name: "Take off Study 2024", hidden: true }));
    await waitFor(() => expect(screen.queryByText("Study 2024")).toBeNull());
  });

  it("are chips in the list of patients, which they filter", async () => {
    const clinic = await clinicWithTags({ page: "patients" });
    await clinic.putTagOn("p1", "tag1");
    const user = userEvent.setup();
    // in the row, and as an option of the filter
    expect((await screen.findAllByText("Interpreter needed")).length).toBeGreaterThan(0);
    const rows = () => screen.getAllByRole("row").length - 1;
    expect(rows()).toBeGreaterThan(1);
    await user.click(await screen.findByRole("combobox", { name: "Tags" }));
    await user.click(await screen.findByRole("option", { name: "Interpreter needed", hidden: true }));
    await waitFor(() => expect(rows()).toBe(1));
    expect(screen.getByText("Mary Okafor")).toBeVisible();
    await expectAccessible();
  });
});

describe("the labels of the clinic", () => {
  it("are added, renamed and recoloured in place", async () => {
    const clinic = await clinicWithTags({ page: "settings", section: "tags" });
    const user = userEvent.setup();
    (await screen.findByRole("button", { name: "Add tag" })).focus();
    await user.keyboard("{Enter}");
    const form = within(await screen.findByRole("form", { name: "Add tag" }));
    await user.keyboard("interpreter needed{Enter}");
    expect(await form.findByText("Another tag has this name, or none is given.")).toBeVisible();
    await user.clear(form.getByLabelText("Name"));
    await user.type(form.getByLabelText("Name"), "VIP");
    await user.selectOptions(form.getByLabelText("Colour"), "violet");
    await user.keyboard("{Enter}");
    expect(await screen.findByText("VIP")).toBeVisible();
    const tags = await clinic.tags();
    expect(tags.find(({ name }) => name === "VIP")).toMatchObject({ colour: "violet", isActive: true });
    await expectAccessible();
  });

  it("say who has one before it is deactivated, and that can be undone", async () => {
    const clinic = await clinicWithTags({ page: "settings", section: "tags" });
    await clinic.putTagOn("p1", "tag1");
    const user = userEvent.setup();
    await user.click(await screen.findByRole("button", { name: "More: Interpreter needed" }));
    expect(await screen.findByText("Used by 1 patient. Deactivating hides it from new ones.")).toBeInTheDocument();
    await user.click(await screen.findByRole("menuitem", { name: "Deactivate", hidden: true }));
    await waitFor(async () => expect(await clinic.tagChoices()).toEqual([]));
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(async () => expect(await clinic.tagChoices()).toHaveLength(1));
  });
});
