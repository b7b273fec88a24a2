import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import * as R from "../../../test/records";
import { expectAccessible, showApp } from "../../../test/show";

const OVERVIEW = { page: "patient", id: "p1", tab: "overview" } as const;
const second = R.PROVIDERS[1]!;

/** Puts the second dietitian on the team by keys alone, from the button on. */
async function join(user: ReturnType<typeof userEvent.setup>) {
  (await screen.findByRole("button", { name: "Add to care team" })).focus();
  await user.keyboard("{Enter}");
  const fields = within(await screen.findByRole("form", { name: "Add to care team" }));
  expect(fields.getByLabelText("Who")).toHaveFocus();
  await user.selectOptions(fields.getByLabelText("Who"), second.name);
  const since = fields.getByLabelText("Since");
  await user.clear(since);
  await user.type(since, "3 5 2026{Enter}");
  await screen.findByText("since 3 May 2026");
}

async function choose(user: ReturnType<typeof userEvent.setup>, item: string) {
  await user.click(await screen.findByRole("button", { name: `More: ${second.name} on the care team` }));
  await user.click(await screen.findByRole("menuitem", { name: item, hidden: true }));
}

describe("the care team of a patient", () => {
  it("has the assigned dietitian first, and takes others from a day on", async () => {
    const { clinic } = showApp({ at: OVERVIEW });
    const user = userEvent.setup();
    const sent: unknown[] = [];
    const add = clinic.addMember;
    clinic.addMember = async (given) => (sent.push(given), add(given));
    expect(await screen.findByText("assigned")).toBeVisible();
    await join(user);
    expect(sent).toEqual([{ patientId: "p1", userId: second.id, since: "2026-05-03" }]);
    await expectAccessible();
  });

  it("loses a member on a day, and that can be undone", async () => {
    showApp({ at: OVERVIEW });
    const user = userEvent.setup();
    await join(user);
    await choose(user, "Leaves the team");
    const form = within(await screen.findByRole("form", { name: "Leaves the team" }));
    const until = form.getByLabelText("Until");
    expect(until).toHaveFocus();
    await user.clear(until);
    await user.type(until, "5 6 2026{Enter}");
    await waitFor(() => expect(screen.queryByText("since 3 May 2026")).toBeNull());
    await user.click(await screen.findByRole("button", { name: "Former members (1)" }));
    expect(await screen.findByText("since 3 May 2026 until 5 Jun 2026")).toBeVisible();
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    expect(await screen.findByText("since 3 May 2026")).toBeVisible();
  });

  it("gets a member who was entered in error back", async () => {
    showApp({ at: OVERVIEW });
    const user = userEvent.setup();
    await join(user);
    await choose(user, "Entered in error");
    await user.type(await screen.findByLabelText(/Reason/), "of her sister{Enter}");
    await waitFor(() => expect(screen.queryByText("since 3 May 2026")).toBeNull());
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    expect(await screen.findByText("since 3 May 2026")).toBeVisible();
  });

  it("is read without the right to change it", async () => {
    showApp({ at: OVERVIEW, rights: ["patients.read", "chart.read"] });
    expect(await screen.findByText("Care team")).toBeVisible();
    expect(screen.queryByRole("button", { name: "Add to care team" })).toBeNull();
  });
});

describe("the list of patients", () => {
  it("shows mine on demand", async () => {
    const { clinic } = showApp({ at: { page: "patients" } });
    const user = userEvent.setup();
    const asked: (boolean | undefined)[] = [];
    const list = clinic.listPatients;
    clinic.listPatients = async (query) => (asked.push(query.isMine), list(query));
    const button = await screen.findByRole("button", { name: "My patients" });
    expect(button).toHaveAttribute("aria-pressed", "false");
    await user.click(button);
    expect(button).toHaveAttribute("aria-pressed", "true");
    await waitFor(() => expect(asked.at(-1)).toBe(true));
  });

  it("shows those of the department to who is of one", async () => {
    const { clinic } = showApp({ at: { page: "patients" } });
    const user = userEvent.setup();
    const asked: (boolean | undefined)[] = [];
    const list = clinic.listPatients;
    clinic.listPatients = async (query) => (asked.push(query.isOfDepartment), list(query));
    const button = await screen.findByRole("button", { name: "My department" });
    expect(button).toHaveAttribute("aria-pressed", "false");
    await user.click(button);
    expect(button).toHaveAttribute("aria-pressed", "true");
    await waitFor(() => expect(asked.at(-1)).toBe(true));
  });
});
