import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AuditQuery } from "../../ipc/views";
import * as R from "../../test/records";
import { trail } from "../../test/audit-records";
import { layOut } from "../../test/layout";
import { expectAccessible, showApp } from "../../test/show";

const AUDIT = { page: "audit" } as const;
const table = () => screen.findByRole("table", { name: "Audit" });
const acts = () =>
  [...document.querySelectorAll("table[aria-label=Audit] tbody tr[data-index]")].map(
    (row) => row.children[2]!.textContent,
  );

it("marks verified entries, and says of the others that only this computer names the user", async () => {
  showApp({ at: AUDIT });
  const trail = await table();
  const row = (text: string) => within(within(trail).getByText(text).closest("tr")!);
  expect(row("Opened a patient").getByText("Verified")).toBeVisible();
  expect(row("Opened a patient").getByText("20 Nov 2026, 10:05:07")).toBeVisible();
  expect(row("Signed in").queryByText("Verified")).toBeNull();
  expect(row("Signed in").getByText("This computer’s word")).toBeVisible();
  expect(row("Synced").queryByText("This computer’s word")).toBeNull();
  expect(row("Tried to: sign a note · refused").getByText("Bright Osei")).toBeVisible();
  expect(screen.getByText("6 entries")).toBeVisible();
  await expectAccessible();
});

describe("a trail of many thousand entries", () => {
  let putBack: () => void;
  beforeEach(() => {
    putBack = layOut({ viewPx: 640, rowPx: 32 });
  });
  afterEach(() => putBack());

  it("is read a page at a time, and only the rows in view are in the page", async () => {
    const { clinic } = showApp({ at: AUDIT, entries: 20_000 });
    expect(await screen.findByText("The newest 100 entries; scroll down for older ones")).toBeVisible();
    expect(clinic.calls.filter((call) => call === "auditPage")).toHaveLength(1);
    expect(acts().length).toBeLessThan(60);
    expect(await table()).toHaveAttribute("aria-rowcount", "-1");
    within(await table())
      .getAllByRole("button")[0]!
      .focus();
    await userEvent.keyboard("{End}");
    expect(await screen.findByText("The newest 200 entries; scroll down for older ones")).toBeVisible();
    expect(clinic.calls.filter((call) => call === "auditPage")).toHaveLength(2);
    expect(acts().length).toBeLessThan(60);
  });

  it("shows in its place that older entries could not be read, and reads them when asked again", async () => {
    const { clinic } = showApp({ at: AUDIT, entries: 20_000 });
    const first = within(await table()).getAllByRole("button")[0]!;
    clinic.refuse("auditPage", R.refusal("fileDamaged"));
    first.focus();
    await userEvent.keyboard("{End}");
    await userEvent.click(
      within(
        (await screen.findByText(/file on this computer is damaged/)).closest<HTMLElement>("[role=alert]")!,
      ).getByRole("button", { name: "Try again" }),
    );
    expect(await screen.findByText("The newest 200 entries; scroll down for older ones")).toBeVisible();
  });
});

describe("the filters", () => {
  it("ask for a person, an act, a result and days, each narrowing the others, and are cleared at once", async () => {
    const { clinic } = showApp({ at: AUDIT });
    const asked: AuditQuery[] = [];
    clinic.auditPage = async (query) => (asked.push(query), trail(query));
    await table();
    const user = userEvent.setup();
    await user.click(screen.getByRole("combobox", { name: "Result" }));
    await user.click(await screen.findByRole("option", { name: "Warnings", hidden: true }));
    await waitFor(() => expect(acts()).toEqual(["Tried to: sign a note · refused"]));
    expect(asked.at(-1)).toMatchObject({ severity: "warning", outcome: null });
    await user.click(screen.getByRole("button", { name: "Clear filters" }));
    await waitFor(() => expect(acts()).toHaveLength(6));
    await user.click(screen.getByRole("combobox", { name: "Who" }));
    await user.click(await screen.findByRole("option", { name: "Bright Osei", hidden: true }));
    await waitFor(() => expect(acts()).toEqual(["Tried to: sign a note · refused", "Signed in"]));
    await user.click(screen.getByRole("combobox", { name: "Did what" }));
    await user.click(await screen.findByRole("option", { name: "Signed in", hidden: true }));
    await waitFor(() => expect(acts()).toEqual(["Signed in"]));
    await user.type(screen.getByLabelText("From"), "20 11 2026");
    await waitFor(() => expect(asked.at(-1)?.from).toBe("2026-11-20T00:00:00.000Z"));
    await user.type(screen.getByLabelText("To"), "20/11/2026");
    await waitFor(() =>
      expect(asked.at(-1)).toMatchObject({ userId: "u2", action: "sign in", until: "2026-11-21T00:00:00.000Z" }),
    );
    expect(acts()).toEqual(["Signed in"]);
    await expectAccessible();
  });

  it("find a patient while typing", async () => {
    showApp({ at: AUDIT });
    await table();
    const user = userEvent.setup();
    await user.type(screen.getByRole("combobox", { name: "Patient" }), "okaf");
    await user.click(await screen.findByRole("option", { name: /000482/, hidden: true }));
    await waitFor(() => expect(acts()).toEqual(["Changed a patient’s details", "Opened a patient"]));
  });

  it("take the days in the clinic’s own time, say what is no day, and that nothing matches", async () => {
    const { clinic } = showApp({ at: AUDIT, timeZone: "Africa/Lagos" });
    const asked: AuditQuery[] = [];
    clinic.auditPage = async (query) => (asked.push(query), trail(query));
    await table();
    const user = userEvent.setup();
    await user.type(screen.getByLabelText("From"), "31 2 2026");
    await user.tab();
    expect(await screen.findByText("Not a day. Write 20 11 2026.")).toBeVisible();
    await user.clear(screen.getByLabelText("From"));
    await user.type(screen.getByLabelText("From"), "21 11 2026");
    await waitFor(() => expect(asked.at(-1)?.from).toBe("2026-11-20T23:00:00.000Z"));
    expect(await screen.findByText("No entry matches")).toBeVisible();
    await user.type(screen.getByLabelText("To"), "20 11 2026");
    expect(await screen.findByText("Before the first day.")).toBeVisible();
  });
});

