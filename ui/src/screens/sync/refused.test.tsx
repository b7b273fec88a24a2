import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import type { Right } from "../../ipc/views";
import type { Language } from "../../words";
import { REJECTED } from "../../test/audit-records";
import { refusal } from "../../test/records";
import { expectAccessible, showApp } from "../../test/show";

const READS: Right[] = ["sync.run", "patients.read", "patients.create", "chart.read"];
const EDITED = "Changed a patient’s details";
const REGISTERED = "Registered a patient";

interface Shown {
  rights?: Right[];
  count?: number;
  language?: Language;
}

function showRefused({ rights = READS, count = 2, language }: Shown = {}) {
  const shown = showApp({ at: { page: "sync" }, rights, language, sync: { refused: count, conflicts: 0 } });
  return { ...shown, user: userEvent.setup() };
}

const listed = async () => within(await screen.findByRole("navigation", { name: "Refused changes" }));
const detail = async (what = EDITED) => within(await screen.findByRole("region", { name: what }));
const dialog = async (name: string | RegExp) => within(await screen.findByRole("dialog", { name }));

it("lists refused changes, and shows all of the first one", async () => {
  showRefused();
  expect(await screen.findByRole("heading", { name: "2 changes refused by the server" })).toBeVisible();
  const rows = (await listed()).getAllByRole("button");
  expect(rows.map((row) => row.textContent)).toEqual([
    `${EDITED}Mary Okafor20 Nov 2026, 09:40`,
    expect.stringContaining(REGISTERED),
  ]);
  expect(rows[0]).toHaveAttribute("aria-current", "true");
  const shown = await detail();
  expect(shown.getByText(/^Mary Okafor · 12 Mar 1992/)).toBeVisible();
  expect(shown.getByText("Whoever did this may not do it any more")).toBeVisible();
  expect(shown.getByText("Patient’s phone and e-mail, E-mail")).toHaveAttribute("title", "p1");
  expect(await shown.findByText("Written by Abena Mensah, 20 Nov 2026, 09:40.")).toBeVisible();
  expect(shown.getByRole("heading", { name: /^What it would write: Patient’s phone and e-mail, / })).toBeVisible();
  expect(shown.getByText("mary@example")).toBeVisible();
  expect(shown.getByText("French")).toBeVisible();
  expect(shown.getByText("Discharged")).toBeVisible();
  await expectAccessible();
});

it("shows another change by keys, and sends it again", async () => {
  const { clinic, user } = showRefused();
  const sendAgain = vi.spyOn(clinic, "sendAgain");
  const row = (await listed()).getByRole("button", { name: new RegExp(REGISTERED) });
  (await listed()).getByRole("button", { name: new RegExp(EDITED) }).focus();
  await user.tab();
  expect(row).toHaveFocus();
  await user.keyboard("{Enter}");
  expect(row).toHaveAttribute("aria-current", "true");
  const shown = await detail(REGISTERED);
  expect(await shown.findByText("+233 20 555 0100")).toBeVisible();
  expect(shown.getByText("Patients")).toHaveAttribute("title", "p9");
  for (const name of ["Discard", "Correct", "Send again"]) {
    await user.tab();
    expect(shown.getByRole("button", { name })).toHaveFocus();
  }
  await user.keyboard("{Enter}");
  await waitFor(() => expect(screen.queryByText(REGISTERED)).toBeNull());
  expect(sendAgain).toHaveBeenCalledWith("r2");
  expect(screen.getByRole("heading", { name: "1 change refused by the server" })).toBeVisible();
  expect(await (await detail()).findByText("mary@example")).toBeVisible();
});

it("shows why a change is not sent again, at that change only", async () => {
  const { clinic, user } = showRefused();
  clinic.refuse("sendAgain", refusal("forbidden"));
  await user.click((await detail()).getByRole("button", { name: "Send again" }));
  expect(await (await detail()).findByText("Your role may not do this.")).toBeVisible();
  await user.click((await listed()).getByRole("button", { name: new RegExp(REGISTERED) }));
  await detail(REGISTERED);
  expect(screen.queryByText("Your role may not do this.")).toBeNull();
});

it("discards a refused change after it asks, with what follows", async () => {
  const { clinic, user } = showRefused({ count: 1 });
  await user.click((await detail()).getByRole("button", { name: "Discard" }));
  const asked = await dialog(`Discard this change? ${EDITED}`);
  expect(asked.getByText(/stays in the audit log/)).toBeVisible();
  expect(screen.getByRole("dialog")).toHaveTextContent("Mary Okafor · 12 Mar 1992 · File 000482");
  clinic.refuse("discardRefused", refusal("builtOn"));
  await user.click(asked.getByRole("button", { name: "Discard" }));
  expect(await asked.findByText("Other changes build on this one.")).toBeVisible();
  expect(screen.getAllByText(EDITED)).not.toHaveLength(0);
  await user.click(asked.getByRole("button", { name: "Discard" }));
  await waitFor(() => expect(screen.queryByText(EDITED)).toBeNull());
  expect(screen.queryByRole("navigation", { name: "Refused changes" })).toBeNull();
});

