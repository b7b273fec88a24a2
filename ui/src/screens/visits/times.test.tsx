import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { At, PastVisit, VisitTimes, VisitView } from "../../ipc/views";
import * as R from "../../test/records";
import { expectAccessible, showApp } from "../../test/show";
import { patients } from "../../words/patients";
import { visits } from "../../words/visits";

const words = visits.en;

/** Opens a visit of which the clinic has other facts. */
function open(facts: Partial<VisitView>) {
  const app = showApp({ at: { page: "visit", id: "v2" } });
  const { visit } = app.clinic;
  app.clinic.visit = async (id) => ({ ...(await visit(id)), ...facts });
  return { ...app, user: userEvent.setup() };
}

async function choose(user: ReturnType<typeof userEvent.setup>, item: string) {
  await user.click(await screen.findByRole("button", { name: "More" }));
  await user.click(await screen.findByRole("menuitem", { name: item, hidden: true }));
  return await screen.findByRole("dialog");
}

it("records a visit of an earlier day, whose end is asked for", async () => {
  const { clinic } = showApp({ at: { page: "patient", id: "p1" } });
  const { patient, recordPastVisit, visit, endVisit } = clinic;
  clinic.patient = async (id) => ({ ...(await patient(id)), openVisitId: null });
  clinic.visit = async (id) => ({ ...(await visit(id)), asksEnd: true });
  const sent: PastVisit[] = [];
  clinic.recordPastVisit = async (past) => (sent.push(past), recordPastVisit(past));
  const ends: (At | null)[] = [];
  clinic.endVisit = async (edit, endedAt) => (ends.push(endedAt), endVisit(edit, endedAt));
  const user = userEvent.setup();
  expect(await screen.findByRole("button", { name: patients.en.startVisit })).toBeVisible();
  const dialog = await choose(user, words.earlier);
  await expectAccessible();
  const button = within(dialog).getByRole("button", { name: words.record });
  expect(button).toBeDisabled();
  const field = within(dialog).getByLabelText(words.startedAt);
  await user.type(field, "someday");
  expect(field).toHaveAttribute("aria-invalid", "true");
  await user.clear(field);
  await user.type(field, "19 Nov 2026 07:30");
  await user.click(button);
  await user.click(await screen.findByRole("button", { name: words.endVisit }));
  expect(sent).toMatchObject([{ patientId: "p1", endedAt: null }]);
  expect(R.at("07:30", "2026-11-19").slice(0, 16)).toBe(sent[0]!.startedAt.slice(0, 16));
  const ending = await screen.findByRole("dialog", { name: words.askEnd });
  await user.type(within(ending).getByLabelText(words.endedAt), "19 Nov 2026 08:10{Enter}");
  await waitFor(() => expect(ends.map((at) => at?.slice(0, 16))).toEqual([R.at("08:10", "2026-11-19").slice(0, 16)]));
});

it("corrects when a visit began, and leaves what is not typed", async () => {
  const { clinic, user } = open({ endedAt: R.at("10:40") });
  const sent: VisitTimes[] = [];
  const { correctVisitTimes } = clinic;
  clinic.correctVisitTimes = async (edit, times) => (sent.push(times), correctVisitTimes(edit, times));
  const dialog = await choose(user, words.correctTimes);
  await user.type(within(dialog).getByLabelText(words.startedAt), "19 Nov 2026 07:30{Enter}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(sent[0]!.startedAt.slice(0, 16)).toBe(R.at("07:30", "2026-11-19").slice(0, 16));
  expect(sent[0]!.endedAt).toBe(R.at("10:40"));
});

it("says below the field that a visit would end before it began", async () => {
  const { clinic, user } = open({ endedAt: R.at("10:40") });
  clinic.refuse("correctVisitTimes", R.refusal("invalid", { field: "endedAt", reason: "backwards" }));
  const dialog = await choose(user, words.correctTimes);
  await user.type(within(dialog).getByLabelText(words.endedAt), "19 Nov 2026 07:30{Enter}");
  expect(await within(dialog).findByText(words.endsBefore)).toBeVisible();
});

it("discards a visit that has ended with a reason", async () => {
  const { clinic, user } = open({ endedAt: R.at("10:40") });
  const sent: unknown[] = [];
  const { discardVisit } = clinic;
  clinic.discardVisit = async (...of) => (sent.push(of), discardVisit(...of));
  const dialog = await choose(user, words.discardVisit);
  const button = within(dialog).getByRole("button", { name: words.discardVisit });
  expect(button).toBeDisabled();
  await user.type(within(dialog).getByLabelText(words.discardWhy), "Of another patient");
  await user.click(button);
  await waitFor(() => expect(sent).toEqual([["v2", "1", true, "Of another patient"]]));
  expect(await screen.findByRole("button", { name: "Undo" })).toBeVisible();
});

it("offers no discarding of a visit with a signed note", async () => {
  const { clinic, user } = open({});
  const { visit } = clinic;
  clinic.visit = async (id) => ({ ...(await visit(id)), note: R.SIGNED_NOTE });
  await user.click(await screen.findByRole("button", { name: "More" }));
  await screen.findByRole("menuitem", { name: words.correctTimes, hidden: true });
  expect(screen.queryByRole("menuitem", { name: words.discardVisit, hidden: true })).toBeNull();
});
