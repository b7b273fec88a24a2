import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { AlertForm } from "../../ipc/views";
import * as R from "../../test/records";
import type { Fake, Surroundings } from "../../test/fake-clinic";
import { expectAccessible, showApp } from "../../test/show";
import type { Route } from "../../nav/navigation";

const AT: Route = { page: "alerts" };
const SEARCH = "Name, phone, birth date or file number";

function open(surroundings: Surroundings & { at?: Route; language?: "en" | "fr" } = {}) {
  return { user: userEvent.setup(), ...showApp({ at: AT, ...surroundings }) };
}
const rowOf = async (title: string) => within((await screen.findByText(title)).closest("li")!);
const dialog = async () => within(await screen.findByRole("dialog"));

const CRITICAL: AlertForm = {
  kind: "medical",
  priority: "critical",
  facilityId: "f1",
  departmentId: "dep1",
  roomId: null,
  title: "Oxygen is out",
  description: "",
  expiresAt: null,
};
/** What another computer raised comes with the sync. */
const raise = (clinic: Fake, more: Partial<AlertForm> = {}) =>
  act(async () => void (await clinic.raiseAlert({ ...CRITICAL, ...more })));

describe("the board of alerts", () => {
  it("says how urgent, what, where, since when and whom it calls", async () => {
    open();
    const row = await rowOf("Oxygen supply low");
    expect(row.getByText("High")).toBeVisible();
    expect(row.getByText("Cardiology · Medical")).toBeVisible();
    expect(row.getByText("Level 2 of 3, Head doctor")).toBeVisible();
    expect(row.getByText(/^Acknowledged: Claire Moreau, .* · Next level in/)).toBeVisible();
    expect(screen.queryByText("Smoke in the kitchen")).toBeNull();
    await expectAccessible();
  });
  it("takes an alert on, and ends it with what was done", async () => {
    const { user, clinic } = open();
    const row = await rowOf("Cold room at 9 °C");
    await user.click(row.getByRole("button", { name: "Acknowledge “Cold room at 9 °C”" }));
    await user.click(await row.findByRole("button", { name: "Resolve “Cold room at 9 °C”" }));
    await user.type((await dialog()).getByLabelText("What was done"), "Door shut{Enter}");
    await waitFor(() => expect(screen.queryByText("Cold room at 9 °C")).toBeNull());
    expect(clinic.calls).toContain("resolveAlert");
    await user.click(screen.getByRole("tab", { name: "Over" }));
    expect(await screen.findByText("Cold room at 9 °C")).toBeVisible();
    expect((await rowOf("Smoke in the kitchen")).getByText("Resolved, Abena Mensah")).toBeVisible();
  });
  it("shows each step with its cause beside the list, and escalates now", async () => {
    const { user } = open();
    await user.click(await screen.findByText("Oxygen supply low"));
    const peek = await dialog();
    expect(await peek.findByText("Level 2, Head doctor: nobody had acknowledged")).toBeVisible();
    await user.click(peek.getByRole("button", { name: "Escalate now" }));
    expect(await peek.findByText("Level 3, Admins: escalated")).toBeVisible();
    expect(peek.queryByRole("button", { name: "Escalate now" })).toBeNull();
    await expectAccessible();
  });
  it("cancels only with a reason", async () => {
    const { user } = open();
    await user.click(await screen.findByText("Cold room at 9 °C"));
    await user.click(await (await dialog()).findByRole("button", { name: "Cancel alert" }));
    const asks = within(await screen.findByRole("dialog", { name: "Cancel “Cold room at 9 °C”?" }));
    expect(asks.getByRole("button", { name: "Cancel alert" })).toBeDisabled();
    await user.type(asks.getByLabelText("Why it was raised in error"), "A drill{Enter}");
    await waitFor(() => expect(screen.queryByRole("button", { name: /Cold room/ })).toBeNull());
  });
  it("opens with G L, and says when there is none", async () => {
    const { user } = open({ at: { page: "sync" }, empty: true });
    await screen.findByRole("button", { name: "Alerts, none open" });
    await user.keyboard("gl");
    expect(await screen.findByText("No alerts")).toBeVisible();
  });
});

describe("an alert that is raised", () => {
  it("says what and where, and warns a computer without a connection", async () => {
    const { user, clinic } = open({ sync: { state: "offline" } });
    await user.click(await screen.findByRole("button", { name: "Raise alert" }));
    const form = await dialog();
    expect(
      await form.findByText("You are offline. Others will see this once you reconnect. Phone them."),
    ).toBeVisible();
    expect(form.getByText("No patient names.")).toBeVisible();
    expect(form.getByRole("button", { name: "Raise alert" })).toBeDisabled();
    await user.type(form.getByLabelText("What"), "Lift is stuck");
    await user.click(form.getByRole("radio", { name: "Low" }));
    await expectAccessible();
    await user.click(form.getByRole("button", { name: "Raise alert" }));
    expect(await rowOf("Lift is stuck")).toBeDefined();
    expect((await rowOf("Lift is stuck")).getByText("Low")).toBeVisible();
    expect(await clinic.formDraft({ form: "setting", list: "alerts", id: null })).toBeNull();
  });
  it("says below the field which place is no longer in use", async () => {
    const { user, clinic } = open();
    clinic.refuse("raiseAlert", R.refusal("invalid", { field: "department", reason: "outOfUse" }));
    await user.click(await screen.findByRole("button", { name: "Raise alert" }));
    await user.type(await (await dialog()).findByLabelText("What"), "Lift is stuck{Enter}");
    expect(await screen.findByText("This is no longer in use. Choose another.")).toBeVisible();
  });
});

