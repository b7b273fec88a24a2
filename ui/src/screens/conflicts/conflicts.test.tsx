import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { photoCell } from "../../ipc/bindings";
import type { ConflictView, Resolution } from "../../ipc/views";
import { CONFLICT, REVIEWS } from "../../test/audit-records";
import { refusal } from "../../test/records";
import { expectAccessible, showApp } from "../../test/show";

it("shows both siblings, and resolves only when every field is chosen", async () => {
  const { clinic } = showApp({ at: { page: "conflicts", id: "c1" } });
  const user = userEvent.setup();
  expect(await screen.findByText("Here — Abena Mensah, this computer, 19 Nov 2026, 16:02")).toBeVisible();
  expect(screen.getByText("There — Bright Osei, Room 2 PC, 19 Nov 2026, 16:10")).toBeVisible();
  for (const radio of screen.getAllByRole("radio")) expect(radio).not.toBeChecked();
  const button = screen.getByRole("button", { name: "Resolve 2 fields" });
  await user.click(screen.getAllByLabelText("Use this version")[0]!);
  expect(button).toBeDisabled();
  // an own value counts only once it is typed
  await user.click(screen.getAllByRole("radio", { name: "Enter another value" })[1]!);
  expect(button).toBeDisabled();
  expect(screen.getByRole("textbox", { name: "Enter another value" })).toHaveFocus();
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

it("shows both photos, of which one is chosen and the other is gone", async () => {
  const { clinic } = showApp({ at: { page: "today" } });
  const conflict: ConflictView = {
    ...CONFLICT,
    what: photoCell,
    fields: [
      {
        key: "picture",
        name: "picture",
        values: ["JPEG 256 × 256, 9000 B", "PNG 300 × 400, 8000 B"],
        pieces: [[], []],
        same: false,
        isChoice: false,
        mayCombine: false,
      },
    ],
  };
  clinic.conflict = async () => conflict;
  const asked: [string, number][] = [];
  clinic.conflictingPhoto = async (id, sibling) => (asked.push([id, sibling]), new Uint8Array([sibling]));
  const decided: Resolution[] = [];
  clinic.resolveConflict = async (resolution) => (decided.push(resolution), null);
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Conflicts" }));
  expect(await screen.findByRole("img", { name: "Photo set by Abena Mensah", hidden: true })).toBeInTheDocument();
  expect(screen.getByRole("img", { name: "Photo set by Bright Osei", hidden: true })).toBeInTheDocument();
  await waitFor(() => expect(asked.map(([, sibling]) => sibling).sort()).toEqual([0, 1]));
  expect(asked.every(([id]) => id === conflict.id)).toBe(true);
  // a photo cannot be typed, and the audit log does not store the discarded one
  expect(screen.queryByLabelText("Enter another value")).toBeNull();
  expect(screen.getByText(/The photo that is not chosen is gone then\./)).toBeVisible();
  expect(screen.queryByText(/stay in the audit log/)).toBeNull();
  await expectAccessible();
  await user.click(screen.getByLabelText("Use this version"));
  await user.click(screen.getByRole("button", { name: "Resolve 1 field" }));
  const here = conflict.siblings.findIndex(({ isHere }) => isHere);
  await waitFor(() =>
    expect(decided.map(({ choices }) => choices)).toEqual([
      [{ key: "picture", decision: { kind: "sibling", sibling: here } }],
    ]),
  );
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

it("writes figures and days as the language does, in each sibling", async () => {
  const { clinic } = showApp({ at: { page: "today" }, language: "fr" });
  const figures = { ...CONFLICT.fields[0]!, values: ["61.50 kg", "2026-11-19 16:02"], pieces: [] };
  clinic.conflict = async () => ({ ...CONFLICT, fields: [figures, { ...figures, key: "same", same: true }] });
  await userEvent.setup().click(await screen.findByRole("button", { name: "Conflits" }));
  expect(await screen.findByText("61,50 kg", { selector: "mark" })).toBeVisible();
  expect(screen.getByText("19 nov. 2026, 16:02").tagName).toBe("MARK");
});

it("shows what a removed computer sent and admits what is picked", async () => {
  const { clinic } = showApp({ at: { page: "today" }, reviews: REVIEWS });
  const admitted: string[][] = [];
  const admit = clinic.admitChanges;
  clinic.admitChanges = async (ids) => (admitted.push(ids), admit(ids));
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Review" }));
  const list = await screen.findByRole("navigation", { name: "Review" });
  expect(within(list).getAllByText("Bright Osei, computer 2 Room 2 PC")).toHaveLength(2);
  expect(within(list).getByText(/^2 entries · 19 Nov/)).toBeVisible();
  expect(await screen.findByText("+233 20 555 0100")).toBeVisible();
  expect(screen.getByText("French")).toBeVisible();
  expect(screen.getByText("61 kg, Kept")).toBeVisible();
  expect(screen.getByText("19 Nov 2026, 16:02")).toBeVisible();
  expect(screen.getAllByText("Bright Osei was deactivated before this was sent", { exact: false })).toHaveLength(2);
  await expectAccessible();
  await user.click(screen.getByRole("checkbox", { name: /^Patient’s phone/ }));
  await user.click(screen.getByRole("button", { name: "Admit 1 entry" }));
  await waitFor(() => expect(admitted).toEqual([["g2"]]));
  expect(await screen.findByRole("button", { name: "Admit 1 entry" })).toBeEnabled();
});

it("rejects only with a reason, and says why an entry cannot be admitted", async () => {
  const { clinic } = showApp({ at: { page: "review", patientId: REVIEWS[2]!.row.patient!.id }, reviews: REVIEWS });
  const rejected: unknown[] = [];
  const reject = clinic.rejectChanges;
  clinic.rejectChanges = async (ids, reason) => (rejected.push([ids, reason]), reject(ids, reason));
  const user = userEvent.setup();
  expect(await screen.findByText(/^Your role cannot open this entry/)).toBeVisible();
  expect(screen.getByRole("button", { name: "Admit 0 entries" })).toBeDisabled();
  const panel = screen.getByRole("region", { name: REVIEWS[2]!.row.patient!.name });
  await user.click(within(panel).getByRole("button", { name: "More" }));
  await user.click(await screen.findByRole("menuitem", { name: "Reject 1 entry…", hidden: true }));
  const dialog = await screen.findByRole("dialog", { name: /^Reject 1 entry of .* for good\?$/ });
  expect(dialog).toHaveTextContent(`File ${REVIEWS[2]!.row.patient!.fileNumber}`);
  const button = within(dialog).getByRole("button", { name: "Reject" });
  expect(button).toBeDisabled();
  await user.type(within(dialog).getByLabelText("Reason"), " not ours ");
  clinic.refuse("rejectChanges", refusal("forbidden"));
  await user.click(button);
  expect(await within(dialog).findByText("Your role may not do this.")).toBeVisible();
  await user.click(button);
  await waitFor(() => expect(rejected.at(-1)).toEqual([["g3"], "not ours"]));
  expect(await screen.findByText("+233 20 555 0100")).toBeVisible();
});

it("counts what waits at the server where it cannot be asked", async () => {
  const { clinic } = showApp({ at: { page: "today" }, reviews: REVIEWS });
  clinic.refuse("reviewRows", refusal("offline"));
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Review" }));
  const alert = await screen.findByRole("alert");
  expect(within(alert).getByText(/^3 entries wait safely at the server\./)).toBeVisible();
  await user.click(within(alert).getByRole("button", { name: "Try again" }));
  expect(await screen.findByText("+233 20 555 0100")).toBeVisible();
});

it("names on the patient’s page what waits for a review, and leads there", async () => {
  const { clinic } = showApp({ at: { page: "patient", id: "p1" }, reviews: REVIEWS });
  const patient = clinic.patient;
  clinic.patient = async (id) => {
    const view = await patient(id);
    return { ...view, header: { ...view.header, sync: { ...view.header.sync, inReview: 2 } } };
  };
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "2 entries wait for review" }));
  expect(await screen.findByRole("heading", { name: "Review" })).toBeVisible();
});

it("says when the computer was removed of which an entry comes", async () => {
  const { clinic } = showApp({
    at: { page: "review", patientId: REVIEWS[0]!.row.patient!.id },
    reviews: REVIEWS.slice(0, 1),
  });
  const { syncPage } = clinic;
  clinic.syncPage = async () => {
    const page = await syncPage();
    return { ...page, devices: page.devices.map((row) => ({ ...row, revokedAt: "2026-11-18T10:00:00Z" })) };
  };
  expect(
    await screen.findByText(
      "Computer 2 Room 2 PC was removed from the clinic on 18 Nov 2026, 10:00, before this was sent.",
    ),
  ).toBeVisible();
});