describe("one entry", () => {
  const open = async (act: string) => {
    await userEvent.click(
      within(
        within(await table())
          .getByText(act)
          .closest("tr")!,
      ).getByRole("button"),
    );
    return within(await screen.findByRole("dialog", { name: "Entry" }));
  };

  it("is told in words with what was before and after, beside the list", async () => {
    showApp({ at: AUDIT });
    const entry = await open("Changed a patient’s details");
    expect(await entry.findByRole("heading", { name: "Changed a patient’s details" })).toBeVisible();
    expect(entry.getByText("asked for by phone")).toBeVisible();
    expect(entry.getByText("Front desk")).toBeVisible();
    expect(entry.getByText("6, in session 3")).toBeVisible();
    expect(entry.getByText("12 Mar 1992 · File 000482")).toBeVisible();
    const cells = (table: string) =>
      within(entry.getByRole("table", { name: table }))
        .getAllByRole("row")
        .slice(1)
        .map((row) => [...row.children].map((cell) => cell.textContent));
    expect(cells("Patient’s phone and e-mail")).toEqual([
      ["Phone", "–", "0803 555 0101"],
      ["E-mail", "Sealed for others", "mary@example.org"],
    ]);
    expect(cells("Patient’s status")).toEqual([["Status", "Waiting list", "Active"]]);
    expect(cells("Visit")).toEqual([["Started at", "20 Nov 2026, 10:06"]]);
    expect(entry.getByText("Changed in what has no words, as a key or a signature.")).toBeVisible();
    expect(entry.getByText(/Not repeated here/)).toBeVisible();
    expect(entry.getByText("1,960 more parts are in the export as JSON.")).toBeVisible();
    await expectAccessible();
    // the list stays in use
    await open("Opened a patient");
    expect(await entry.findByRole("heading", { name: "Opened a patient" })).toBeVisible();
  });

  it("that is sealed for others says so, which is not the same as having no more to tell", async () => {
    showApp({ at: AUDIT });
    const entry = await open("Showed the recovery key");
    expect(await entry.findByText("Sealed for others")).toBeVisible();
    expect(entry.queryByText(/There is no more to this entry/)).toBeNull();
    await open("Synced");
    expect(await entry.findByText("There is no more to this entry: it changed nothing.")).toBeVisible();
    expect(entry.queryByText("Sealed for others")).toBeNull();
    await expectAccessible();
  });

  it("closes with Escape and leads to its patient", async () => {
    showApp({ at: AUDIT });
    await open("Opened a patient");
    await userEvent.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    const entry = await open("Opened a patient");
    await userEvent.click(await entry.findByRole("button", { name: "Open patient" }));
    expect(await screen.findByRole("heading", { level: 1, name: "Mary Okafor" })).toBeVisible();
  });

  it("is told in French, too", async () => {
    showApp({ at: AUDIT, language: "fr" });
    const trail = within(await screen.findByRole("table", { name: "Journal" }));
    await userEvent.click(
      within(trail.getByText("A modifié l’identité d’un patient").closest("tr")!).getByRole("button"),
    );
    expect(await screen.findByRole("table", { name: "Statut du patient" })).toHaveTextContent("Liste d’attenteActif");
    expect(trail.getByText("A tenté de signer une note · refusé")).toBeVisible();
  });
});

