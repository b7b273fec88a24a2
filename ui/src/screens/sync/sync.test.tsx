import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { SyncStatus } from "../../ipc/views";
import * as R from "../../test/records";
import { expectAccessible, showApp } from "../../test/show";

const offline: Partial<SyncStatus> = { state: "offline", waiting: 12, since: R.at("08:10"), cause: "offline" };

it.each<[string, Partial<SyncStatus>]>([
  ["Synced 09:42", {}], ["Only on this computer", { state: "noServer" }], ["Sending 3…", { state: "sending", waiting: 5, sent: 2 }], ["3 waiting", { state: "waiting", waiting: 3 }], ["Offline since 08:10 · 12 waiting", offline], ["Sync needs you", { state: "needsYou" }],
])("says in the header: %s", async (words, sync) => {
  showApp({ sync });
  expect(await screen.findByText(words)).toBeVisible();
});

it("follows what happens while it is shown", async () => {
  const { clinic } = showApp();
  await screen.findByText("Synced 09:42");
  clinic.tell({ kind: "sync", status: { state: "waiting", waiting: 1, sent: 0, since: null, syncedAt: null, late: false, conflicts: 0, refused: 0, parked: 0, cause: null } });
  expect(await screen.findByText("1 waiting")).toBeVisible();
});

it("says in one sentence what is safe and what has not arrived", async () => {
  showApp({ at: { page: "sync" }, sync: offline });
  expect(await screen.findByText("Everything you saved is safe on this computer. 12 changes have not reached the server since 08:10, because there is no connection.")).toBeVisible();
  const table = screen.getByRole("table", { name: "Waiting changes" });
  expect(within(table).getByText("Mary Okafor")).toBeVisible();
  await expectAccessible();
});

it("says cause, effect and next step when the server refuses this computer", async () => {
  const { clinic } = showApp({ at: { page: "sync" } });
  clinic.refuse("syncNow", R.refusal("serverRefused"));
  await userEvent.click(await screen.findByRole("button", { name: "Sync now" }));
  expect(await screen.findByText("The server refused this computer’s key.")).toBeVisible();
  expect(screen.getByText("Your work is still saved here. Ask an admin to approve this computer.")).toBeVisible();
});

it("connects a clinic that has worked alone", async () => {
  const { clinic } = showApp({ at: { page: "sync" }, sync: { state: "noServer" } });
  const user = userEvent.setup();
  await user.type(await screen.findByLabelText("Address"), "https://clinic.example.org");
  await user.type(screen.getByLabelText("One-use code"), "ABCD");
  await user.click(screen.getByRole("button", { name: "Connect" }));
  await waitFor(() => expect(clinic.calls).toContain("connectServer"));
});
