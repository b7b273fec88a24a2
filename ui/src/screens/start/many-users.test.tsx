import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import { App } from "../../app/App";
import type { LastSession } from "../../ipc/views";
import { fakeClinic } from "../../test/fake-clinic";
import { expectAccessible } from "../../test/show";

const NAMES = [
  ...["Abena Mensah", "Bright Osei", "Claire Moreau", "Dora Quist", "Esi Boateng", "Femi Adjei", "Grace Okafor"],
  ...["Hana Zoubir", "Ines Marsh", "Jules Petit", "Kofi Boateng", "Lea Tremblay", "Mary Okafor", "Nana Owusu"],
  ...["Oisin Byrne", "Petra van Dijk"],
];
const users = NAMES.map((name) => ({
  username: name.split(" ")[0]!.toLowerCase(),
  name,
  initials: name.slice(0, 1),
  demoPassword: null,
}));

const lastOf = (username: string): LastSession => ({
  userId: "u16",
  username,
  route: null,
  hasSaved: false,
  cause: null,
  isSwitching: false,
});

async function openLocked(last: string | null = null) {
  const clinic = fakeClinic({ stage: "locked" });
  const { start } = clinic;
  clinic.start = async () => {
    const view = await start();
    return { ...view, users, last: last === null ? null : lastOf(last) };
  };
  render(<App clinic={clinic} />);
  const tiles = within(await screen.findByRole("group", { name: "Who is there?" }));
  return { user: userEvent.setup(), shown: () => tiles.queryAllByRole("button").map((tile) => tile.title) };
}
afterEach(() => vi.restoreAllMocks());

it("shows every user of the clinic, and no role", async () => {
  const { shown } = await openLocked();
  expect(shown()).toEqual(NAMES);
  expect(screen.queryByText(/Admin|Dietitian/)).toBeNull();
  await expectAccessible();
});

it("narrows them to those whose names begin with what is typed", async () => {
  const { user, shown } = await openLocked();
  const name = screen.getByLabelText("User name");
  await user.type(name, "boa");
  expect(shown()).toEqual(["Esi Boateng", "Kofi Boateng"]);
  await user.type(name, "{Backspace}{Backspace}{Backspace}van d");
  expect(shown()).toEqual(["Petra van Dijk"]);
  expect(screen.getByRole("button", { name: /Petra van Dijk/, pressed: true })).toBeVisible();
  await user.clear(name);
  await user.type(name, "zz");
  expect(shown()).toEqual([]);
  await user.clear(name);
  await user.click(screen.getByRole("button", { name: /Nana Owusu/ }));
  expect(name).toHaveValue("nana");
  expect(shown()).toEqual(NAMES);
});

it("scrolls to the user of the last session", async () => {
  const scrolled: Element[] = [];
  vi.spyOn(HTMLElement.prototype, "scrollIntoView").mockImplementation(function (this: Element) {
    scrolled.push(this);
  });
  await openLocked("petra");
  const tile = await screen.findByRole("button", { name: /Petra van Dijk/, pressed: true });
  expect(scrolled).toContain(tile);
});
