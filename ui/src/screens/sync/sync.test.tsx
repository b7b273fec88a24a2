import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { SyncStatus } from "../../ipc/views";
import { KEY_CODE } from "../../test/fake-office";
import * as R from "../../test/records";
import { expectAccessible, showApp } from "../../test/show";

const offline: Partial<SyncStatus> = { state: "offline", waiting: 12, since: R.at("08:10"), cause: "offline" };

it.each<[string, Partial<SyncStatus>]>([
  ["Synced 09:42", {}],
  ["Only on this computer", { state: "noServer" }],
  ["Sending 3…", { state: "sending", waiting: 5, sent: 2 }],
  ["3 waiting", { state: "waiting", waiting: 3 }],
  ["Offline since 08:10 · 12 waiting", offline],
  ["Offline", { state: "offline", cause: "offline" }],
  ["1 conflict to resolve", { state: "needsYou", conflicts: 1 }],
  ["2 changes rejected", { state: "needsYou", conflicts: 0, refused: 2 }],
  ["Wrong clock", { clockAheadMinutes: 525_600 }],
  ["Wrong clock", { serverJumpMinutes: 60 }],
  ["Wrong clock", { state: "noServer", changesAheadMinutes: 1_051_200 }],
  ["3 waiting", { state: "waiting", waiting: 3, clockAheadMinutes: 525_600 }],
  ["Sync stopped", { state: "offline", cause: "serverAltered" }],
])("says in the header: %s", async (words, sync) => {
  showApp({ sync });
  expect(await screen.findByText(words)).toBeVisible();
});

it("has its words as name and title where they have no room", async () => {
  showApp({ sync: { state: "noServer" } });
  const button = await screen.findByRole("button", { name: "Only on this computer" });
  expect(button).toHaveAttribute("title", "Only on this computer");
});

it("follows events while it is shown", async () => {
  const { clinic } = showApp();
  await screen.findByText("Synced 09:42");
  clinic.emit({
    kind: "sync",
    status: {
      state: "waiting",
      waiting: 1,
      sent: 0,
      since: null,
      syncedAt: null,
      late: false,
      conflicts: 0,
      refused: 0,
      quarantined: 0,
      inReview: 0,
      cause: null,
      clockAheadMinutes: null,
      serverJumpMinutes: null,
      changesAheadMinutes: null,
      serverRestored: false,
      serverRestoredAt: null,
      renumbered: false,
      toCome: false,
    },
  });
  expect(await screen.findByText("1 waiting")).toBeVisible();
});

it("says by how much the clock of the computer is wrong", async () => {
  showApp({ at: { page: "sync" }, sync: { clockAheadMinutes: 525_600 } });
  expect(await screen.findByText(/is 365 days ahead of the server’s\./)).toBeVisible();
  await expectAccessible();
});

it("says that the server was restored, and that a computer is renumbered", async () => {
  showApp({ at: { page: "sync" }, sync: { serverRestored: true, renumbered: true } });
  expect(await screen.findByText(/server was restored from an older backup\. Nothing was lost/)).toBeVisible();
  expect(screen.getByText(/goes on under a new number/)).toBeVisible();
});

it.each([
  ["en", /All changes are on the server/, /on 18 Jan 2026 .*may be on this computer alone/],
  ["fr", /sont sur le serveur/, /le 18 janv\.? 2026 .*peut n’être que sur cet ordinateur/],
] as const)("claims no more of a restored server than is known (%s)", async (language, claim, words) => {
  showApp({ at: { page: "sync" }, language, sync: { serverRestoredAt: "2026-01-18T08:00:00Z" } });
  expect(await screen.findByText(words)).toBeVisible();
  expect(screen.queryByText(claim)).toBeNull();
});

it("lets an admin end what is shown of a restored server", async () => {
  const { clinic } = showApp({ at: { page: "sync" }, sync: { serverRestoredAt: "2026-01-18T08:00:00Z" } });
  await userEvent.click(await screen.findByRole("button", { name: "Nothing is missing any more" }));
  expect(clinic.calls).toContain("endRestored");
});

it("asks before it takes the time of a server whose clock has jumped", async () => {
  const { clinic } = showApp({ at: { page: "sync" }, sync: { serverJumpMinutes: -4_320 } });
  expect(await screen.findByText(/clock is 3 days behind what this computer expects/)).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "The server is right" }));
  expect(clinic.calls).toContain("takeServerTime");
});

