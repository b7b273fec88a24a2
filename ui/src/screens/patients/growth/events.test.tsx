import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { GrowthEvent, GrowthView } from "../../../ipc/views";
import { expectAccessible, showApp } from "../../../test/show";
import { rowsOf } from "./growth-scale";

const happened = (on: string, ageDays: number, text: string, correctedX: number | null = null): GrowthEvent => ({
  on,
  ageDays,
  x: ageDays / 30.4375,
  correctedX,
  event: { what: "condition", status: null, text },
});

/** The girl of the other tests, whose reference changes between her readings, and to whom two things happened. */
const interrupted = (growth: GrowthView): GrowthView => ({
  ...growth,
  references: ["who0To5", "who5To19"],
  title: "WHO Child Growth Standards 2006, WHO Growth Reference 2007",
  curves: growth.curves.map(({ label, sections }) => ({
    label,
    sections: [sections.flat().filter(({ x }) => x < 49), sections.flat().filter(({ x }) => x > 49)],
  })),
  breaks: [{ of: "reference", x: 50.1, before: "who0To5", after: "who5To19" }],
  events: [
    happened("2026-03", 1440, "Coeliac disease"),
    happened("2026-06-01", 1521, "Asthma"),
    { ...happened("2026-06-02", 1522, "budesonide"), event: { what: "medicine", status: null, text: "budesonide" } },
  ],
  points: growth.points.map((point, index) => ({ ...point, reference: index === 0 ? "who0To5" : "who5To19" })),
});

async function open(language: "en" | "fr" = "en", of = interrupted) {
  const { clinic } = showApp({ at: { page: "patient", id: "p3", tab: "measurements" }, language });
  const usual = clinic.growth;
  const asked: (string | null)[] = [];
  clinic.growth = async (patient, query) => (asked.push(query.reference), of(await usual(patient, query)));
  const user = userEvent.setup();
  await user.click(await screen.findByRole("radio", { name: language === "en" ? "Growth" : "Croissance" }));
  const chart = await screen.findByRole("img", { name: language === "en" ? /^Growth chart/ : /^Courbe de croissance/ });
  return { user, chart, asked };
}

describe("the marks of a growth chart", () => {
  it("are a hairline with both references, and no curve across it", async () => {
    const { chart } = await open();
    const line = chart.querySelector<SVGElement>("[data-break=reference]")!;
    expect(within(line as unknown as HTMLElement).getByText("WHO 0 to 5 years")).toBeInTheDocument();
    expect(within(line as unknown as HTMLElement).getByText("WHO 5 to 19 years")).toBeInTheDocument();
    const x = Number(/^M([\d.]+) /.exec(line.querySelector("path")!.getAttribute("d")!)![1]);
    const curves = [...chart.querySelectorAll("polyline")];
    expect(curves).toHaveLength(6);
    for (const curve of curves) {
      const ends = curve
        .getAttribute("points")!
        .split(" ")
        .map((point) => Number(point.split(",")[0]));
      expect(Math.max(...ends) < x || Math.min(...ends) > x).toBe(true);
    }
    await expectAccessible();
  });
  it("are an arrow for each thing that happened, and one for two at once", async () => {
    const { chart } = await open();
    const titles = [...chart.querySelectorAll("[data-event] title")].map(({ textContent }) => textContent);
    expect(titles).toEqual(["Condition: Coeliac disease", "Condition: Asthma; Medicine: budesonide"]);
    // above the curves, whatever the age
    for (const arrow of chart.querySelectorAll("[data-event] path"))
      expect(arrow.getAttribute("d")).toMatch(/^M[\d.]+ 12v12/);
  });
  it("stand in the table between the readings that they part", async () => {
    await open();
    const rows = within(await screen.findByRole("table"))
      .getAllByRole("row")
      .slice(1);
    expect(
      rows.map(({ textContent }) => /2.7|Asthma|budesonide|From here|Coeliac|0.1/.exec(textContent ?? "")?.[0]),
    ).toEqual(["2.7", "From here", "budesonide", "Asthma", "Coeliac", "0.1"]);
    expect(rows[1]).toHaveTextContent("From here on WHO 5 to 19 years, before WHO 0 to 5 years");
    expect(rows[4]).toHaveTextContent("Mar 2026");
    // a reading names its reference
    expect(screen.getAllByText("WHO 5 to 19 years").length).toBeGreaterThan(1);
  });
  it("leave the reference to the age until another one is chosen", async () => {
    const { user, asked } = await open();
    const reference = screen.getByLabelText("Reference", { selector: "input" });
    expect(reference).toHaveValue("WHO, by age");
    await user.click(reference);
    await user.click(await screen.findByText("CDC 2000"));
    expect(asked).toEqual([null, "cdc2000"]);
    await user.click(await screen.findByLabelText("Reference", { selector: "input" }));
    await user.click(await screen.findByText("WHO, by age"));
    expect(await screen.findByLabelText("Reference", { selector: "input" })).toHaveValue("WHO, by age");
  });
  it("speak French", async () => {
    await open("fr");
    expect(await screen.findByText(/^Dès ici OMS 5 à 19 ans, avant OMS 0 à 5 ans/)).toBeVisible();
  });
  it("are by the corrected age, and none on a chart of lengths", async () => {
    const early = (growth: GrowthView): GrowthView => ({
      ...growth,
      points: growth.points.map((point) => ({
        ...point,
        corrected: { ageDays: point.ageDays - 70, x: point.x - 2.3, uncorrectedZ: 0, uncorrectedCentile: 50 },
      })),
      events: [happened("2026-06-01", 1521, "Asthma", 47.67)],
    });
    const { user, chart } = await open("en", early);
    const at = () => /^M([\d.]+)/.exec(chart.querySelector("[data-event] path")!.getAttribute("d")!)![1];
    await user.click(screen.getByRole("radio", { name: "Since birth" }));
    const since = at();
    await user.click(screen.getByRole("radio", { name: "Corrected" }));
    expect(at()).not.toBe(since);
  });
  it("are no arrows by length, which has no age, and stay in the table", async () => {
    const { chart } = await open("en", (growth) => ({ ...interrupted(growth), byLength: true }));
    expect(chart.querySelectorAll("[data-event]")).toHaveLength(0);
    expect(screen.getByText(/Asthma/)).toBeVisible();
  });
  it("say nothing of a break before the first reading or after the last", () => {
    const growth = {
      ...interrupted({ curves: [], points: [] } as unknown as GrowthView),
      target: null,
      points: [{ ageDays: 900, x: 30, corrected: null }],
      events: [happened("2026", 400, "Asthma")],
    } as unknown as GrowthView;
    expect(rowsOf(growth)).toHaveLength(2);
    expect(rowsOf({ ...growth, breaks: [{ of: "posture", x: 24 }] })).toHaveLength(2);
  });
});