describe("a critical alert", () => {
  afterEach(() => vi.unstubAllGlobals());
  it("is under every header, sounds, and leaves the focus alone", async () => {
    const played = vi.fn();
    vi.stubGlobal("AudioContext", soundless(played));
    const { user, clinic } = open({ at: { page: "patients" } });
    const search = await screen.findByLabelText(SEARCH);
    await user.type(search, "oka");
    await raise(clinic);
    const banner = within(await screen.findByRole("alert"));
    expect(banner.getByText(/^Critical: Oxygen is out, Cardiology, /)).toBeVisible();
    expect(search).toHaveFocus();
    expect(played).toHaveBeenCalledTimes(1);
    await expectAccessible();
    await user.keyboard("for");
    expect(search).toHaveValue("okafor");
    await user.keyboard("{Control>}{Shift>}a{/Shift}{/Control}");
    await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
    expect(search).toHaveFocus();
    expect(clinic.calls).toContain("acknowledgeAlert");
  });
  it("is mute on this computer for ten minutes, and stays open", async () => {
    const { user, clinic } = open();
    await raise(clinic);
    await user.click(await screen.findByRole("button", { name: "Mute here 10 min" }));
    expect(screen.queryByRole("alert")).toBeNull();
    expect(await screen.findByText("Oxygen is out")).toBeVisible();
    expect(clinic.calls).not.toContain("acknowledgeAlert");
  });
  it("shows and sounds though an earlier one is mute", async () => {
    const played = vi.fn();
    vi.stubGlobal("AudioContext", soundless(played));
    const { user, clinic } = open({ at: { page: "patients" } });
    await raise(clinic);
    await user.click(await screen.findByRole("button", { name: "Mute here 10 min" }));
    expect(screen.queryByRole("alert")).toBeNull();
    await raise(clinic, { title: "Fire in the store" });
    const banner = within(await screen.findByRole("alert"));
    expect(banner.getByText(/^Critical: Fire in the store, /)).toBeVisible();
    expect(banner.queryByText(/other/)).toBeNull();
    expect(played).toHaveBeenCalledTimes(2);
    await user.click(banner.getByRole("button", { name: "Mute here 10 min" }));
    expect(screen.queryByRole("alert")).toBeNull();
  });
  it("has no word on the lock screen but that it waits", async () => {
    const { clinic } = open({ stage: "locked" });
    await screen.findByLabelText("Password");
    expect(screen.queryByText(/critical alert/)).toBeNull();
    await raise(clinic);
    expect(await screen.findByText("A critical alert is waiting. Sign in to read it.")).toBeVisible();
    expect(document.body.textContent).not.toMatch(/Oxygen|Cardiology/);
    await expectAccessible();
  });
});

describe("who may not see alerts", () => {
  it("has neither bell, page, banner nor palette line", async () => {
    const { user, clinic } = open({ at: { page: "patients" }, rights: ["patients.read", "appointments.read"] });
    await raise(clinic);
    await screen.findByLabelText(SEARCH);
    expect(screen.queryByRole("button", { name: /Alerts/ })).toBeNull();
    expect(screen.queryByRole("alert")).toBeNull();
    await user.keyboard("gl");
    expect(screen.queryByText("Raise alert")).toBeNull();
    await user.keyboard("{Control>}k{/Control}");
    await user.type(await screen.findByPlaceholderText("Find a patient or action"), "alert");
    expect(screen.queryByRole("button", { name: /Alerts/ })).toBeNull();
    for (const asked of ["alerts", "alertWatch", "alert"]) expect(clinic.calls).not.toContain(asked);
  });
  it("is led to the board at once where that is all they see", async () => {
    open({ at: { page: "today" }, rights: ["alerts.read", "alerts.write", "alerts.oversee", "sync.run"] });
    expect(await screen.findByText("Oxygen supply low")).toBeVisible();
  });
  it("reads in French, too", async () => {
    open({ language: "fr" });
    expect((await rowOf("Oxygen supply low")).getByText(/^Niveau 2 sur 3, Chef de service/)).toBeVisible();
    await expectAccessible();
  });
});

/** An audio system that plays nothing and says how often it was asked. */
function soundless(played: () => void) {
  const node = {
    gain: { setValueAtTime: () => undefined, exponentialRampToValueAtTime: () => undefined },
    frequency: { value: 0 },
    connect: (to: unknown) => to,
    start: () => played(),
    stop: () => undefined,
    onended: null,
  };
  return class {
    currentTime = 0;
    destination = node;
    createOscillator = () => node;
    createGain = () => node;
    close = () => Promise.resolve();
  };
}
