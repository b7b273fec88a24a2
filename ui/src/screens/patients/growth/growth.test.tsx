import { fireEvent, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { ChildCentile, GrowthView } from "../../../ipc/views";
import { useCentile } from "../../../parts/use-centile";
import * as R from "../../../test/records";
import { expectAccessible, showApp, showPart } from "../../../test/show";
import { ageTicks, scaleOf, ticks, windowsOf } from "./growth-scale";

async function openGrowth(language: "en" | "fr" = "en") {
  showApp({ at: { page: "patient", id: "p3", tab: "measurements" }, language });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("radio", { name: language === "en" ? "Growth" : "Croissance" }));
  return user;
}

describe("a child's growth", () => {
  it("is drawn with its newest reading in words", async () => {
    await openGrowth();
    const title = "Weight for age, girls, WHO Child Growth Standards 2006";
    expect(await screen.findByRole("img", { name: `Growth chart: ${title}` })).toBeVisible();
    const details = screen.getByText(title).parentElement!;
    expect(within(details).getByText("> 99")).toBeVisible();
    expect(within(details).getByText("+2.7")).toBeVisible();
    expect(within(details).getByText("+2.1 kg a year")).toBeVisible();
    await expectAccessible();
  });
  it("is walked reading by reading, and a digit chooses the measure", async () => {
    const user = await openGrowth();
    const walk = await screen.findByRole("slider", { name: "Reading" });
    expect(walk).toHaveAttribute("aria-valuetext", expect.stringMatching(/^4 y 4 m, 21/));
    fireEvent.change(walk, { target: { value: "0" } });
    expect(walk).toHaveAttribute("aria-valuetext", expect.stringMatching(/^3 y 10 m, 15.4/));
    walk.focus();
    await user.keyboard("2");
    expect(await screen.findByRole("img", { name: /^Growth chart: BMI for age, girls/ })).toBeVisible();
  });
  it("has the same values as a table, the newest first", async () => {
    await openGrowth();
    const rows = within(await screen.findByRole("table")).getAllByRole("row");
    expect(rows).toHaveLength(3);
    expect(rows[1]).toHaveTextContent("4 y 4 m");
    expect(rows[1]).toHaveTextContent("21");
  });
  it("is offered in French", async () => {
    await openGrowth("fr");
    expect(await screen.findByRole("img", { name: /Poids pour l’âge, filles/ })).toBeVisible();
  });
  it("is not offered for a grown person", async () => {
    showApp({ at: { page: "patient", id: "p1", tab: "measurements" } });
    expect(await screen.findByRole("table")).toBeVisible();
    expect(screen.queryByRole("radio", { name: "Growth" })).toBeNull();
  });
});

const CENTILE: ChildCentile = {
  indicator: "weightForAge",
  reference: "who0To5",
  ageDays: 683,
  z: -0.57,
  centile: 28.57,
  isCorrected: true,
  isImplausible: false,
};

/** A girl born at 30 weeks, with a reading of the time at which her age is corrected. */
function early(growth: GrowthView): GrowthView {
  const corrected = { ageDays: 683, x: 50.1, uncorrectedZ: -1.02, uncorrectedCentile: 15.4 };
  const [before, newest] = growth.points;
  const target = {
    height: 154.5,
    low: 146,
    high: 163,
    centile: 9.3,
    lowCentile: 0.4,
    highCentile: 49,
    referenceTitle: "WHO Growth Reference 2007",
    source: "Tanner, Goldstein, Whitehouse 1970",
    points: [40, 48, 56].map((x) => ({ x, y: 15 + x / 12, low: 13 + x / 12, high: 17 + x / 12 })),
  };
  return {
    ...growth,
    birth: { isEstimated: true, gestation: "30+0", correctedUntilMonths: 24, asksGestation: false },
    points: [before!, { ...newest!, ageDays: 753, corrected, z: -0.57, centile: 28.57, y: newest!.value + 0.7 }],
    target,
  };
}

