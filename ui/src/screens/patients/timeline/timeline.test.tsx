import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import * as R from "../../../test/records";
import { expectAccessible, showApp } from "../../../test/show";

const AT = { page: "patient", id: "p1", tab: "visits" } as const;
const rows = () => [...document.querySelectorAll<HTMLElement>("[data-row]")];

async function shown() {
  const app = showApp({ at: AT });
  const user = userEvent.setup();
  await user.click(await screen.findByText("Timeline"));
  await screen.findByRole("heading", { name: "Nov 2026" });
  return { ...app, user };
}

describe("the timeline", () => {
  it("shows what happened under its month, and when it was entered later", async () => {
    await shown();
    expect(within(rows()[1]!).getByText("10 Nov")).toBeVisible();
    expect(within(rows()[1]!).getByText("Weight 72.1 kg")).toBeVisible();
    expect(within(rows()[1]!).getByText("entered 12 Nov 2026")).toBeVisible();
    expect(screen.getAllByRole("heading", { level: 2 }).map(({ textContent }) => textContent)).toEqual([
      "Nov 2026",
      "Oct 2026",
      "Jan 2025",
    ]);
    await expectAccessible();
  });

  it("shows one kind by its digit wherever the focus is, but not in a field", async () => {
    const { user } = await shown();
    const all = rows().length;
    await user.keyboard("3");
    await waitFor(() => expect(rows().length).toBeLessThan(all));
    expect(within(rows()[0]!).getByText("Measured")).toBeVisible();
    await user.keyboard("5");
    // an event that is known only by its year shows no day
    await waitFor(() => expect(within(rows()[0]!).getByText("2019")).toBeVisible());
    expect(screen.getByRole("heading", { name: "2019" })).toBeVisible();
    await user.keyboard("1");
    await waitFor(() => expect(rows()).toHaveLength(all));
    const field = document.body.appendChild(document.createElement("input"));
    await user.type(field, "3");
    expect(rows()).toHaveLength(all);
    field.remove();
    await user.keyboard("{Control>}k{/Control}");
    await user.type(await screen.findByPlaceholderText("Find a patient or action"), "3");
    expect(rows()).toHaveLength(all);
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
  });

  it("is walked by arrows; Enter shows a row whole, and its visit from there", async () => {
    const { user } = await shown();
    screen.getByRole("tab", { name: "Visits" }).focus();
    await user.keyboard("{ArrowDown}");
    expect(rows()[0]).toHaveFocus();
    await user.keyboard("{ArrowDown}{ArrowDown}{ArrowUp}");
    expect(rows()[1]).toHaveFocus();
    // one stop for the tabulator
    expect(rows().filter(({ tabIndex }) => tabIndex === 0)).toEqual([rows()[1]]);
    await user.keyboard("{Enter}");
    const peek = await screen.findByRole("dialog", { name: "Measured" });
    expect(within(peek).getByText("10 Nov 2026, 09:00")).toBeVisible();
    expect(within(peek).queryByRole("button", { name: "Open visit" })).not.toBeInTheDocument();
    await expectAccessible();
    await user.keyboard("{Escape}");
    expect(peek).not.toBeInTheDocument();
    await user.keyboard("{Home}{Enter}");
    await user.click(await screen.findByRole("button", { name: "Open visit" }));
    expect(await screen.findByText("End visit")).toBeVisible();
  });

  it("shows the text of a note, and files that were merged", async () => {
    const { user, clinic } = await shown();
    const { timeline } = clinic;
    clinic.timeline = async (query) => {
      const page = await timeline(query);
      const first = page.rows[0]!;
      const events = [
        { what: "note" as const, state: "signed" as const },
        { what: "merged" as const, from: "000482", into: "000311" },
        { what: "parted" as const, from: "000482", into: "000311" },
      ];
      const rows = events.map((event, index) => ({ ...first, key: `event ${index}`, id: "n1", visitId: null, event }));
      return { ...page, rows: [...rows, ...page.rows] };
    };
    await user.keyboard("3");
    await user.keyboard("1");
    await waitFor(() => expect(rows()[1]!).toHaveTextContent("Files mergedFile 000482 into File 000311"));
    expect(rows()[2]!).toHaveTextContent("Merge undoneFile 000482 into File 000311");
    await user.click(rows()[0]!);
    const peek = await screen.findByRole("dialog", { name: "Note" });
    expect(await within(peek).findByText("Assessment")).toBeVisible();
    await expectAccessible();
  });

  it("reads earlier rows at its end, and says why it could not", async () => {
    const { user, clinic } = await shown();
    expect(rows()).toHaveLength(50);
    clinic.refuse("timeline", R.refusal("diskFull"));
    rows().at(-1)!.focus();
    await user.keyboard("{ArrowDown}");
    const alert = await screen.findByRole("alert");
    expect(rows()).toHaveLength(50);
    await user.click(within(alert).getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(rows()).toHaveLength(65));
    expect(screen.queryByRole("button", { name: "Show earlier" })).not.toBeInTheDocument();
    expect(new Set(rows().map(({ textContent }) => textContent)).size).toBe(65);
  });

  it("says that nothing happened yet", async () => {
    showApp({ at: AT, empty: true });
    await userEvent.click(await screen.findByText("Timeline"));
    expect(await screen.findByText("Nothing recorded yet")).toBeVisible();
  });

  it("speaks French", async () => {
    showApp({ at: AT, language: "fr" });
    await userEvent.click(await screen.findByText("Chronologie"));
    expect(await screen.findByText("saisi le 12 nov. 2026")).toBeVisible();
    expect(screen.getByText("2 Visites")).toBeVisible();
  });
});
