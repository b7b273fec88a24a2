import { describe, expect, it } from "vitest";
import { dark, light, tones, TONES } from "./tokens";

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(a: string, b: string): number {
  const [bright, dim] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (bright + 0.05) / (dim + 0.05);
}

describe.each([
  ["light", light],
  ["dark", dark],
] as const)("the %s theme", (name, tokens) => {
  it("keeps text readable on every ground", () => {
    for (const ground of [tokens.page, tokens.panel, tokens.hover, tokens.selected]) {
      expect(contrast(tokens.text, ground)).toBeGreaterThan(7);
      expect(contrast(tokens.accent, ground)).toBeGreaterThan(4.5);
    }
    for (const ground of [tokens.page, tokens.panel, tokens.hover])
      expect(contrast(tokens.muted, ground)).toBeGreaterThan(4.5);
    for (const tone of ["info", "paused"] as const)
      expect(contrast(tokens.text, tones[tone][name].ground)).toBeGreaterThan(4.5);
  });
  it("keeps the borders of controls visible", () => {
    expect(contrast(tokens.control, tokens.panel)).toBeGreaterThan(3);
    expect(contrast(tokens.control, tokens.page)).toBeGreaterThan(3);
    for (const curve of [tokens.curve, tokens.z0, tokens.z1, tokens.z2])
      expect(contrast(curve, tokens.panel)).toBeGreaterThan(3);
  });
  it.each(TONES)("keeps the status %s readable", (tone) => {
    expect(contrast(tones[tone][name].text, tones[tone][name].ground)).toBeGreaterThan(5.4);
  });
});
it("white stays readable on the accent", () => expect(contrast("#FFFFFF", "#0B7285")).toBeGreaterThan(5.5));
