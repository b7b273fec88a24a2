import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { auditPage } from "../../test/audit-records";
import { KEY_GROUPS } from "../../test/fake-clinic";
import * as R from "../../test/records";
import { expectAccessible, showApp } from "../../test/show";

it("makes a code for one more computer", async () => {
  showApp({ at: { page: "settings", section: "computers" } });
  await userEvent.click(await screen.findByRole("button", { name: "Create code" }));
  expect(await screen.findByText("4WMA-ZL2E-6RVD-K7QX-9TNP-2F")).toBeVisible();
  expect(screen.getByText("Works once, until 11:00.")).toBeVisible();
  await expectAccessible();
});

it("tests the recovery key again, typed from the paper and not pasted", async () => {
  const { clinic } = showApp({ at: { page: "settings", section: "backups" } });
  const user = userEvent.setup();
  expect(await screen.findByText("Recovery key last tested 1 Nov 2026 by Abena Mensah")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Test again" }));
  const dialog = await screen.findByRole("dialog", { name: "Test the recovery key" });
  await waitFor(() => expect(within(dialog).getByLabelText("Group 5")).toHaveFocus());
  await user.paste(KEY_GROUPS[0]);
  expect(within(dialog).getByLabelText("Group 5")).toHaveValue("");
  for (const [index, group] of [...KEY_GROUPS.entries()].slice(4))
    await user.type(within(dialog).getByLabelText(`Group ${index + 1}`), index === 6 ? "XXXX" : group);
  await user.click(within(dialog).getByRole("button", { name: "Test the key" }));
  expect(await within(dialog).findByText(/does not open this clinic/)).toBeVisible();
  expect(within(dialog).getByText(/Group 7 cannot be right/)).toBeVisible();
  await user.clear(within(dialog).getByLabelText("Group 7"));
  await user.type(within(dialog).getByLabelText("Group 7"), KEY_GROUPS[6]!);
  await user.click(within(dialog).getByRole("button", { name: "Test the key" }));
  expect(await within(dialog).findByText(/Tested by Abena Mensah on 20 Nov 2026/)).toBeVisible();
  expect(clinic.calls.filter((call) => call === "testRecoveryKey")).toHaveLength(2);
  expect(await screen.findByText("Recovery key last tested 20 Nov 2026 by Abena Mensah")).toBeInTheDocument();
});

it("has the focus again after a command was refused", async () => {
  const { clinic } = showApp({ at: { page: "settings", section: "backups" } });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Test again" }));
  const dialog = await screen.findByRole("dialog", { name: "Test the recovery key" });
  for (const [index, group] of [...KEY_GROUPS.entries()].slice(4))
    await user.type(within(dialog).getByLabelText(`Group ${index + 1}`), group);
  clinic.testRecoveryKey = async () => {
    // as a browser blurs a control that becomes disabled
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    throw R.refusal("recoveryKeyWrong");
  };
  await user.click(within(dialog).getByRole("button", { name: "Test the key" }));
  expect(await within(dialog).findByText(/does not open this clinic/)).toBeVisible();
  await waitFor(() => expect(within(dialog).getByRole("button", { name: "Test the key" })).toHaveFocus());
});

it("shows on two pages that the clinic's secret is in a file", async () => {
  showApp({ at: { page: "settings", section: "clinic" }, secretInFile: true });
  const user = userEvent.setup();
  expect(await screen.findByText(/the clinic’s key is in a file/)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Sync" }));
  expect(await screen.findByText(/the clinic’s key is in a file/)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Today" }));
  await user.click(within(await screen.findByRole("alert")).getByRole("button", { name: "Close" }));
  expect(screen.queryByText(/the clinic’s key is in a file/)).toBeNull();
});

it("names the key in a file on Today only to admins", async () => {
  showApp({ secretInFile: true, rights: ["appointments.read", "patients.read", "chart.read"] });
  await screen.findByText("Appointments today");
  expect(screen.queryByText(/the clinic’s key is in a file/)).toBeNull();
});

const openUser = async (item: string) => {
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "More: Bright Osei" }));
  await user.click(await screen.findByRole("menuitem", { name: item, hidden: true }));
  return user;
};