describe("the export", () => {
  it("asks why and where, writes what the filters show, and says where it lies", async () => {
    const { clinic } = showApp({ at: AUDIT });
    const asked: Parameters<typeof clinic.exportAudit>[0][] = [];
    const write = clinic.exportAudit;
    clinic.exportAudit = async (form) => (asked.push(form), write(form));
    await table();
    const user = userEvent.setup();
    await user.click(screen.getByRole("combobox", { name: "Result" }));
    await user.click(await screen.findByRole("option", { name: "Refused", hidden: true }));
    await waitFor(() => expect(acts()).toHaveLength(1));
    await user.click(screen.getByRole("button", { name: "Export" }));
    const dialog = within(await screen.findByRole("dialog"));
    expect(dialog.getByText("Only what the filters show is written.")).toBeVisible();
    const file = dialog.getByLabelText<HTMLInputElement>("File");
    expect(file.value).toMatch(/^audit-\d{4}-\d{2}-\d{2}\.csv$/);
    expect(dialog.getByRole("button", { name: "Export" })).toBeDisabled();
    await user.click(dialog.getByLabelText("JSON, with before and after"));
    expect(file.value).toMatch(/\.json$/);
    await user.type(dialog.getByLabelText("Reason"), "yearly check");
    fireEvent.change(file, { target: { value: "/none/audit.json" } });
    await user.click(dialog.getByRole("button", { name: "Export" }));
    expect(await dialog.findByText("There is no such folder.")).toBeVisible();
    await expectAccessible();
    fireEvent.change(file, { target: { value: "audit.json" } });
    await user.click(dialog.getByRole("button", { name: "Export" }));
    expect(await dialog.findByText("Wrote /home/abena/audit.json with 6 entries.")).toBeVisible();
    expect(asked.at(-1)).toMatchObject({
      format: "json",
      path: "audit.json",
      reason: "yearly check",
      query: { outcome: "refused", before: null },
    });
  });

  it("says how far it is, and tells whoever went on when it is done or failed", async () => {
    const { clinic } = showApp({ at: AUDIT });
    let end: { done: () => void; fail: () => void } | undefined;
    clinic.exportAudit = ({ path }) =>
      new Promise(
        (resolve, reject) =>
          (end = { done: () => resolve({ path, entries: 4_096 }), fail: () => reject(R.refusal("diskFull")) }),
      );
    await table();
    const user = userEvent.setup();
    const begin = async () => {
      await user.click(screen.getByRole("button", { name: "Export" }));
      const dialog = within(await screen.findByRole("dialog"));
      await user.type(dialog.getByLabelText("Reason"), "yearly check");
      await user.click(dialog.getByRole("button", { name: "Export" }));
      return dialog;
    };
    const dialog = await begin();
    act(() => clinic.tell({ kind: "exporting", entries: 1_200 }));
    expect(await dialog.findByText(/1,200 entries written so far/)).toBeVisible();
    await expectAccessible();
    await user.click(dialog.getByRole("button", { name: "Close" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    act(() => end?.done());
    expect(await screen.findByText(/with 4,096 entries/)).toBeVisible();
    const again = await begin();
    await user.click(again.getByRole("button", { name: "Close" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    act(() => end?.fail());
    expect(await screen.findByText(/no file was kept/)).toBeVisible();
  });

  it("is not offered to whoever may only read", async () => {
    showApp({ at: AUDIT, rights: ["audit.read"] });
    await table();
    expect(screen.queryByRole("button", { name: "Export" })).toBeNull();
    expect(screen.queryByRole("combobox", { name: "Patient" })).toBeNull();
  });
});

it("says whether the chain is whole, or where it breaks, as often as it is asked", async () => {
  const { clinic } = showApp({ at: AUDIT });
  expect(await screen.findByText(/Chain complete: 18,204 entries, checked/)).toBeVisible();
  expect(screen.getByText(/1 entry names somebody on this computer’s word alone/)).toBeVisible();
  clinic.verifyAudit = async () => ({
    deviceNumber: 1,
    entries: 40,
    acknowledged: 0,
    deviceOnly: 0,
    fault: "changed",
    at: 17,
  });
  await userEvent.click(screen.getByRole("button", { name: "Check again" }));
  expect(await screen.findByText("The chain breaks at entry 17: it was changed")).toBeVisible();
});

it("is not there for a role that may not read it", async () => {
  showApp({ rights: ["appointments.read"] });
  await screen.findByText("Appointments today");
  expect(screen.queryByRole("button", { name: "Audit" })).toBeNull();
});
