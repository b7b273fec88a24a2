import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import * as R from "../../test/records";
import { expectAccessible, showApp } from "../../test/show";
import { areas } from "../../words";

const words = areas.locations.en;

it("adds a room, says which name is taken, and takes it out of use", async () => {
  const { clinic } = showApp({ at: { page: "settings", section: "sites" } });
  const user = userEvent.setup();
  expect(await screen.findByText(words.of.room.nothing)).toBeVisible();
  const add = screen.getByRole("button", { name: words.of.room.add });
  await waitFor(() => expect(add).toBeEnabled());
  await user.click(add);
  let dialog = await screen.findByRole("dialog", { name: words.of.room.add });
  await user.type(within(dialog).getByLabelText(words.name), "Room 7");
  await expectAccessible();
  clinic.refuse("addLocation", R.refusal("invalid", { field: "name", reason: "taken" }));
  await user.click(within(dialog).getByRole("button", { name: "Save" }));
  expect(await within(dialog).findByText(words.taken)).toBeVisible();
  expect(within(dialog).getByLabelText(words.name)).toHaveValue("Room 7");
  await user.click(within(dialog).getByRole("button", { name: "Save" }));
  await user.click(await screen.findByRole("button", { name: "Room 7" }));
  dialog = await screen.findByRole("dialog", { name: words.of.room.edit });
  await user.click(within(dialog).getByRole("switch", { name: new RegExp(`^${words.inUse}`) }));
  await user.click(within(dialog).getByRole("button", { name: "Save" }));
  const table = screen.getByRole("table", { name: words.rooms });
  expect(await within(table).findByText("Inactive")).toBeVisible();
});

it("says what still uses a room before it is taken out of use", async () => {
  const { clinic } = showApp({ at: { page: "settings", section: "sites" } });
  const user = userEvent.setup();
  const room = { seen: "1", code: null, facilityId: "f1", facility: "Ring Road Clinic", isActive: true };
  const rooms = [
    { ...room, id: "r7", name: "Room 7", usedBy: 3, stays: 0 },
    { ...room, id: "r8", name: "Room 8", usedBy: 0, stays: 0 },
    { ...room, id: "r9", name: "Room 9", usedBy: 0, stays: 2 },
  ];
  expect(await screen.findByText(words.of.room.nothing)).toBeVisible();
  clinic.locations = async (kind) => (kind === "room" ? rooms : []);
  // it changes with the diary
  clinic.emit({ kind: "changed", topics: ["diary"], patientIds: [] });
  const table = await screen.findByRole("table", { name: words.rooms });
  expect(await within(table).findByText("3 appointments to come")).toBeVisible();
  expect(within(table).getByText("0 appointments to come, 2 stays")).toBeVisible();
  const used = words.stillUsedHelp("3 appointments to come are in it");
  for (const [name, help] of [
    ["Room 7", used],
    ["Room 8", words.inUseHelp],
    ["Room 9", words.stillUsedHelp("2 stays are in it")],
  ] as const) {
    await user.click(within(table).getByRole("button", { name }));
    const dialog = await screen.findByRole("dialog", { name: words.of.room.edit });
    expect(within(dialog).getByRole("switch")).toHaveAccessibleDescription(help);
    await user.click(within(dialog).getByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(dialog).not.toBeInTheDocument());
  }
});

it("adds a facility like the first one; the only one stays in use", async () => {
  const { clinic } = showApp({ at: { page: "settings", section: "sites" } });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: words.addFacility }));
  let dialog = await screen.findByRole("dialog", { name: words.addFacility });
  expect(within(dialog).getByLabelText(words.currency)).toHaveValue("GHS");
  await user.type(within(dialog).getByLabelText(words.name), "North");
  await user.click(within(dialog).getByRole("button", { name: "Save" }));
  expect(await screen.findByText("North is saved")).toBeVisible();
  await user.click(await screen.findByRole("button", { name: "North" }));
  dialog = await screen.findByRole("dialog", { name: words.editFacility });
  clinic.refuse("editFacility", R.refusal("invalid", { field: "isActive", reason: "impossible" }));
  await user.click(within(dialog).getByRole("switch", { name: new RegExp(`^${words.inUse}`) }));
  await user.click(within(dialog).getByRole("button", { name: "Save" }));
  expect(await within(dialog).findByText(words.onlyOne)).toBeVisible();
});

it("shows facilities and rooms to a user who may manage them alone", async () => {
  showApp({ at: { page: "settings", section: "sites" }, rights: ["users.read", "settings.manage"] });
  expect(await screen.findByRole("heading", { name: areas.settings.en.users })).toBeVisible();
  expect(screen.queryByRole("heading", { name: words.facilities })).toBeNull();
});