it("has a column for the status only where one is locked or inactive", async () => {
  const { clinic } = showApp({ at: { page: "today" } });
  const { settings } = clinic;
  let isActive = true;
  clinic.settings = async () => {
    const view = await settings();
    return { ...view, users: view.users.map((row) => ({ ...row, isActive, lockedUntil: null })) };
  };
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Settings" }));
  expect(await screen.findByRole("columnheader", { name: "Roles" })).toBeVisible();
  expect(screen.queryByRole("columnheader", { name: "Status" })).toBeNull();
  isActive = false;
  act(() => clinic.emit({ kind: "changed", topics: ["users"], patientIds: [] }));
  expect(await screen.findByRole("columnheader", { name: "Status" })).toBeVisible();
});

it.each([
  ["en", "never on this computer"],
  ["fr", "jamais sur cet ordinateur"],
] as const)("says in %s of a last sign-in that this computer knows its own alone", async (language, words) => {
  showApp({ at: { page: "settings" }, language });
  const cell = await screen.findByRole("cell", { name: words });
  expect(within(cell.closest("tr")!).getByText("Claire Dupont")).toBeVisible();
});

it("unlocks a colleague who is locked out here", async () => {
  const { clinic } = showApp({ at: { page: "today" } });
  const settings = clinic.settings;
  let isLocked = true;
  clinic.settings = async () => {
    const view = await settings();
    const lockedUntil = isLocked ? R.at("10:15") : null;
    return { ...view, users: view.users.map((row) => ({ ...row, lockedUntil })) };
  };
  const unlock = clinic.unlockUser;
  clinic.unlockUser = async (id) => ((isLocked = false), unlock(id));
  await userEvent.click(await screen.findByRole("button", { name: "Settings" }));
  expect((await screen.findAllByText(/^Locked out here until/))[0]).toBeVisible();
  await openUser("Unlock");
  expect(await screen.findByText("Bright Osei can try again")).toBeVisible();
  await waitFor(() => expect(screen.queryByText(/^Locked out here until/)).toBeNull());
});

it("opens the audit entry of the log in which it stands", async () => {
  const { clinic } = showApp({ at: { page: "audit" } });
  const asked: number[][] = [];
  const { auditEntry } = clinic;
  // this computer counts anew under each of its numbers
  clinic.auditPage = async (query) => {
    const entry = auditPage(query).rows[1]!;
    return { rows: [{ ...entry, deviceNumber: 2, action: "sign in" }, entry], next: null };
  };
  clinic.auditEntry = (...of) => (asked.push(of), auditEntry(...of));
  const table = await screen.findByRole("table", { name: "Audit" });
  for (const action of ["Opened a patient", "Signed in"]) {
    const row = within(table).getByText(action).closest("tr")!;
    await userEvent.click(within(row).getByRole("button"));
    await waitFor(() => expect(row).toHaveAttribute("aria-current", "true"));
  }
  expect(asked).toEqual([
    [1, 5],
    [2, 5],
  ]);
  expect(table.querySelectorAll("tbody tr[aria-current]")).toHaveLength(1);
});

it("says which computers have not erased a patient yet", async () => {
  const { clinic } = showApp({ at: { page: "settings", section: "records" } });
  const panel = within(await screen.findByRole("region", { name: "Erased patients" }));
  expect(await panel.findByText("2 of 3 computers have confirmed.")).toBeVisible();
  expect(panel.getByText(/^Computer 3/)).toHaveTextContent(/^Computer 3 last seen .*08:05$/);
  expect(clinic.calls).toContain("erasures");
  await expectAccessible();
});
