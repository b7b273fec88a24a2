import { act, cleanup, render, screen, waitFor, within } from "@testing-library/react";
import userEvent, { type UserEvent } from "@testing-library/user-event";
import { expect, it } from "vitest";
import { App } from "../../app/App";
import type { NewClinic } from "../../ipc/views";
import { fakeClinic, KEY_GROUPS, PASSWORD } from "../../test/fake-clinic";
import { refusal } from "../../test/records";
import { expectAccessible, showApp } from "../../test/show";

/** The groups before it are the same for every key and are not asked for. */
const ASKED_FROM = 4;

async function typeAdmin(user: UserEvent) {
  for (const [label, text] of [
    ["First name", "A"],
    ["Last name", "M"],
    ["User name", "abena"],
    ["Password", PASSWORD],
    ["Password again", PASSWORD],
  ] as const)
    await user.type(screen.getByLabelText(label), text);
  await user.click(screen.getByRole("button", { name: "Create clinic" }));
}

it("signs in from the keyboard alone: first letters, password", async () => {
  showApp({ stage: "locked" });
  const user = userEvent.setup();
  await screen.findByRole("heading", { name: "Ring Road Clinic" });
  await user.keyboard("abe{Tab}");
  await user.type(screen.getByLabelText("Password"), `${PASSWORD}{Enter}`);
  expect(await screen.findByRole("navigation", { name: "Main" })).toBeVisible();
});

it("says before and after a sign-in that the file is an older copy", async () => {
  showApp({ stage: "locked", fileAlarm: "older" });
  const user = userEvent.setup();
  expect(await screen.findByRole("alert")).toHaveTextContent(/An older copy of the clinic’s file/);
  await expectAccessible();
  await user.click(screen.getByRole("button", { name: /Abena Mensah/ }));
  await user.type(screen.getByLabelText("Password"), `${PASSWORD}{Enter}`);
  expect(await screen.findByRole("navigation", { name: "Main" })).toBeVisible();
  expect(screen.getByRole("alert")).toHaveTextContent(/You can go on working/);
});

it("lets an admin end the warning about an older file, with a reason", async () => {
  const { clinic } = showApp({ fileAlarm: "older" });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Go on from this file" }));
  const dialog = await screen.findByRole("dialog", { name: "Go on from the clinic’s file as it is?" });
  expect(dialog).toHaveTextContent(/What is not in it does not come back/);
  expect(within(dialog).getByRole("button", { name: "Accept the file" })).toBeDisabled();
  await expectAccessible();
  await user.type(within(dialog).getByLabelText("Reason"), "Monday’s copy was put back{Enter}");
  await waitFor(() => expect(screen.queryByText(/An older copy of the clinic’s file/)).toBeNull());
  expect(clinic.calls).toContain("acceptFile");
  expect(await screen.findByText(/The file is accepted/)).toBeVisible();
});

it("offers that to no user who may not decide about computers", async () => {
  showApp({ fileAlarm: "older", rights: ["patients.read", "appointments.read"] });
  expect(await screen.findByRole("alert")).toHaveTextContent(/An older copy/);
  expect(screen.queryByRole("button", { name: "Go on from this file" })).toBeNull();
});

it("names what an admin has to do again, to an admin alone", async () => {
  const lost = { fileAlarm: "lostChanges" as const, lostActions: ["add role", ""] };
  const words = "Added a role · Changed staff, roles, keys or computers. Everything else is safe. Do this again.";
  showApp(lost);
  expect(await screen.findByRole("alert")).toHaveTextContent(words);
  await expectAccessible();
  cleanup();
  showApp({ ...lost, rights: ["patients.read", "appointments.read"] });
  expect(await screen.findByRole("alert")).not.toHaveTextContent("Added a role");
});

it("says that the disk is full until there is room again", async () => {
  const { clinic } = showApp({ isDiskFull: true });
  expect(await screen.findByRole("alert")).toHaveTextContent(/The disk of this computer is full/);
  await expectAccessible();
  const start = clinic.start;
  clinic.start = async () => {
    const view = await start();
    return { ...view, file: view.file && { ...view.file, isDiskFull: false } };
  };
  act(() => clinic.emit({ kind: "diskChanged" }));
  await waitFor(() => expect(screen.queryByText(/The disk of this computer is full/)).toBeNull());
});

it("says how many tries are left, and when the lock ends", async () => {
  showApp({ stage: "locked" });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: /Abena Mensah/ }));
  for (let tries = 0; tries < 4; tries += 1) await user.type(screen.getByLabelText("Password"), "wrong{Enter}");
  expect(await screen.findByText("Wrong password. 1 try left.")).toBeVisible();
  await user.type(screen.getByLabelText("Password"), "wrong{Enter}");
  expect(await screen.findByText(/Locked until 10:15/)).toBeVisible();
});

