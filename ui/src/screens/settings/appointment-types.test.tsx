import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { expectAccessible, showApp } from "../../test/show";

const at = { page: "settings", section: "appointments" } as const;

async function panel() {
  const heading = await screen.findByRole("heading", { name: "Types of appointments" });
  return within(heading.closest("section")!);
}

it("adds a type, and says beside the field what is wrong with it", async () => {
  const { clinic } = showApp({ at });
  const user = userEvent.setup();
  const types = await panel();
  await user.click(await types.findByRole("button", { name: "Add a type" }));
  const form = within(await types.findByRole("form", { name: "Add a type" }));
  await user.type(form.getByLabelText("Name"), "Video follow-up");
  await user.clear(form.getByLabelText("Minutes"));
  await user.type(form.getByLabelText("Minutes"), "half{Enter}");
  expect(await form.findByText("One takes 1 to 1440 minutes.")).toBeVisible();
  await user.clear(form.getByLabelText("Minutes"));
  await user.type(form.getByLabelText("Minutes"), "20");
  await user.selectOptions(form.getByLabelText("How"), "By video");
  await user.selectOptions(form.getByLabelText("Colour"), "Amber");
  await expectAccessible();
  await user.click(form.getByRole("button", { name: "Save" }));
  expect(await types.findByText("20 min · By video · Used by 0 appointments")).toBeVisible();
  expect(clinic.calls.filter((call) => call === "addAppointmentType")).toHaveLength(2);
});

it("changes one of the program, and takes it out of use with Undo", async () => {
  const { clinic } = showApp({ at });
  const user = userEvent.setup();
  const types = await panel();
  const sent: unknown[] = [];
  const { editAppointmentType } = clinic;
  clinic.editAppointmentType = async (...edit) => (sent.push(edit), editAppointmentType(...edit));
  await user.click(await types.findByRole("button", { name: "Edit Follow-up" }));
  const form = within(await types.findByRole("form", { name: "Follow-up" }));
  await user.clear(form.getByLabelText("Minutes"));
  await user.type(form.getByLabelText("Minutes"), "45{Enter}");
  expect(await types.findByText(/45 min · In person · Used by 214/)).toBeVisible();
  expect(sent).toMatchObject([["FOLLOW_UP", "", { minutes: 30, seats: null }, { minutes: 45, seats: null }]]);

  await user.click(types.getByRole("button", { name: "More: Group" }));
  expect(await screen.findByText("Used by 1 appointment. Deactivating hides it from new ones.")).toBeInTheDocument();
  await user.click(await screen.findByRole("menuitem", { name: "Deactivate", hidden: true }));
  expect(await types.findByText("Inactive")).toBeVisible();
  await user.click(await screen.findByRole("button", { name: "Undo" }));
  await waitFor(() => expect(types.queryByText("Inactive")).toBeNull());
});

it("keeps one that can be booked", async () => {
  showApp({ at });
  const user = userEvent.setup();
  const types = await panel();
  for (const name of ["Initial", "Follow-up", "Group"]) {
    await user.click(await types.findByRole("button", { name: `More: ${name}` }));
    await user.click(await screen.findByRole("menuitem", { name: "Deactivate", hidden: true }));
    await waitFor(() => expect(screen.queryByRole("menuitem")).toBeNull());
  }
  expect(await types.findByText(/the last type that can be booked/)).toBeVisible();
});