describe("a child who was born too early", () => {
  async function open() {
    const { clinic } = showApp({ at: { page: "patient", id: "p3", tab: "measurements" } });
    const usual = clinic.growth;
    clinic.growth = async (patient, query) => early(await usual(patient, query));
    const user = userEvent.setup();
    await user.click(await screen.findByRole("radio", { name: "Growth" }));
    return user;
  }
  it("has both ages in words, and the score of the age that is drawn", async () => {
    const user = await open();
    const walk = await screen.findByRole("slider", { name: "Reading" });
    expect(walk).toHaveAttribute("aria-valuetext", expect.stringMatching(/^2 y 0 m, corrected 22 m, /));
    expect(
      screen.getByText("Born at 30+0 weeks: compared by the corrected age, until that is 24 months."),
    ).toBeVisible();
    expect(screen.getByText("uncorrected: 15 (z −1.02)")).toBeVisible();
    const rows = within(screen.getByRole("table")).getAllByRole("row");
    expect(rows[2]).toHaveTextContent("29");
    walk.focus();
    await user.keyboard("a");
    expect(screen.getByRole("radio", { name: "Corrected" })).toBeChecked();
    await user.keyboard("a");
    expect(screen.getByRole("radio", { name: "Since birth" })).toBeChecked();
    expect(walk).toHaveAttribute("aria-valuetext", expect.stringMatching(/^2 y 0 m, 21/));
    expect(within(screen.getByRole("table")).getAllByRole("row")[2]).toHaveTextContent("15");
    await user.keyboard("a");
    expect(screen.getByRole("radio", { name: "Both ages" })).toBeChecked();
    await expectAccessible();
  });
  it("is a dot and a cross on one line, and the parents’ heights a bracket", async () => {
    const user = await open();
    const chart = await screen.findByRole("img", { name: /^Growth chart/ });
    const crosses = () => chart.querySelectorAll('path[d*="l8 8m0 -8l-8 8"]').length;
    await user.click(screen.getByRole("radio", { name: "Whole reference" }));
    expect(within(chart).getByText("Target")).toBeInTheDocument();
    await user.click(screen.getByRole("radio", { name: "Fit to this child" }));
    expect(crosses()).toBe(1);
    await user.click(screen.getByRole("radio", { name: "Since birth" }));
    expect(crosses()).toBe(0);
  });
  it("has the target height and its source as the first line of the table", async () => {
    await open();
    const rows = within(await screen.findByRole("table")).getAllByRole("row");
    expect(rows[1]).toHaveTextContent("Target height by the parents’ heights");
    expect(rows[1]).toHaveTextContent("154.5 cm (146 to 163)");
    expect(rows[1]).toHaveTextContent("Tanner, Goldstein, Whitehouse 1970");
  });
  it("whose birth date is an estimate says so, and what was compared", async () => {
    await open();
    expect(await screen.findByText(/^The birth date is an estimate, and so is every age here/)).toBeVisible();
    expect(screen.getAllByText(/compared as 21.7/)[0]).toBeVisible();
  });
});

