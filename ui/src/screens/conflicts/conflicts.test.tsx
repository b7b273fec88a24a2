import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { ConflictView, Resolution } from "../../ipc/views";
import { CONFLICT } from "../../test/audit-records";
import { expectAccessible, showApp } from "../../test/show";

it("shows both siblings, and resolves only when every field is chosen", async () => {
  const { clinic } = showApp({ at: { page: "conflicts", id: "c1" } });
  const user = userEvent.setup();
  expect(await screen.findByText("Here — Abena Mensah, this computer, 19 Nov 16:02")).toBeVisible();
  expect(screen.getByText("There — Bright Osei, Room 2 PC, 19 Nov 16:10")).toBeVisible();
  for (const radio of screen.getAllByRole("radio")) expect(radio).not.toBeChecked();
  const button = screen.getByRole("button", { name: "Resolve 2 fields" });
  await user.click(screen.getAllByLabelText("Use this version")[0]!);
  expect(button).toBeDisabled();
  // a value of one's own is none before it is written
  await user.click(screen.getAllByRole("radio", { name: "Enter another value" })[1]!);
  expect(button).toBeDisabled();
  await user.click(screen.getByLabelText("Keep both"));
  expect(button).toBeEnabled();
  await expectAccessible();
  await user.click(button);
  await waitFor(() => expect(clinic.calls).toContain("resolveConflict"));
  expect(await screen.findByText("No conflicts")).toBeVisible();
});

it("leaves nothing to choose where one version is signed", async () => {
  const { clinic } = showApp({ at: { page: "today" } });
  const [here, there] = CONFLICT.siblings;
  const conflict: ConflictView = {
    ...CONFLICT,
    what: "note.content",
    staysSigned: true,
    siblings: [{ ...here!, signed: true }, there!],
  };
  clinic.conflict = async () => conflict;
  const decided: Resolution[] = [];
  clinic.resolveConflict = async (resolution) => (decided.push(resolution), null);
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Conflicts" }));
  const resolve = await screen.findByRole("button", { name: "Keep as an addendum" });
  expect(resolve).toBeEnabled();
  expect(screen.queryByRole("radio")).toBeNull();
  expect(screen.queryByRole("radiogroup")).toBeNull();
  expect(screen.getByText(/^Signed text stays; the other version is kept as an addendum\./)).toBeVisible();
  await expectAccessible();
  await user.click(resolve);
  await waitFor(() => expect(decided.map(({ choices }) => choices)).toEqual([[]]));
});

it("answers a deletion that did not know of a change with delete or keep", async () => {
  const { clinic } = showApp({ at: { page: "today" } });
  const conflict: ConflictView = {
    ...CONFLICT,
    what: "patient.deleted",
    isDeletion: true,
    siblings: [CONFLICT.siblings[1]!],
  };
  clinic.conflict = async () => conflict;
  const decided: Resolution[] = [];
  clinic.resolveConflict = async (resolution) => (decided.push(resolution), null);
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Conflicts" }));
  expect(await screen.findByText(/^One person deleted this while another changed it\./)).toBeVisible();
  expect(screen.queryByRole("radio")).toBeNull();
  await expectAccessible();
  await user.click(screen.getByRole("button", { name: "Keep it" }));
  await user.click(screen.getByRole("button", { name: "Delete it" }));
  await waitFor(() =>
    expect(decided.map(({ choices }) => choices)).toEqual([
      [{ key: "deleted", decision: { kind: "undelete" } }],
      [{ key: "deleted", decision: { kind: "delete" } }],
    ]),
  );
});

it("marks the words that differ with more than a colour", async () => {
  showApp({ at: { page: "conflicts", id: "c1" } });
  expect((await screen.findByText("Central, flat 3")).tagName).toBe("MARK");
  expect(screen.getByText("East, flat 3").tagName).toBe("MARK");
});

it("names what conflicts in the language of the window", async () => {
  const { clinic } = showApp({ at: { page: "today" }, language: "fr" });
  const conflict: ConflictView = {
    ...CONFLICT,
    what: "appointment.progress",
    fields: [
      {
        ...CONFLICT.fields[0]!,
        key: "status",
        name: "status",
        isChoice: true,
        values: ["arrived", "no_show"],
        pieces: [],
      },
    ],
  };
  clinic.conflict = async () => conflict;
  clinic.conflicts = async () => [
    { id: "c1", patient: CONFLICT.patient, what: conflict.what, at: "2026-11-19T16:10:00Z", fields: 1 },
  ];
  await userEvent.setup().click(await screen.findByRole("button", { name: "Conflits" }));
  expect(await screen.findByRole("heading", { name: "Statut" })).toBeVisible();
  expect(screen.getByRole("region", { name: "Statut du rendez-vous" })).toBeVisible();
  expect(screen.getByText("Arrivé").tagName).toBe("MARK");
  expect(screen.getByText("Absent").tagName).toBe("MARK");
  expect(screen.queryByText(/no_show|arrived/)).toBeNull();
});