it("asks an admin whether the clock of a lone computer is right", async () => {
  const { clinic } = showApp({ at: { page: "sync" }, sync: { state: "noServer", changesAheadMinutes: 1_051_200 } });
  expect(await screen.findByText(/is dated 730 days ahead of its clock/)).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "The clock is right now" }));
  expect(clinic.calls).toContain("takeOwnTime");
});

it("says in one sentence what is safe and what has not arrived", async () => {
  showApp({ at: { page: "sync" }, sync: offline });
  expect(
    await screen.findByText(
      "Everything you saved is safe on this computer. 12 changes have not reached the server since 08:10, " +
        "because there is no connection.",
    ),
  ).toBeVisible();
  const table = screen.getByRole("table", { name: "Waiting changes" });
  expect(within(table).getByText("Mary Okafor")).toBeVisible();
  await expectAccessible();
});

it("speaks of one change as one, and of none as none", async () => {
  const { clinic } = showApp({ at: { page: "sync" }, sync: { ...offline, waiting: 1 } });
  expect(await screen.findByText(/1 change has not reached the server since 08:10/)).toBeVisible();
  const page = await clinic.syncPage();
  clinic.syncPage = async () => ({ ...page, status: { ...page.status, waiting: 0, since: null } });
  act(() => clinic.emit({ kind: "sync", status: page.status }));
  expect(await screen.findByText(/nothing waits. There is no connection/)).toBeVisible();
});

it("says what to do when the server refuses this computer", async () => {
  const { clinic } = showApp({ at: { page: "sync" } });
  clinic.refuse("syncNow", R.refusal("serverRefused"));
  await userEvent.click(await screen.findByRole("button", { name: "Sync now" }));
  expect(await screen.findByText("The server refused this computer’s key.")).toBeVisible();
  expect(screen.getByText("Your work is still saved here. Ask an admin to approve this computer.")).toBeVisible();
});

it("connects a clinic that has worked alone", async () => {
  const { clinic } = showApp({ at: { page: "sync" }, sync: { state: "noServer" } });
  const user = userEvent.setup();
  const reason = "Fill in the address and the code first.";
  expect(await screen.findByText(reason)).toBeVisible();
  await user.type(screen.getByLabelText("Address"), "https://clinic.example.org");
  await user.type(screen.getByLabelText("One-use code"), "ABCD");
  expect(screen.queryByText(reason)).toBeNull();
  await user.click(screen.getByRole("button", { name: "Connect" }));
  await waitFor(() => expect(clinic.calls).toContain("connectServer"));
});

