import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { ChildCentile, Reading } from "../../ipc/views";
import { showApp } from "../../test/show";

const CENTILE: ChildCentile = {
  indicator: "weightForAge",
  reference: "who0To5",
  ageDays: 683,
  z: -0.57,
  centile: 28.43,
  isCorrected: false,
  isImplausible: false,
};
const FULL = "(28th centile, WHO 0 to 5 years)";
/** With all that the score is computed from again, besides the sex and the value. */
const STATED = "(28th centile, z −0.57, WHO Child Growth Standards 2006, age 683 days)";
const of = (reading: Reading | null) => reading && { ...reading, centile: CENTILE };

describe("a child's centile", () => {
  it("stands with what was measured in the timeline", async () => {
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
                event: {
                  ...row.event,
                  measures: row.event.measures.map((measure) => ({ ...measure, centile: CENTILE })),
                },
              },
        ),
      };
    };
    await userEvent.click(await screen.findByText("Timeline"));
    expect(await screen.findByText(`Weight 72.1 kg ${FULL}`)).toBeVisible();
  });
  it("stands with the newest reading and the target of a goal", async () => {
    const { clinic } = showApp({ at: { page: "patient", id: "p1", tab: "plan" } });
    const plan = clinic.carePlan;
    clinic.carePlan = async (id) => {
      const shown = await plan(id);
      const goals = shown.goals.map((goal) =>
        goal.aim === null
          ? goal
          : {
              ...goal,
              aim: {
                ...goal.aim,
                targetCentile: { ...CENTILE, centile: 11, isCorrected: true },
                latest: of(goal.aim.latest),
              },
            },
      );
      return { ...shown, goals };
    };
    expect((await screen.findAllByText(`now 83.8 kg ${FULL}`))[0]).toBeVisible();
    expect(screen.getAllByText(/\(11th centile, WHO 0 to 5 years, corrected age\)/)[0]).toBeVisible();
  });
  it("is with the last reading, and in what a note takes over", async () => {
    const { clinic } = showApp({ at: { page: "visit", id: "v2" } });
    const visit = clinic.visit;
    clinic.visit = async (id) => {
      const shown = await visit(id);
      const lines = shown.grid.lines.map((line) => ({
        ...line,
        last: of(line.last),
        current: line.current && { ...line.current, centile: CENTILE },
      }));
      const derived = shown.grid.derived.map((line) => ({ ...line, centile: CENTILE }));
      return { ...shown, grid: { ...shown.grid, lines, derived } };
    };
    const user = userEvent.setup();
    const weight = (await screen.findByRole("textbox", { name: "Weight" })).closest("tr")!;
    expect(within(weight).getByText("28th centile")).toHaveAttribute("title", FULL.slice(1, -1));
    const field = screen.getByLabelText<HTMLTextAreaElement>("Assessment");
    await user.type(field, "/summ{Enter}");
    await waitFor(() => expect(field.value).toContain(STATED));
  });
  it("is nowhere of an adult", async () => {
    showApp({ at: { page: "patient", id: "p1", tab: "plan" } });
    expect((await screen.findAllByText(/83.8|78 kg|kg/))[0]).toBeVisible();
    expect(screen.queryByText(/centile/)).toBeNull();
    expect(screen.queryByText(/^now /)).toBeNull();
  });
});