it("shows on a page of its own why the clinic cannot be opened", async () => {
  const clinic = fakeClinic();
  clinic.refuse("start", refusal("fileDamaged"));
  render(<App clinic={clinic} />);
  expect(await screen.findByText(/file on this computer is damaged/)).toBeVisible();
  await expectAccessible();
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByRole("navigation", { name: "Main" })).toBeVisible();
});

it("shows nothing of the page once it is locked", async () => {
  const { clinic } = showApp();
  await screen.findByText("Appointments today");
  clinic.emit({ kind: "locked", hasSaved: true, cause: null });
  expect(await screen.findByText("Your note is saved.")).toBeVisible();
  expect(screen.queryByText("Appointments today")).toBeNull();
});

it.each([
  ["passwordReplaced", "An admin gave you another password."],
  ["fileAltered", "The clinic’s file was changed from outside this program."],
] as const)("says why it was locked: %s", async (cause, words) => {
  const { clinic } = showApp();
  await screen.findByText("Appointments today");
  clinic.emit({ kind: "locked", hasSaved: false, cause });
  expect(await screen.findByRole("alert")).toHaveTextContent(words);
  await expectAccessible();
  await userEvent.click(screen.getByRole("button", { name: /Abena Mensah/ }));
  await userEvent.type(screen.getByLabelText("Password"), `${PASSWORD}{Enter}`);
  await screen.findByText("Appointments today");
  await userEvent.keyboard("{Control>}l{/Control}");
  expect(await screen.findByLabelText("Password")).toBeVisible();
  expect(screen.queryByText(words)).toBeNull();
});

it("shows the clinic’s own time before a user has signed in", async () => {
  showApp({ stage: "locked", timeZone: "Pacific/Kiritimati" });
  await screen.findByRole("heading", { name: "Ring Road Clinic" });
  const there = new Intl.DateTimeFormat("en-GB", {
    timeZone: "Pacific/Kiritimati",
    hour: "2-digit",
    minute: "2-digit",
  });
  expect([there.format(Date.now() - 60_000), there.format(Date.now())]).toContain(
    screen.getByText(/^\d\d:\d\d$/).textContent,
  );
});

