import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { QuarantinedRow, SyncPageView } from "../../ipc/views";
import * as R from "../../test/records";
import { expectAccessible, showApp } from "../../test/show";

const forged = { what: "patient", reason: "tag", by: "Amara Mensah", device: "3 Front desk", at: R.at("09:40") };
const unknown = { ...forged, reason: "incomplete", by: null, device: null };

async function showRows(rows: QuarantinedRow[], language: "en" | "fr" = "en", changes: Partial<SyncPageView> = {}) {
  const shown = showApp({ at: { page: "sync" }, language, sync: { quarantined: rows.length } });
  const page = await shown.clinic.syncPage();
  shown.clinic.syncPage = async () => {
    const { quarantined } = await shown.clinic.syncStatus();
    return { ...page, ...changes, quarantined: rows.slice(0, quarantined) };
  };
  return shown;
}

it("names who sent a quarantined value, and why it is not used", async () => {
  await showRows([forged, unknown]);
  const table = await screen.findByRole("table", { name: "Quarantined" });
  expect(within(table).getAllByText("Patients")).toHaveLength(2);
  expect(within(table).getByText("Not written with this clinic’s key, or changed since")).toBeVisible();
  expect(within(table).getByText("Sent without a part that it needs")).toBeVisible();
  expect(within(table).getByText("Amara Mensah")).toBeVisible();
  expect(within(table).getByText("3 Front desk")).toBeVisible();
  expect(within(table).getAllByText("Not known here")).toHaveLength(2);
  expect(screen.getByText(/The last good value is shown.*nothing proves who it was/)).toBeVisible();
  await expectAccessible();
});

it.each([
  ["en", "Fetch again", "Everything is in order now."],
  ["fr", "Redemander", "Tout est en ordre maintenant."],
] as const)("has the server asked again and says what came of it (%s)", async (language, button, words) => {
  const { clinic } = await showRows([forged], language);
  await userEvent.click(await screen.findByRole("button", { name: button }));
  expect(await screen.findByText(words)).toBeVisible();
  expect(clinic.calls.filter((call) => /fetchAgain|syncNow/.test(call))).toEqual(["fetchAgain", "syncNow"]);
  await waitFor(() => expect(screen.queryByRole("button", { name: button })).toBeNull());
});

it("says how many still fail, and why the server cannot be asked", async () => {
  const { clinic } = await showRows([forged, unknown]);
  clinic.fetchAgain = async () => 2;
  const button = await screen.findByRole("button", { name: "Fetch again" });
  await userEvent.click(button);
  expect(await screen.findByText("2 still fail the check.")).toBeVisible();
  clinic.refuse("syncNow", R.refusal("offline"));
  await userEvent.click(button);
  expect(await screen.findByRole("alert")).toBeVisible();
  expect(screen.getByRole("table", { name: "Quarantined" })).toBeVisible();
});

it("offers nothing to ask where there is no server", async () => {
  await showRows([forged], "en", { serverUrl: null });
  await screen.findByRole("table", { name: "Quarantined" });
  expect(screen.queryByRole("button", { name: "Fetch again" })).toBeNull();
});

it("asks again for damaged and missing records where they are reported", async () => {
  const { clinic } = showApp({ at: { page: "sync" } });
  await screen.findByText("Synced 09:42");
  const damage = { what: "note", patient: null, damaged: 0, missing: 2 };
  clinic.emit({ kind: "damaged", damage: [damage], keyMissing: [] });
  expect(await screen.findByText(/Notes: 2 or more missing/)).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Fetch again" }));
  expect(await screen.findByText(/The server was asked again/)).toBeVisible();
  expect(screen.queryByText(/Notes: 2 or more missing/)).toBeNull();
});
