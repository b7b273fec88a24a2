import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { App } from "../../app/App";
import { fakeClinic, KEY_GROUPS, PASSWORD } from "../../test/fake-clinic";
import { refusal } from "../../test/records";
import { expectAccessible, showApp } from "../../test/show";

it("signs in from the keyboard alone: first letters, password", async () => {
  showApp({ stage: "locked" });
  const user = userEvent.setup();
  await screen.findByRole("heading", { name: "Ring Road Clinic" });
  await user.keyboard("abe{Tab}");
  await user.type(screen.getByLabelText("Password"), `${PASSWORD}{Enter}`);
  expect(await screen.findByRole("navigation", { name: "Main" })).toBeVisible();
});

it("says how many tries are left, and when the lock ends", async () => {
  showApp({ stage: "locked" });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: /Abena Mensah/ }));
  for (let tries = 0; tries < 4; tries += 1) await user.type(screen.getByLabelText("Password"), "wrong{Enter}");
  expect(await screen.findByText("Not right. 1 try left.")).toBeVisible();
  await user.type(screen.getByLabelText("Password"), "wrong{Enter}");
  expect(await screen.findByText(/Locked until 10:15/)).toBeVisible();
});

it("says on a page of its own why the clinic cannot be opened", async () => {
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
  clinic.tell({ kind: "locked", hasSaved: true });
  expect(await screen.findByText("Your note is saved.")).toBeVisible();
  expect(screen.queryByText("Appointments today")).toBeNull();
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
  expect(screen.getByRole("button", { name: "Make the clinic" })).toBeDisabled();
  await user.type(screen.getByLabelText("Password again"), PASSWORD);
  await user.click(screen.getByRole("button", { name: "Make the clinic" }));

  expect(await screen.findByText(KEY_GROUPS[0]!)).toBeVisible();
  expect(screen.queryByRole("button", { name: /copy/i })).toBeNull();
  await user.click(screen.getByRole("button", { name: "Save to USB" }));
  await user.click(screen.getByRole("button", { name: "I have the paper" }));

  expect(screen.queryByText(KEY_GROUPS[0]!)).toBeNull();
  for (const [index, group] of KEY_GROUPS.entries()) await user.type(screen.getByLabelText(`Group ${index + 1}`), index === 4 ? "XXXX" : group);
  await user.tab();
  expect(await screen.findByText("Group 5 does not match the paper")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Test the key" }));
  expect(await screen.findByText(/does not open this clinic/)).toBeVisible();
  await user.clear(screen.getByLabelText("Group 5"));
  await user.type(screen.getByLabelText("Group 5"), KEY_GROUPS[4]!);
  await user.click(screen.getByRole("button", { name: "Test the key" }));
  expect(await screen.findByText(/Tested by Abena Mensah/)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Next" }));
  await user.click(screen.getByRole("button", { name: "Work without a server for now" }));
  await user.click(screen.getByRole("button", { name: "Open the clinic" }));
  expect(await screen.findByRole("navigation", { name: "Main" })).toBeVisible();
  expect(clinic.calls).toContain("testRecoveryKey");
});

it("cannot be passed by pasting the key", async () => {
  showApp({ stage: "firstRun" });
  const user = userEvent.setup();
  await user.type(await screen.findByLabelText("Name of the clinic"), "A");
  await user.click(screen.getByRole("button", { name: "Next" }));
  for (const [label, text] of [["First name", "A"], ["Last name", "M"], ["User name", "abena"], ["Password", PASSWORD], ["Password again", PASSWORD]] as const) await user.type(screen.getByLabelText(label), text);
  await user.click(screen.getByRole("button", { name: "Make the clinic" }));
  await user.click(await screen.findByRole("button", { name: "Save to USB" }));
  await user.click(screen.getByRole("button", { name: "I have the paper" }));
  await user.click(screen.getByLabelText("Group 1"));
  await user.paste(KEY_GROUPS[0]!);
  expect(screen.getByLabelText("Group 1")).toHaveValue("");
});

it.each(["locked", "firstRun"] as const)("is accessible when %s", async (stage) => {
  showApp({ stage });
  await waitFor(() => expect(screen.getByRole("heading", { level: 1 })).toBeVisible());
  await expectAccessible();
});