it("passes first run only when the typed key has opened the clinic", async () => {
  const { clinic } = showApp({ stage: "firstRun" });
  const user = userEvent.setup();
  await user.type(await screen.findByLabelText("Name of the clinic"), "Ring Road Clinic");
  await user.click(screen.getByRole("button", { name: "Next" }));
  await user.type(screen.getByLabelText("First name"), "Abena");
  await user.type(screen.getByLabelText("Last name"), "Mensah");
  await user.type(screen.getByLabelText("User name"), "abena");
  await user.type(screen.getByLabelText("Password"), PASSWORD);
  expect(screen.getByRole("button", { name: "Create clinic" })).toBeDisabled();
  await user.type(screen.getByLabelText("Password again"), PASSWORD);
  await user.click(screen.getByRole("button", { name: "Create clinic" }));

  expect(await screen.findByText(KEY_GROUPS[0]!)).toBeVisible();
  expect(screen.queryByRole("button", { name: /copy/i })).toBeNull();
  clinic.printRecoverySheet = async () => "noPrinter";
  await user.click(screen.getByRole("button", { name: "Print" }));
  expect(await screen.findByText(/Write the key down group by group/)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Save to USB" }));
  await user.click(screen.getByRole("button", { name: "I have the paper" }));

  expect(screen.queryByText(KEY_GROUPS[ASKED_FROM]!)).toBeNull();
  expect(screen.getByText("EY-1")).toBeVisible();
  expect(screen.queryByLabelText("Group 4")).toBeNull();
  for (const [index, group] of KEY_GROUPS.entries())
    if (index >= ASKED_FROM)
      await user.type(screen.getByLabelText(`Group ${index + 1}`), index === ASKED_FROM ? "XXXX" : group);
  await user.tab();
  expect(await screen.findByText("Group 5 does not match the paper")).toBeVisible();
  // a correct group is accepted, although its last letter moves the focus to the next field
  expect(screen.getAllByText(/does not match the paper/)).toHaveLength(1);
  await user.click(screen.getByRole("button", { name: "Test the key" }));
  expect(await screen.findByText(/does not open this clinic/)).toBeVisible();
  await user.clear(screen.getByLabelText("Group 5"));
  await user.type(screen.getByLabelText("Group 5"), KEY_GROUPS[4]!);
  await user.click(screen.getByRole("button", { name: "Test the key" }));
  expect(await screen.findByText(/Tested by Abena Mensah/)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Next" }));
  await user.click(screen.getByRole("button", { name: "Work without a server for now" }));
  expect(screen.getByText(/give yourself or a colleague the role Dietitian/)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Open the clinic" }));
  expect(await screen.findByRole("navigation", { name: "Main" })).toBeVisible();
  expect(clinic.calls).toContain("testRecoveryKey");
});

it("asks for the currency, that of the time zone until another is chosen", async () => {
  const { clinic } = showApp({ stage: "firstRun" });
  const user = userEvent.setup();
  const made: NewClinic[] = [];
  const { createClinic } = clinic;
  clinic.createClinic = async (form) => (made.push(form), createClinic(form));
  await user.type(await screen.findByLabelText("Name of the clinic"), "A");
  const zone = screen.getByRole("combobox", { name: "Time zone" });
  const currency = screen.getByRole("combobox", { name: "Currency" });
  const toZone = async (text: string) => (await user.clear(zone), await user.type(zone, text));
  await toZone("Africa/Accra");
  expect(currency).toHaveValue("GHS, Ghanaian Cedi");
  await user.click(currency);
  await user.clear(currency);
  await user.type(currency, "us dollar");
  await user.click(await screen.findByRole("option", { name: "USD, US Dollar", hidden: true }));
  await toZone("Europe/Paris");
  expect(currency).toHaveValue("USD, US Dollar");
  await expectAccessible();
  await user.click(screen.getByRole("button", { name: "Next" }));
  await typeAdmin(user);
  await screen.findByText(KEY_GROUPS[0]!);
  expect(made).toMatchObject([{ timeZone: "Europe/Paris", currency: "USD" }]);
});

it("asks for the password where the clinic locked during the last steps", async () => {
  const { clinic } = showApp({ stage: "firstRun" });
  await screen.findByLabelText("Name of the clinic");
  act(() => clinic.emit({ kind: "locked", hasSaved: false, cause: null }));
  await userEvent.type(await screen.findByLabelText("User name"), "abena");
  await userEvent.type(screen.getByLabelText("Password"), `${PASSWORD}{Enter}`);
  expect(await screen.findByRole("navigation", { name: "Main" })).toBeVisible();
});

it("shows the test by the clock of the clinic, and goes on with Enter", async () => {
  showApp({ stage: "firstRun" });
  const user = userEvent.setup();
  await user.type(await screen.findByLabelText("Name of the clinic"), "A");
  const zone = screen.getByRole("combobox", { name: "Time zone" });
  await user.clear(zone);
  await user.type(zone, "Asia/Kathmandu ");
  await user.click(screen.getByRole("button", { name: "Next" }));
  await typeAdmin(user);
  // neither a printer nor a drive is needed
  expect(await screen.findByText("Print, save or write down the key first.")).toBeVisible();
  expect(screen.getByRole("button", { name: "I have the paper" })).toBeDisabled();
  await user.click(screen.getByRole("button", { name: "Write it down" }));
  expect(screen.getByText(/Write each group with its number on paper/)).toBeVisible();
  await expectAccessible();
  await user.click(screen.getByRole("button", { name: "I have the paper" }));
  for (const [index, group] of KEY_GROUPS.entries())
    if (index >= ASKED_FROM) await user.type(screen.getByLabelText(`Group ${index + 1}`), group);
  await user.click(screen.getByRole("button", { name: "Test the key" }));
  // 09:00 UTC
  expect(await screen.findByText(/Tested by Abena Mensah on 20 Nov 2026, 14:45/)).toBeVisible();
  await waitFor(() => expect(screen.getByRole("button", { name: "Next" })).toHaveFocus());
  await user.keyboard("{Enter}");
  expect(await screen.findByLabelText("Address")).toHaveFocus();
  await user.click(screen.getByRole("button", { name: "Work without a server for now" }));
  expect(screen.getByRole("button", { name: "Open the clinic" })).toHaveFocus();
});

it("cannot be passed by pasting the key", async () => {
  showApp({ stage: "firstRun" });
  const user = userEvent.setup();
  await user.type(await screen.findByLabelText("Name of the clinic"), "A");
  await user.click(screen.getByRole("button", { name: "Next" }));
  await typeAdmin(user);
  await user.click(await screen.findByRole("button", { name: "Save to USB" }));
  await user.click(screen.getByRole("button", { name: "I have the paper" }));
  await user.click(screen.getByLabelText("Group 5"));
  await user.paste(KEY_GROUPS[ASKED_FROM]);
  expect(screen.getByLabelText("Group 5")).toHaveValue("");
});

it.each(["locked", "firstRun"] as const)("is accessible when %s", async (stage) => {
  showApp({ stage });
  await waitFor(() => expect(screen.getByRole("heading", { level: 1 })).toBeVisible());
  await expectAccessible();
});

it("names what went with its count where another program edited the file", async () => {
  const visits = { patient: null, what: "visit", damaged: 0, missing: 2 };
  showApp({ stage: "locked", fileAlarm: "edited", missing: [visits] });
  expect(await screen.findByRole("alert")).toHaveTextContent(/Visits: .*2/);
  await expectAccessible();
});
