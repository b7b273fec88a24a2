import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { HowTaken } from "../../ipc/views";
import * as R from "../../test/records";
import { showApp } from "../../test/show";

const FASTING: HowTaken = { method: "measured", device: "", context: "fasting" };
const REPORTED: HowTaken = { method: "reported", device: "Contour", context: "afterMeal" };

describe("how a reading was taken", () => {
  it("stands with its value in the timeline", async () => {
    const { clinic } = showApp({ at: { page: "patient", id: "p1", tab: "visits" } });
    const timeline = clinic.timeline;
    clinic.timeline = async (query) => {
      const page = await timeline(query);
      return {
        ...page,
        rows: page.rows.map((row) =>
          row.event.what !== "measured"
            ? row
            : {
                ...row,
                event: { ...row.event, measures: row.event.measures.map((one) => ({ ...one, how: FASTING })) },
              },
        ),
      };
    };
    await userEvent.click(await screen.findByText("Timeline"));
    expect(await screen.findByText("Weight 72.1 kg (fasting)")).toBeVisible();
  });

  it("stands on the tile of the newest reading", async () => {
    const { clinic } = showApp({ at: { page: "patient", id: "p1", tab: "overview" } });
    const { patient } = clinic;
    clinic.patient = async (id) => {
      const shown = await patient(id);
      return {
        ...shown,
        measures: shown.measures.map((tile) => ({ ...tile, latest: { ...tile.latest, how: REPORTED } })),
      };
    };
    expect((await screen.findAllByText("Reported, after a meal, with Contour"))[0]).toBeVisible();
  });

  it("stands in the grid of a visit, and in what its note takes over", async () => {
    const { clinic } = showApp({ at: { page: "visit", id: "v2" } });
    const { visit } = clinic;
    clinic.visit = async (id) => {
      const shown = await visit(id);
      const glucose = (line: (typeof shown.grid.lines)[number]) => ({
        ...line,
        last: {
          quantity: { value: 8.1, second: null, unit: "mmol/L" },
          measuredAt: R.at("09:00"),
          ...R.TAKEN,
          how: REPORTED,
        },
        current: {
          id: "m7",
          seen: "1",
          enteredText: "5.4",
          quantity: { value: 5.4, second: null, unit: "mmol/L" },
          measuredAt: R.at("10:05"),
          enteredAt: R.at("10:05"),
          range: "unknown" as const,
          questioned: false,
          confirmed: false,
          corrected: null,
          ...R.TAKEN,
          how: FASTING,
        },
      });
      const lines = shown.grid.lines.map((line) => (line.kind === "glucose" ? glucose(line) : line));
      return { ...shown, grid: { ...shown.grid, lines } };
    };
    const user = userEvent.setup();
    const row = (await screen.findByRole("textbox", { name: "Glucose" })).closest("tr")!;
    expect(within(row).getByText("Fasting")).toBeVisible();
    expect(within(row).getByText("Reported, after a meal, with Contour")).toBeVisible();
    const field = screen.getByLabelText<HTMLTextAreaElement>("Assessment");
    await user.type(field, "/meas{Enter}");
    await waitFor(() => expect(field.value).toMatch(/Glucose 5\.4\smmol\/L \(fasting\)/));
  });

  it("is nowhere of what was measured here", async () => {
    showApp({ at: { page: "patient", id: "p1", tab: "overview" } });
    expect((await screen.findAllByText("Weight"))[0]).toBeVisible();
    expect(screen.queryByText(/fasting|reported/i)).toBeNull();
  });
});
