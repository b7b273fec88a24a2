import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import * as R from "../../test/records";
import { showApp } from "../../test/show";
import { areas } from "../../words";

const words = areas.notes.en;
afterEach(() => vi.restoreAllMocks());

/** Opens a visit that goes on with a draft, or one that has ended with a signed note. */
async function openVisit(hasEnded: boolean) {
  const { clinic } = showApp({ at: { page: "patients" } });
  const { visit } = clinic;
  if (hasEnded)
    clinic.visit = async (id) => ({
      ...(await visit(id)),
      endedAt: R.at("10:40"),
      note: await clinic.note(R.SIGNED_NOTE.id),
    });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Today" }));
  await user.click((await screen.findAllByRole("button", { name: "Continue" }))[0]!);
  const rail = within(await screen.findByRole("navigation", { name: areas.visits.en.rail }));
  return { user, rail };
}

it.each([
  ["a visit that goes on", false],
  ["an ended visit with a signed note", true],
])("leads to each part of %s", async (_what, hasEnded) => {
  const { user, rail } = await openVisit(hasEnded);
  const shown: Element[] = [];
  vi.spyOn(HTMLElement.prototype, "scrollIntoView").mockImplementation(function (this: Element) {
    shown.push(this);
  });
  const entries = rail.getAllByRole("button");
  expect(entries.length).toBeGreaterThan(4);
  for (const entry of entries) {
    shown.length = 0;
    await user.click(entry);
    // the note before follows to the same section, in its own pane
    const parts = shown.filter((one) => one.closest("[data-pane=editor]") !== null);
    const [part] = parts;
    expect(parts, entry.textContent).toHaveLength(1);
    const name = part!.getAttribute("aria-label") ?? part!.querySelector("label, h3")?.textContent;
    expect(name).toBe(entry.textContent);
    expect(part!.contains(document.activeElement)).toBe(true);
    expect(document.activeElement!.matches("input, textarea")).toBe(!hasEnded);
  }
  expect(entries.map((entry) => entry.textContent)).toContain(words.sections.assessment);
});