it("names the server again, without a code, after a change of the file", async () => {
  const { clinic } = showApp({
    at: { page: "sync" },
    rights: ["sync.run", "settings.manage"],
    sync: { state: "offline", cause: "serverAltered" },
  });
  const user = userEvent.setup();
  expect(await screen.findByText(/address in the clinic’s file was changed/)).toBeVisible();
  expect(screen.getByText("Everything you saved is safe on this computer, and nothing is sent.")).toBeVisible();
  expect(screen.queryByRole("button", { name: "Sync now" })).toBeNull();
  expect(screen.queryByLabelText("One-use code")).toBeNull();
  await expectAccessible();
  await user.type(screen.getByLabelText("Address"), "https://clinic.example.org");
  clinic.refuse("connectServer", R.refusal("notOurServer"));
  await user.click(screen.getByRole("button", { name: "Use this server" }));
  expect(await screen.findByText("Another service answers at this address.")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Use this server" }));
  await waitFor(() => expect(clinic.calls.filter((call) => call === "connectServer")).toHaveLength(2));
});

it("says who may name a server to a user who may not", async () => {
  showApp({
    at: { page: "sync" },
    rights: ["sync.run"],
    sync: { state: "offline", cause: "serverAltered" },
    language: "fr",
  });
  expect(await screen.findByText(/Un administrateur redonne le serveur/)).toBeVisible();
  expect(screen.queryByLabelText("Adresse")).toBeNull();
});

describe("a server with another key", () => {
  const changed = { state: "offline", cause: "serverKeyChanged" } as const;

  it("is taken by the operator's code and by no other", async () => {
    const { clinic } = showApp({ at: { page: "sync" }, rights: ["sync.run", "settings.manage"], sync: changed });
    const user = userEvent.setup();
    expect(await screen.findByText("The server’s key is not the one that this computer knows.")).toBeVisible();
    expect(screen.getByText(/Nothing was sent to it, and your work is saved here/)).toBeVisible();
    expect(screen.queryByRole("button", { name: "Sync now" })).toBeNull();
    const confirm = screen.getByRole("button", { name: "Confirm the key" });
    expect(confirm).toBeDisabled();
    await expectAccessible();
    await user.type(screen.getByLabelText("Code of the new key"), "WRONG");
    await user.click(confirm);
    expect(await screen.findByText(/This is not the code of the key that answers. Nothing was changed/)).toBeVisible();
    await user.clear(screen.getByLabelText("Code of the new key"));
    await user.type(screen.getByLabelText("Code of the new key"), `${KEY_CODE}{Enter}`);
    expect(await screen.findByText(/The new key is known/)).toBeVisible();
    await waitFor(() => expect(screen.queryByLabelText("Code of the new key")).toBeNull());
    expect(clinic.calls.filter((call) => call === "confirmServerKey")).toHaveLength(2);
  });

  it("is for an admin to decide", async () => {
    showApp({ at: { page: "sync" }, rights: ["sync.run"], sync: changed });
    expect(await screen.findByText(/an admin confirms the new one on the Sync page/)).toBeVisible();
    expect(screen.queryByLabelText("Code of the new key")).toBeNull();
    expect(screen.getByRole("button", { name: "Sync now" })).toBeVisible();
  });
});

it("takes a certificate by path or as a file, and says what is wrong", async () => {
  const { clinic } = showApp({ at: { page: "sync" }, sync: { state: "noServer" } });
  const user = userEvent.setup();
  await user.type(await screen.findByLabelText("Address"), "https://clinic.example.org");
  await user.type(screen.getByLabelText("One-use code"), "ABCD");
  await user.type(screen.getByLabelText("Certificate file"), "/media/usb/ca.txt");
  await user.click(screen.getByRole("button", { name: "Connect" }));
  expect(await screen.findByText("There is no such file. Check the path, or choose the file.")).toBeVisible();
  await user.upload(
    document.querySelector<HTMLInputElement>("input[type=file]")!,
    new File(["-----BEGIN CERTIFICATE-----"], "ca.pem"),
  );
  expect(await screen.findByDisplayValue("ca.pem")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Connect" }));
  await waitFor(() => expect(clinic.calls.filter((call) => call === "connectServer")).toHaveLength(2));
});

it("says what to do about a certificate that is not trusted", async () => {
  const { clinic } = showApp({ at: { page: "sync" } });
  clinic.refuse("syncNow", R.refusal("notOurServer", { field: "ca" }));
  await userEvent.click(await screen.findByRole("button", { name: "Sync now" }));
  expect(await screen.findByText("This computer does not trust the server’s certificate.")).toBeVisible();
});

it("says in the popover why the last attempt failed and what to do", async () => {
  showApp({ sync: offline });
  await userEvent.click(await screen.findByText("Offline since 08:10 · 12 waiting"));
  const popover = await screen.findByRole("dialog", { hidden: true });
  expect(within(popover).getByText("The server cannot be reached.")).toBeInTheDocument();
  expect(within(popover).getByText(/Check the network; the next attempt comes by itself/)).toBeInTheDocument();
});

it("lists every computer with its version and how to revoke it", async () => {
  showApp({ at: { page: "sync" } });
  const row = (await screen.findByText("Room 2 PC")).closest("tr")!;
  expect(within(row).getByText("20 Nov 2026, 09:40")).toBeVisible();
  expect(within(row).getByText("0.1.0")).toBeVisible();
  await userEvent.click(within(row).getByRole("button", { name: "More: Room 2 PC" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "Revoke", hidden: true }));
  expect(await screen.findByRole("dialog", { name: /Revoke Room 2 PC/ })).toBeVisible();
});

it("says until when each computer opens without the server", async () => {
  const { clinic } = showApp({ at: { page: "sync" } });
  const page = await clinic.syncPage();
  const devices = page.devices.map((row) => (row.isThis ? { ...row, leaseUntil: R.at("11:30") } : row));
  clinic.syncPage = async () => ({ ...page, devices });
  const table = await screen.findByRole("table", { name: "Computers" });
  expect(await within(table).findByText("Opens until")).toBeVisible();
  expect(within(table).getAllByText(/11:30/)).toHaveLength(1);
});

it("lists what a restored server does not take, to be tried again", async () => {
  const { clinic } = showApp({ at: { page: "sync" } });
  const page = await clinic.syncPage();
  const left = { id: "x1", what: "device", by: "Amara Mensah", at: R.at("09:40") };
  clinic.syncPage = async () => ({ ...page, notCarried: [left] });
  const table = await screen.findByRole("table", { name: "Signed by admins and not on the server" });
  expect(within(table).getByText("Amara Mensah")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Try again for a day" }));
  expect(clinic.calls).toContain("carryAgain");
  await expectAccessible();
});
