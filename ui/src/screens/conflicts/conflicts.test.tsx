import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { expectAccessible, showApp } from "../../test/show";

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

it("marks the words that differ with more than a colour", async () => {
  showApp({ at: { page: "conflicts", id: "c1" } });
  expect((await screen.findByText("Central, flat 3")).tagName).toBe("MARK");
  expect(screen.getByText("East, flat 3").tagName).toBe("MARK");
});
