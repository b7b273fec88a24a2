import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AuditQuery, ChainView } from "../../ipc/views";
import * as R from "../../test/records";
import { auditPage } from "../../test/audit-records";
import { layOut } from "../../test/layout";
import { expectAccessible, showApp } from "../../test/show";

const AUDIT = { page: "audit" } as const;
const table = () => screen.findByRole("table", { name: "Audit" });
const operations = () =>
  [...document.querySelectorAll("table[aria-label=Audit] tbody tr[data-index]")].map(
    (row) => row.children[2]!.textContent,
  );

it("names the entries that are unverified, and marks no others", async () => {
  showApp({ at: AUDIT });
  const log = await table();
  const row = (text: string) => within(within(log).getByText(text).closest("tr")!);
  // the usual state is not repeated in each row: only exceptions are marked
  expect(row("Opened a patient").queryByText("This computer’s word")).toBeNull();
  expect(row("Opened a patient").getByText("20 Nov 2026, 10:05:07")).toBeVisible();
  expect(within(log).queryByText("Verified")).toBeNull();
  expect(row("Signed in").getByText("This computer’s word")).toBeVisible();
  expect(row("Synced").queryByText("This computer’s word")).toBeNull();
  expect(row("Tried to: sign a note · refused").getByText("Bright Osei")).toBeVisible();
  expect(screen.getByText("6 entries")).toBeVisible();
  await expectAccessible();
});

