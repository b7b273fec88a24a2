import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import type { PrescriptionView } from "../ipc/views";
import { showPart } from "../test/show";
import { WarningChips } from "./PrescriptionChips";

const GIVEN = {
  id: "d1",
  at: "2026-11-19T09:00:00Z",
  by: "Inès Costa",
  quantity: 60,
  medication: "Metformin 500 mg",
  dosage: "1 tablet",
  allergyReason: "",
  takenBack: null,
};

const of = (more: Partial<PrescriptionView>) =>
  ({ medication: "Metformin 500 mg", dosage: "1 tablet", allergies: [], beyond: 0, ...more }) as PrescriptionView;

it("a prescription that another computer dispensed says what came of that", () => {
  const { unmount } = showPart(<WarningChips prescription={of({ isRemoved: false, dispensed: [GIVEN] })} />);
  expect(screen.queryByText(/dispensed/)).toBeNull();
  unmount();
  const changed = of({ isRemoved: true, dosage: "2 tablets", dispensed: [GIVEN] });
  showPart(<WarningChips prescription={changed} />);
  expect(screen.getByText("Removed, but another computer dispensed it")).toBeVisible();
  expect(screen.getByText("Corrected after it was dispensed")).toBeVisible();
});
