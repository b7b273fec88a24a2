import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { PortalAccountView } from "../../../ipc/views";
import * as R from "../../../test/records";
import { expectAccessible, showApp } from "../../../test/show";

const CONTACT = { page: "patient", id: "p1", tab: "contact" } as const;
const TOKEN = "0123-4567-89AB-CDEF-GHJK-MNPQ-RS";

const panel = async () => within(await screen.findByRole("region", { name: "Portal" }));

/** Invites Mary by keys alone, and closes what shows the tokens. */
async function invite(user: ReturnType<typeof userEvent.setup>) {
  (await screen.findByRole("button", { name: "Invite to the portal" })).focus();
  await user.keyboard("{Enter}");
  const dialog = within(await screen.findByRole("dialog"));
  await user.click(dialog.getByRole("checkbox", { name: "Visits" }));
  await user.click(dialog.getByRole("button", { name: "Invite" }));
  await user.click(await screen.findByRole("button", { name: "I have passed them on" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
}

describe("the portal account of a patient", () => {
  it("is made by an invitation whose tokens are shown once", async () => {
    const { clinic } = showApp({ at: CONTACT });
    const user = userEvent.setup();
    const sent: unknown[] = [];
    const asked = clinic.inviteToPortal;
    clinic.inviteToPortal = async (form) => (sent.push(form), asked(form));
    (await screen.findByRole("button", { name: "Invite to the portal" })).focus();
    await user.keyboard("{Enter}");
    const dialog = await screen.findByRole("dialog");
    expect(dialog).toHaveTextContent("Mary Okafor · 12 Mar 1992 · File 000482");
    await user.click(within(dialog).getByRole("checkbox", { name: "Plans" }));
    await expectAccessible();
    await user.click(within(dialog).getByRole("button", { name: "Invite" }));
    expect(await screen.findByText(TOKEN)).toBeVisible();
    expect(screen.getByText("TVWX-YZ01-2345-6789")).toBeVisible();
    // Escape does not close the dialog, which would lose the tokens
    await user.keyboard("{Escape}");
    expect(screen.getByText(TOKEN)).toBeVisible();
    await expectAccessible();
    await user.click(screen.getByRole("button", { name: "I have passed them on" }));
    await waitFor(() => expect(screen.queryByText(TOKEN)).toBeNull());
    const shows = { visits: false, plans: true, measurements: false, documents: false };
    expect(sent).toEqual([{ patientId: "p1", seen: null, shows }]);
    expect((await panel()).getByText("Invited")).toBeVisible();
    expect((await panel()).getByRole("checkbox", { name: "Plans" })).toBeChecked();
  });

  it("says why nobody was invited, and leaves what was ticked", async () => {
    const { clinic } = showApp({ at: CONTACT });
    const user = userEvent.setup();
    clinic.refuse("inviteToPortal", R.refusal("changedMeanwhile"));
    await user.click(await screen.findByRole("button", { name: "Invite to the portal" }));
    const dialog = within(await screen.findByRole("dialog"));
    await user.click(dialog.getByRole("checkbox", { name: "Visits" }));
    await user.click(dialog.getByRole("button", { name: "Invite" }));
    expect(await dialog.findByText(/Someone changed this record/)).toBeVisible();
    expect(dialog.getByRole("checkbox", { name: "Visits" })).toBeChecked();
  });

  it("is closed, and that can be undone", async () => {
    const { clinic } = showApp({ at: CONTACT });
    const user = userEvent.setup();
    await invite(user);
    const sent: unknown[] = [];
    const change = clinic.changePortalAccount;
    clinic.changePortalAccount = async (of) => (sent.push(of), change(of));
    await user.click(await screen.findByRole("button", { name: "More: portal account" }));
    await user.click(await screen.findByRole("menuitem", { name: "Close account", hidden: true }));
    expect(await (await panel()).findByText("Closed")).toBeVisible();
    expect((await panel()).queryByRole("checkbox")).toBeNull();
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    expect(await (await panel()).findByText("Invited")).toBeVisible();
    expect(sent).toEqual([
      { id: "pa1", seen: "1", status: "closed" },
      { id: "pa1", seen: "1+", status: "invited" },
    ]);
  });

  it("shows what is ticked, against the version that was read", async () => {
    const { clinic } = showApp({ at: CONTACT });
    const user = userEvent.setup();
    await invite(user);
    const sent: unknown[] = [];
    const choose = clinic.choosePortalContents;
    clinic.choosePortalContents = async (edit) => (sent.push(edit), choose(edit));
    const box = (await panel()).getByRole("checkbox", { name: "Documents" });
    box.focus();
    await user.keyboard(" ");
    await waitFor(() => expect(box).toBeChecked());
    const loaded = { visits: true, plans: false, measurements: false, documents: false };
    expect(sent).toEqual([{ id: "pa1", seen: "1", loaded, form: { ...loaded, documents: true } }]);
  });

  it("is never said to be none while it may be missing", async () => {
    const { clinic } = showApp({ at: CONTACT });
    const read = clinic.patient;
    clinic.patient = async (id) => ({ ...(await read(id)), portal: { state: "unsure", account: null } });
    expect(await (await panel()).findByText("Chart not all here yet")).toBeVisible();
    expect((await panel()).queryByText("No account")).toBeNull();
    expect((await panel()).queryByRole("button")).toBeNull();
  });

  it("about which two people disagree says that nothing is shown", async () => {
    const { clinic } = showApp({ at: CONTACT });
    const read = clinic.patient;
    const made = await clinic.inviteToPortal({
      patientId: "p1",
      seen: null,
      shows: { visits: true, plans: false, measurements: false, documents: false },
    });
    const account: PortalAccountView = { ...made.account, status: "active" };
    clinic.patient = async (id) => ({ ...(await read(id)), portal: { state: "unsure", account } });
    expect(await (await panel()).findByText("Cannot be told")).toBeVisible();
    expect((await panel()).getByText(/the portal shows nothing/)).toBeVisible();
  });

  it("is read without the right to change it", async () => {
    showApp({ at: CONTACT, rights: ["patients.read"] });
    expect(await (await panel()).findByText("No account")).toBeVisible();
    expect(screen.queryByRole("button", { name: "Invite to the portal" })).toBeNull();
  });
});