describe("an audit log of many thousand entries", () => {
  let restore: () => void;
  beforeEach(() => {
    restore = layOut({ viewPx: 640, rowPx: 32 });
  });
  afterEach(() => restore());

  it("is read a page at a time, and only the rows in view are in the page", async () => {
    const { clinic } = showApp({ at: AUDIT, entries: 20_000 });
    expect(await screen.findByText("The newest 100 entries; scroll down for older ones")).toBeVisible();
    expect(clinic.calls.filter((call) => call === "auditPage")).toHaveLength(1);
    expect(operations().length).toBeLessThan(60);
    expect(await table()).toHaveAttribute("aria-rowcount", "-1");
    within(await table())
      .getAllByRole("button")[0]!
      .focus();
    await userEvent.keyboard("{End}");
    expect(await screen.findByText("The newest 200 entries; scroll down for older ones")).toBeVisible();
    expect(clinic.calls.filter((call) => call === "auditPage")).toHaveLength(2);
    expect(operations().length).toBeLessThan(60);
  });

  it("says that older entries could not be read, and tries again", async () => {
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
  it("narrow each other by user, operation, result and days, and are cleared", async () => {
    const { clinic } = showApp({ at: AUDIT });
    const asked: AuditQuery[] = [];
    clinic.auditPage = async (query) => (asked.push(query), auditPage(query));
    await table();
    const user = userEvent.setup();
    await user.click(screen.getByRole("combobox", { name: "Result" }));
    await user.click(await screen.findByRole("option", { name: "Warnings", hidden: true }));
    await waitFor(() => expect(operations()).toEqual(["Tried to: sign a note · refused"]));
    expect(asked.at(-1)).toMatchObject({ severity: "warning", outcome: null });
    await user.click(screen.getByRole("button", { name: "Clear filters" }));
    await waitFor(() => expect(operations()).toHaveLength(6));
    await user.click(screen.getByRole("combobox", { name: "Person" }));
    await user.click(await screen.findByRole("option", { name: "Bright Osei", hidden: true }));
    await waitFor(() => expect(operations()).toEqual(["Tried to: sign a note · refused", "Signed in"]));
    await user.click(screen.getByRole("combobox", { name: "Action" }));
    await user.click(await screen.findByRole("option", { name: "Signed in", hidden: true }));
    await waitFor(() => expect(operations()).toEqual(["Signed in"]));
    await user.type(screen.getByLabelText("From"), "20 11 2026");
    await waitFor(() => expect(asked.at(-1)?.from).toBe("2026-11-20T00:00:00.000Z"));
    await user.type(screen.getByLabelText("To"), "20/11/2026");
    await waitFor(() =>
      expect(asked.at(-1)).toMatchObject({ userId: "u2", action: "sign in", until: "2026-11-21T00:00:00.000Z" }),
    );
    expect(operations()).toEqual(["Signed in"]);
    await expectAccessible();
  });

  it("find a patient while typing", async () => {
    showApp({ at: AUDIT });
    await table();
    const user = userEvent.setup();
    await user.type(screen.getByRole("combobox", { name: "Patient" }), "okaf");
    await user.click(await screen.findByRole("option", { name: /000482/, hidden: true }));
    await waitFor(() => expect(operations()).toEqual(["Changed a patient’s details", "Opened a patient"]));
  });

  it("take days in the clinic’s own time and say what is not a day", async () => {
    const { clinic } = showApp({ at: AUDIT, timeZone: "Africa/Lagos" });
    const asked: AuditQuery[] = [];
    clinic.auditPage = async (query) => (asked.push(query), auditPage(query));
    await table();
    const user = userEvent.setup();
    await user.type(screen.getByLabelText("From"), "31 2 2026");
    await user.tab();
    expect(await screen.findByText("Not a day. Write 20 Nov 2026.")).toBeVisible();
    await user.clear(screen.getByLabelText("From"));
    await user.type(screen.getByLabelText("From"), "21 11 2026");
    await waitFor(() => expect(asked.at(-1)?.from).toBe("2026-11-20T23:00:00.000Z"));
    expect(await screen.findByText("No entry matches")).toBeVisible();
    await user.type(screen.getByLabelText("To"), "20 11 2026");
    expect(await screen.findByText("Before the first day.")).toBeVisible();
  });
});

describe("one entry", () => {
  const open = async (operation: string) => {
    await userEvent.click(
      within(
        within(await table())
          .getByText(operation)
          .closest("tr")!,
      ).getByRole("button"),
    );
    return within(await screen.findByRole("dialog", { name: "Entry" }));
  };

  it("is shown in words with what was before and after, next to the list", async () => {
    showApp({ at: AUDIT });
    const entry = await open("Changed a patient’s details");
    expect(await entry.findByRole("heading", { name: "Changed a patient’s details" })).toBeVisible();
    expect(entry.getByText("asked for by phone")).toBeVisible();
    expect(entry.getByText("Front desk")).toBeVisible();
    expect(entry.getByText("6, in session 3")).toBeVisible();
    expect(entry.getByText(/^21 Nov 2032/)).toBeVisible();
    expect(entry.getByText("12 Mar 1992 · File 000482")).toBeVisible();
    const cells = (table: string) =>
      within(entry.getByRole("table", { name: table }))
        .getAllByRole("row")
        .slice(1)
        .map((row) => [...row.children].map((cell) => cell.textContent));
    expect(cells("Patient’s phone and e-mail")).toEqual([
      ["Phone", "–not recorded", "0803 555 0101"],
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

  it("says that it is sealed for others, or that there is no more to it", async () => {
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

  it("is shown in French, too", async () => {
    showApp({ at: AUDIT, language: "fr" });
    const log = within(await screen.findByRole("table", { name: "Journal" }));
    await userEvent.click(
      within(log.getByText("A modifié l’identité d’un patient").closest("tr")!).getByRole("button"),
    );
    expect(await screen.findByRole("table", { name: "Statut du patient" })).toHaveTextContent("Liste d’attenteActif");
    expect(log.getByText("A tenté de signer une note · refusé")).toBeVisible();
  });
});

describe("the export", () => {
  it("asks for path and reason, writes what the filters show, and says where", async () => {
    const { clinic } = showApp({ at: AUDIT });
    const asked: Parameters<typeof clinic.exportAudit>[0][] = [];
    const write = clinic.exportAudit;
    clinic.exportAudit = async (form) => (asked.push(form), write(form));
    await table();
    const user = userEvent.setup();
    await user.click(screen.getByRole("combobox", { name: "Result" }));
    await user.click(await screen.findByRole("option", { name: "Refused", hidden: true }));
    await waitFor(() => expect(operations()).toHaveLength(1));
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

  it("shows its progress, and notifies a user who went on to another page", async () => {
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
    act(() => clinic.emit({ kind: "exporting", entries: 1_200 }));
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

  it("is not offered to a user who may only read", async () => {
    showApp({ at: AUDIT, rights: ["audit.read"] });
    await table();
    expect(screen.queryByRole("button", { name: "Export" })).toBeNull();
    expect(screen.queryByRole("combobox", { name: "Patient" })).toBeNull();
  });
});

it("says whether the chain is complete, or where it breaks", async () => {
  const { clinic } = showApp({ at: AUDIT });
  expect(await screen.findByText(/Chain complete: 18,204 entries, checked/)).toBeVisible();
  expect(screen.getByText(/1 entry names somebody on this computer’s word alone/)).toBeVisible();
  const complete: ChainView = { ...(await clinic.verifyAudit()), isClean: false };
  const answer = (view: Partial<ChainView>) => {
    clinic.verifyAudit = async () => ({ ...complete, ...view });
    return userEvent.click(screen.getByRole("button", { name: "Check again" }));
  };
  await answer({ fault: "changed", at: 17 });
  expect(await screen.findByText("The chain breaks at entry 17: it was changed")).toBeVisible();
  await answer({ number: "other" });
  expect(await screen.findByText("This file names another computer than its signed row does")).toBeVisible();
  await answer({
    others: [{ deviceNumber: 2, entries: 7, acceptedTo: null, isChecked: true, fault: "missing", at: 3 }],
  });
  expect(await screen.findByText("The chain of computer 2 in this file breaks")).toBeVisible();
  await answer({ file: { alarm: "older", lostActions: [], missing: [], anchor: "stored", isDiskFull: false } });
  expect(await screen.findByText(/An older copy of the clinic’s file was put in the place/)).toBeVisible();
  await answer({ records: [{ patient: null, what: "allergy", damaged: 1, missing: 2 }] });
  expect(await screen.findByText("Allergies: 1 damaged, 2 or more missing")).toBeVisible();
});

it("is not there for a role that may not read it", async () => {
  showApp({ rights: ["appointments.read"] });
  await screen.findByText("Appointments today");
  expect(screen.queryByRole("button", { name: "Audit" })).toBeNull();
});
