import { fireEvent, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { GrowthView } from "../../../ipc/views";
import { expectAccessible, showApp } from "../../../test/show";
import { ageTicks, scaleOf, ticks } from "./growth-scale";

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

describe("the scale of a growth chart", () => {
  const view = (points: number[][], curves: number[][]) =>
    ({
      curves: [{ label: 50, points: curves.map(([x, y]) => ({ x, y })) }],
      points: points.map(([x, y]) => ({ x, y, value: y, corrected: null })),
      byLength: false,
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
      )?.x,
    ).toEqual([0, 4]);
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
