import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { expectAccessible, showApp } from "../../test/show";
import { wordDiff } from "./word-diff";

it("shows both sides with who, where and when, and resolves only when every field is chosen", async () => {
  const { clinic } = showApp({ at: { page: "conflicts", id: "c1" } });
  const user = userEvent.setup();
  expect(await screen.findByText("Here — Abena Mensah, this computer, 19 Nov 16:02")).toBeVisible();
  expect(screen.getByText("There — Bright Osei, Room 2 PC, 19 Nov 16:10")).toBeVisible();
  for (const radio of screen.getAllByRole("radio")) expect(radio).not.toBeChecked();
  const button = screen.getByRole("button", { name: "Resolve 2 fields" });
  await user.click(screen.getAllByLabelText("Keep here")[0]!);
  expect(button).toBeDisabled();
  await user.click(screen.getByLabelText("Keep both"));
  expect(button).toBeEnabled();
  await expectAccessible();
  await user.click(button);
  await waitFor(() => expect(clinic.calls).toContain("resolveConflict"));
  expect(await screen.findByText("No conflicts")).toBeVisible();
});

describe("marking words", () => {
  it("marks only the words that differ", () => {
    expect(wordDiff("12 Ring Road Central", "12 Ring Road East")).toEqual({
      here: [{ text: "12 Ring Road ", changed: false }, { text: "Central", changed: true }],
      there: [{ text: "12 Ring Road ", changed: false }, { text: "East", changed: true }],
    });
  });
  it("gives both texts back whole", () => {
    const [a, b] = ["one two  three\nfour", "zero two three four five"];
    const { here, there } = wordDiff(a, b);
    expect(here.map((piece) => piece.text).join("")).toBe(a);
    expect(there.map((piece) => piece.text).join("")).toBe(b);
  });
  it("copes with nothing on one side", () => expect(wordDiff("", "new")).toEqual({ here: [], there: [{ text: "new", changed: true }] }));
});