it("discards the change that was asked about, whatever comes meanwhile", async () => {
  const { clinic, user } = showRefused();
  const discard = vi.spyOn(clinic, "discardRefused");
  await user.click((await detail()).getByRole("button", { name: "Discard" }));
  const asked = await dialog(/^Discard this change\?/);
  const { syncPage } = clinic;
  clinic.syncPage = async () => ({ ...(await syncPage()), refused: REJECTED.slice(1, 2).map(({ row }) => row) });
  clinic.emit({ kind: "changed", topics: ["conflicts"], patientIds: [] });
  await waitFor(() => expect(screen.queryByRole("region", { name: EDITED, hidden: true })).toBeNull());
  await user.click(asked.getByRole("button", { name: "Discard" }));
  expect(discard).toHaveBeenCalledWith("r1");
});

it("shows the values to enter again, and opens the patient", async () => {
  const { clinic, user } = showRefused();
  const correct = (await detail()).getByRole("button", { name: "Correct" });
  await waitFor(() => expect(correct).toBeEnabled());
  await user.click(correct);
  const asked = await dialog("Correct this change?");
  expect(asked.getByText("mary@example")).toBeVisible();
  expect(asked.getByText(/^This change is discarded, and the record shows what the server has\./)).toBeVisible();
  await expectAccessible();
  clinic.refuse("discardRefused", refusal("builtOn"));
  const button = asked.getByRole("button", { name: "Discard and open the record" });
  await user.click(button);
  expect(await asked.findByText("Other changes build on this one.")).toBeVisible();
  await user.click(button);
  expect(await screen.findByRole("heading", { level: 1, name: /Mary Okafor/ })).toBeVisible();
  expect((await clinic.syncPage()).refused.map(({ groupId }) => groupId)).toEqual(["r2"]);
});

it("begins a refused registration again, for there is no patient", async () => {
  const { user } = showRefused();
  await user.click(await screen.findByRole("button", { name: new RegExp(REGISTERED) }));
  const correct = (await detail(REGISTERED)).getByRole("button", { name: "Correct" });
  await waitFor(() => expect(correct).toBeEnabled());
  await user.click(correct);
  await user.click((await dialog(/^Correct/)).getByRole("button", { name: "Discard and register again" }));
  expect(await screen.findByLabelText(/Given name/)).toBeVisible();
});

it("shows no values to a user who may not read them", async () => {
  const { user } = showRefused({ rights: ["sync.run", "patients.read"] });
  const shown = await detail();
  expect(await shown.findByText("What it would write cannot be shown to you here.")).toBeVisible();
  expect(shown.queryByText("mary@example")).toBeNull();
  await user.click(shown.getByRole("button", { name: "Correct" }));
  const asked = await dialog("Correct this change?");
  expect(asked.getByText("What it would write cannot be shown to you here.")).toBeVisible();
  expect(asked.queryByText("mary@example")).toBeNull();
});

it("offers nothing to correct without a patient to open", async () => {
  const { user } = showRefused({ count: 3 });
  await user.click((await listed()).getByRole("button", { name: /^Changed the settings/ }));
  const shown = await detail("Changed the settings");
  expect(shown.getByRole("button", { name: "Discard" })).toBeEnabled();
  expect(shown.queryByRole("button", { name: "Correct" })).toBeNull();
});

it("offers no record to a user who may not open patients", async () => {
  showRefused({ rights: ["sync.run"], count: 1 });
  const shown = await detail();
  expect(shown.queryByRole("button", { name: "Correct" })).toBeNull();
  expect(shown.queryByRole("button", { name: "Export…" })).toBeNull();
});

it("lets a change be decided about whose values cannot be read", async () => {
  const { clinic, user } = showRefused({ count: 1 });
  clinic.rejectedChange = async () => Promise.reject(refusal("keyMissing"));
  const shown = await detail();
  expect(await shown.findByRole("alert")).toBeVisible();
  await user.click(shown.getByRole("button", { name: "Send again" }));
  await waitFor(() => expect(screen.queryByText(EDITED)).toBeNull());
});

it("writes a change to a file, after a warning, and shows where it lies", async () => {
  const { clinic, user } = showRefused({ rights: [...READS, "patients.export"] });
  const save = vi.spyOn(clinic, "saveRejected");
  await user.click((await detail()).getByRole("button", { name: "Export…" }));
  const asked = await dialog("Save a copy outside of the clinic");
  expect(asked.getByText(/^The copy will not be encrypted\./)).toBeVisible();
  const path = asked.getByLabelText("File");
  expect(path).toHaveValue("change.json");
  await user.clear(path);
  await user.type(path, "/none/change.json{Enter}");
  expect(await asked.findByText("This folder is not there.")).toBeVisible();
  await user.clear(path);
  await user.type(path, "first.json{Enter}");
  expect(await asked.findByText("Saved as /home/abena/first.json.")).toBeVisible();
  expect(save).toHaveBeenLastCalledWith("r1", "first.json");
});

it("names a refused change in French", async () => {
  showRefused({ language: "fr", count: 1 });
  const shown = await detail("A modifié l’identité d’un patient");
  expect(await shown.findByText(/^Saisie par Abena Mensah, /)).toBeVisible();
  expect(screen.getByRole("heading", { name: "1 modification refusée par le serveur" })).toBeVisible();
  await expectAccessible();
});