describe("what is recorded of birth and parents", () => {
  it("is asked for where it would count, and typed in its place", async () => {
    const { clinic } = showApp({ at: { page: "patient", id: "p3", tab: "measurements" } });
    const usual = clinic.growth;
    const birth = { isEstimated: false, gestation: null, correctedUntilMonths: null, asksGestation: true };
    clinic.growth = async (patient, query) => ({ ...(await usual(patient, query)), birth });
    const sent: string[] = [];
    const edit = clinic.editProfile;
    clinic.editProfile = async (loaded, wanted) => (sent.push(wanted.gestation), edit(loaded, wanted));
    const user = userEvent.setup();
    await user.click(await screen.findByRole("radio", { name: "Growth" }));
    expect(await screen.findByText(/^Gestation at birth is not recorded/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Add gestation" }));
    expect(screen.getByLabelText("Gestation at birth")).toHaveFocus();
    await user.keyboard("31+4{Enter}");
    expect(await screen.findByText("31+4 weeks")).toBeVisible();
    expect(sent).toEqual(["31+4"]);
  });
  it("keeps what is no gestation in its field and says what is one", async () => {
    const { clinic } = showApp({ at: { page: "patient", id: "p3", tab: "measurements" } });
    clinic.editProfile = async () => {
      throw R.refusal("invalid", { field: "gestation", reason: "impossible" });
    };
    const user = userEvent.setup();
    await user.click(await screen.findByRole("radio", { name: "Growth" }));
    await user.click(await screen.findByRole("button", { name: "Edit Gestation at birth" }));
    await user.keyboard("50{Enter}");
    expect(await screen.findByText("Weeks and days from 20 to 44 weeks, as 31+4")).toBeVisible();
    expect(screen.getByLabelText("Gestation at birth")).toHaveValue("50");
  });
});

describe("the centile of a child", () => {
  const words = (centile: ChildCentile, language: "en" | "fr" = "en") => {
    const Shown = () => {
      const { short, full } = useCentile();
      return <p>{[short(centile), full(centile), full(null)].join("; ")}</p>;
    };
    const { container } = showPart(<Shown />, language);
    return container.querySelector("p")!.textContent;
  };
  it("is told both, with its reference and the age that counted", () => {
    expect(words(CENTILE)).toBe("29th centile; 29th centile, WHO 0 to 5 years, corrected age; ");
    const of = (centile: number) => words({ ...CENTILE, centile, isCorrected: false }).split("; ")[0];
    expect([0.4, 1, 2, 3, 11, 21.4, 52, 99, 99.2].map(of)).toEqual([
      "below the 1st centile",
      "1st centile",
      "2nd centile",
      "3rd centile",
      "11th centile",
      "21st centile",
      "52nd centile",
      "99th centile",
      "above the 99th centile",
    ]);
    expect(words({ ...CENTILE, centile: 1 }, "fr")).toBe("1er centile; 1er centile, OMS 0 à 5 ans, âge corrigé; ");
  });
  it("stands with the readings of a child", async () => {
    const { clinic } = showApp({ at: { page: "patient", id: "p3", tab: "measurements" } });
    const usual = clinic.measurements;
    clinic.measurements = async (patient) => (await usual(patient)).map((row) => ({ ...row, centile: CENTILE }));
    expect(await screen.findByRole("columnheader", { name: "Centile" })).toBeVisible();
    expect((await screen.findAllByText("29th centile, corrected age"))[0]).toBeVisible();
  });
});

describe("the scale of a growth chart", () => {
  const view = (points: number[][], curves: number[][]) =>
    ({
      curves: [{ label: 50, sections: [curves.map(([x, y]) => ({ x, y }))] }],
      points: points.map(([x, y]) => ({ x, y, value: y, corrected: null })),
      byLength: false,
      lengthUnit: "cm",
    }) as unknown as GrowthView;
  it("is fitted to the readings and never beyond the reference", () => {
    const growth = view(
      [
        [10, 9],
        [14, 11],
      ],
      [
        [0, 3],
        [12, 10],
        [60, 20],
      ],
    );
    expect(scaleOf(growth, "fit", "both")?.x).toEqual([7, 17]);
    expect(scaleOf(growth, "full", "both")?.x).toEqual([0, 60]);
    const byLength = { ...growth, byLength: true };
    expect(scaleOf(byLength, "fit", "both")?.x).toEqual([2.5, 21.5]);
    expect(scaleOf({ ...byLength, lengthUnit: "in" }, "fit", "both")?.x).toEqual([7, 17]);
    expect(scaleOf(view([], []), "fit", "both")).toBeNull();
    expect(
      scaleOf(
        view(
          [[1, 4]],
          [
            [0, 3],
            [60, 20],
          ],
        ),
        "fit",
        "both",
      )?.x,
    ).toEqual([0, 4]);
  });
  it("is parted at two years, where the reference goes beyond them", () => {
    const line = (...xs: number[]) => xs.map((x) => [x, 3 + x / 6]);
    const both = view([[10, 9]], line(0, 12, 24, 60));
    expect(windowsOf(both)).toEqual(["fit", "infant", "child", "full"]);
    expect(scaleOf(both, "infant", "both")?.x).toEqual([0, 24]);
    expect(scaleOf(both, "child", "both")?.x).toEqual([24, 60]);
    for (const xs of [line(0, 12, 24), line(61, 120)]) expect(windowsOf(view([[90, 30]], xs))).toEqual(["fit", "full"]);
    expect(windowsOf({ ...both, byLength: true })).toEqual(["fit", "full"]);
  });
  it("has round marks, in weeks, months or years", () => {
    expect(ticks([2.1, 9.4], 8)).toEqual([3, 4, 5, 6, 7, 8, 9]);
    const texts = (from: number, to: number) =>
      ageTicks([from, to]).map(({ weeks, months, years }) => (weeks === null ? `${years} ${months}` : `${weeks} w`));
    expect(texts(0, 3).slice(0, 3)).toEqual(["0 w", "2 w", "4 w"]);
    expect(texts(0, 60)).toEqual(["0 0", "0 12", "2 0", "3 0", "4 0", "5 0"]);
    expect(texts(39, 51)).toEqual(["3 4", "3 6", "3 8", "3 10", "4 0", "4 2"]);
  });
});
