import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { BodySize } from "../../../ipc/views";
import { expectAccessible, showPart } from "../../../test/show";
import { BodySizes } from "./BodySizes";

const SIZES: BodySize[] = [
  { formula: "surfaceDuBois", value: 1.86, unit: "m2", source: "Du Bois 1916", reason: null },
  { formula: "idealDevine", value: 64.2, unit: "kg", source: "Devine 1974", reason: null },
  { formula: "idealHamwi", value: null, unit: "kg", source: "Hamwi 1964", reason: "noReference" },
];

describe("body surface and ideal weight", () => {
  it("have the formula’s name, its source, and why it cannot be used", async () => {
    showPart(<BodySizes sizes={SIZES} />, "en");
    const table = screen.getByRole("table", { name: "Body size" });
    expect(within(table).getByRole("row", { name: /Body surface, Du Bois/ })).toHaveTextContent("1.86 m²");
    expect(within(table).getByRole("row", { name: /Ideal weight, Devine/ })).toHaveTextContent("64.2 kg");
    expect(within(table).getByRole("row", { name: /Ideal weight, Hamwi/ })).toHaveTextContent(/152\.4 cm/);
    const user = userEvent.setup();
    await user.hover(screen.getByRole("button", { name: "Ideal weight, Devine" }));
    expect(await screen.findByText("Source: Devine 1974")).toBeInTheDocument();
    await expectAccessible();
  });

  it("are named in French, and nothing of a child", () => {
    const { container } = showPart(<BodySizes sizes={SIZES} />, "fr");
    expect(container).toHaveTextContent("Surface corporelle, Du Bois1,86 m²");
    expect(container).toHaveTextContent("Poids idéal, Devine64,2 kg");
    const child = showPart(<BodySizes sizes={[]} />, "en");
    expect(within(child.container).queryByRole("table")).toBeNull();
  });
});
