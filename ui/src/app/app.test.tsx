import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { NeedRow } from "../ipc/views";
import { at, DAY, NAMES } from "../test/records";
import { PASSWORD } from "../test/fake-clinic";
import { expectAccessible, showApp } from "../test/show";

describe("the frame", () => {
  it("shows only pages that exist and that the role may open", async () => {
    showApp({ rights: ["patients.read", "appointments.read"] });
    const nav = await screen.findByRole("navigation", { name: "Main" });
    await screen.findByText("Appointments today");
    expect(
      within(nav)
        .getAllByRole("button")
        .map((row) => row.getAttribute("aria-label")),
    ).toEqual(["Today", "Patients", "Diary", "Arrivals"]);
  });
  it("speaks French when asked", async () => {
    showApp({ language: "fr" });
    expect(await screen.findByRole("button", { name: "Agenda" })).toBeVisible();
    expect(document.documentElement.lang).toBe("fr");
  });
  it("finds a patient from anywhere by keyboard", async () => {
    showApp();
    const user = userEvent.setup();
    await screen.findByText("Appointments today");
    await user.keyboard("{Control>}k{/Control}");
    await user.type(await screen.findByRole("textbox", { name: "Find a patient or action" }), "eze");
    await screen.findByText("5 May 1987 · File 000488");
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("heading", { level: 1, name: "Chinwe Eze" })).toBeVisible();
  });
  it("takes by Enter what the text finds now, not what it found before", async () => {
    const { clinic } = showApp();
    const user = userEvent.setup();
    await screen.findByText("Appointments today");
    await user.keyboard("{Control>}k{/Control}");
    const field = await screen.findByRole("textbox", { name: "Find a patient or action" });
    const { searchPatients } = clinic;
    let arrive = () => {};
    clinic.searchPatients = async (text, limit) => {
      if (text !== "e") await new Promise<void>((resolve) => (arrive = resolve));
      return await searchPatients(text, limit);
    };
    await user.type(field, "e");
    await screen.findAllByText(/· File/);
    expect(screen.queryAllByRole("button", { name: /· File/ })[0]).not.toHaveTextContent("Chinwe Eze");
    await user.type(field, "ze{Enter}");
    expect(field).toHaveValue("eze");
    act(() => arrive());
    expect(await screen.findByRole("heading", { level: 1, name: "Chinwe Eze" })).toBeVisible();
  });
  it("takes nothing by an Enter after which the text was changed", async () => {
    const { clinic } = showApp();
    const user = userEvent.setup();
    await screen.findByText("Appointments today");
    await user.keyboard("{Control>}k{/Control}");
    const field = await screen.findByRole("textbox", { name: "Find a patient or action" });
    const { searchPatients } = clinic;
    let arrive = () => {};
    clinic.searchPatients = async (text, limit) => {
      await new Promise<void>((resolve) => (arrive = resolve));
      return await searchPatients(text, limit);
    };
    await user.type(field, "ez{Enter}e");
    act(() => arrive());
    await screen.findByText("5 May 1987 · File 000488");
    expect(field).toHaveValue("eze");
    expect(screen.queryByRole("heading", { level: 1, name: "Chinwe Eze" })).toBeNull();
    await user.keyboard("{Escape}");
  });
  it.each([
    ["reg", "New patient"],
    ["book", "New appointment"],
    ["calendar", "Open Diary"],
    ["visit", "Open Today"],
  ])("finds by '%s' the action %s", async (typed, action) => {
    showApp({ at: { page: "patients" } });
    const user = userEvent.setup();
    await screen.findByText("14 patients, sorted by family name");
    await user.keyboard("{Control>}k{/Control}");
    await user.type(await screen.findByRole("textbox", { name: "Find a patient or action" }), typed);
    expect(await screen.findByRole("button", { name: new RegExp(`^${action}`) })).toBeVisible();
    await user.keyboard("{Escape}");
  });
  it("moves the focus to the new page when the old one is gone", async () => {
    showApp({ at: { page: "patients" } });
    const user = userEvent.setup();
    await user.click(await screen.findByRole("button", { name: "Wilhelmina Schlüter-Grünewald" }));
    await screen.findByRole("heading", { level: 1, name: "Wilhelmina Schlüter-Grünewald" });
    expect(screen.getByRole("main")).toHaveFocus();
  });
  it.each([
    [1440, true, false, false],
    [1280, false, false, false],
    [1024, false, true, false],
    [900, false, true, true],
  ])("leaves out or puts below what has no room at %i pixels", async (width, isWide, isTight, isNarrow) => {
    window.innerWidth = width;
    showApp();
    await screen.findByText("Appointments today");
    const has = (name: string) => document.documentElement.hasAttribute(`data-${name}`);
    expect(["wide", "tight", "narrow"].map(has)).toEqual([isWide, isTight, isNarrow]);
    window.innerWidth = 1024;
  });
  it("goes to a page by two letters, from a choice too, but not while typing", async () => {
    showApp();
    const user = userEvent.setup();
    await screen.findByText("Appointments today");
    await user.keyboard("gd");
    await user.click(await screen.findByRole("radio", { name: "Week" }));
    await user.keyboard("gp");
    const search = await screen.findByLabelText("Name, phone, birth date or file number");
    await user.type(search, "gd");
    expect(screen.getByRole("heading", { level: 1, name: "Patients" })).toBeVisible();
  });
  it("locks by key and forgets the page", async () => {
    const { clinic } = showApp();
    await screen.findByText("Appointments today");
    await userEvent.keyboard("{Control>}l{/Control}");
    expect(await screen.findByLabelText("Password")).toBeVisible();
    expect(clinic.calls).toContain("lock");
  });
  it("is blank before it locks and until the program has answered", async () => {
    const { clinic } = showApp();
    const drawn = await screen.findByText("Appointments today");
    const shown: boolean[] = [];
    const { lock, start } = clinic;
    clinic.lock = async () => {
      shown.push(!document.body.hidden);
      return lock();
    };
    let answer = () => {};
    const answered = new Promise<void>((resolve) => (answer = resolve));
    clinic.start = async () => (await answered, start());
    await userEvent.keyboard("{Control>}l{/Control}");
    await waitFor(() => expect(drawn).not.toBeInTheDocument());
    expect(shown).toEqual([false]);
    expect(screen.queryByRole("main")).toBeNull();
    answer();
    await waitFor(() => expect(screen.getByLabelText("Password")).toHaveFocus());
    expect(screen.getByLabelText("Password")).toBeVisible();
  });
  it("is blank at once when the program locks, and while it is loaded again", async () => {
    const { clinic } = showApp();
    const drawn = await screen.findByText("Appointments today");
    window.dispatchEvent(new Event("pagehide"));
    expect(drawn).not.toBeVisible();
    window.dispatchEvent(new Event("pageshow"));
    expect(drawn).toBeVisible();
    clinic.start = () => new Promise(() => {});
    act(() => clinic.emit({ kind: "locked", hasSaved: false, cause: null }));
    expect(drawn).not.toBeInTheDocument();
    expect(screen.queryByRole("main")).toBeNull();
  });
  it("closes the search that was open when the program locked", async () => {
    const { clinic } = showApp();
    await screen.findByText("Appointments today");
    await userEvent.keyboard("{Control>}k{/Control}");
    await screen.findByRole("dialog");
    await clinic.lock();
    act(() => clinic.emit({ kind: "locked", hasSaved: false, cause: null }));
    await userEvent.type(await screen.findByLabelText("Password"), `${PASSWORD}{Enter}`);
    await screen.findByText("Appointments today");
    expect(screen.queryByRole("dialog")).toBeNull();
  });
  it("leads back to where the same user was, and nobody else", async () => {
    const { clinic } = showApp();
    await userEvent.click(await screen.findByRole("button", { name: "Continue" }));
    await screen.findByLabelText("Assessment");
    await userEvent.keyboard("{Control>}l{/Control}");
    expect(await screen.findByLabelText("User name")).toHaveValue("abena");
    await waitFor(() => expect(screen.getByLabelText("Password")).toHaveFocus());
    await userEvent.keyboard(`${PASSWORD}{Enter}`);
    expect(await screen.findByLabelText("Assessment")).toBeVisible();
    await userEvent.keyboard("{Control>}l{/Control}");
    await userEvent.clear(await screen.findByLabelText("User name"));
    const session = {
      ...(await clinic.signIn("bright", PASSWORD)),
      userId: "u2",
      username: "bright",
      name: "Bright Osei",
    };
    const { start } = clinic;
    clinic.signIn = async () => session;
    clinic.start = async () => ({ ...(await start()), session });
    await userEvent.type(screen.getByLabelText("User name"), "bright");
    await userEvent.type(screen.getByLabelText("Password"), `${PASSWORD}{Enter}`);
    expect(await screen.findByText("Appointments today")).toBeVisible();
  });
  it("begins at Today after signing out", async () => {
    showApp({ at: { page: "patients" } });
    await userEvent.click(await screen.findByRole("button", { name: "User menu: Abena Mensah" }));
    await userEvent.click(await screen.findByRole("menuitem", { name: "Sign out", hidden: true }));
    await userEvent.type(await screen.findByLabelText("Password"), `${PASSWORD}{Enter}`);
    expect(await screen.findByText("Appointments today")).toBeVisible();
  });
  it("goes by F6 from the menu to the note, to the previous note, and around", async () => {
    showApp({ at: { page: "visit", id: "v2" } });
    await screen.findByText(/peanut allergy confirmed/);
    const pane = () => document.activeElement?.closest("[data-pane]")?.getAttribute("data-pane");
    act(() => screen.getByLabelText("Weight").focus());
    const panes = [pane()];
    for (let press = 0; press < 3; press += 1) {
      await userEvent.keyboard("{F6}");
      panes.push(pane());
    }
    expect(panes).toEqual(["editor", "previous", "nav", "editor"]);
    act(() => screen.getByRole("main").focus());
    await userEvent.keyboard("{F6}");
    expect(pane()).toBe("editor");
  });
  it("locks before the window closes, so that nothing typed is lost", async () => {
    const { clinic } = showApp();
    await screen.findByText("Appointments today");
    act(() => clinic.emit({ kind: "closing", cause: null }));
    await waitFor(() => expect(clinic.calls).toContain("lock"));
  });
  it("says why, when a session is over that had something to save", async () => {
    const { clinic } = showApp();
    await screen.findByText("Appointments today");
    act(() => clinic.emit({ kind: "closing", cause: "inactive" }));
    expect(await screen.findByText("This user may no longer sign in.")).toBeVisible();
    expect(clinic.calls).toContain("lock");
  });
  it("lists every key", async () => {
    showApp();
    await screen.findByText("Appointments today");
    await userEvent.keyboard("{Shift>}?{/Shift}");
    expect(await screen.findByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  });
});

describe("today", () => {
  it("names the next step of each appointment and what needs me", async () => {
    const { clinic } = showApp();
    expect(await screen.findByText("Needs you")).toBeVisible();
    expect(screen.getAllByRole("button", { name: "Start visit" }).length).toBeGreaterThan(1);
    expect(screen.getByRole("button", { name: "Sign note" })).toBeVisible();
    await userEvent.click(screen.getAllByRole("button", { name: "Start visit" })[0]!);
    await waitFor(() => expect(clinic.calls).toContain("startVisit"));
    expect(await screen.findByLabelText("Weight")).toBeVisible();
  });
  it("shows five of what needs me, and all of it when asked", async () => {
    const { clinic } = showApp({ at: { page: "patients" } });
    const needs: NeedRow[] = Array.from({ length: 12 }, (_, index) => ({
      kind: "unsignedNote",
      form: null,
      title: null,
      id: `n${index}`,
      patient: { ...NAMES[0]!, name: `Waiting ${index}` },
      by: null,
      at: at("08:55"),
    }));
    const today = await clinic.today(DAY);
    clinic.today = async () => ({ ...today, needs });
    await userEvent.click(await screen.findByRole("button", { name: "Today" }));
    expect(await screen.findByText("Waiting 4")).toBeVisible();
    expect(screen.queryByText("Waiting 5")).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "See all 12" }));
    expect(screen.getByText("Waiting 11")).toBeVisible();
  });
  it("leads from an alert that calls me to the alert", async () => {
    const { clinic } = showApp({ at: { page: "patients" } });
    const today = await clinic.today(DAY);
    const [alert] = (await clinic.alerts({ part: "open", offset: 0, limit: 1 })).rows;
    const { id, title, raised } = alert!;
    const needs: NeedRow[] = [{ kind: "alert", id, form: null, title, patient: null, by: null, at: raised.at }];
    clinic.today = async () => ({ ...today, needs });
    await userEvent.click(await screen.findByRole("button", { name: "Today" }));
    await userEvent.click(await screen.findByRole("button", { name: new RegExp(`^${title}Alert · `) }));
    const peek = await screen.findByRole("dialog", { name: "Alerts" });
    expect(await within(peek).findByRole("heading", { name: title })).toBeVisible();
  });
  it("asks again what needs me when an alert changes", async () => {
    const { clinic } = showApp();
    await screen.findByText("Needs you");
    const asked = () => clinic.calls.filter((call) => call === "today").length;
    const before = asked();
    const [alert] = (await clinic.alerts({ part: "open", offset: 0, limit: 1 })).rows;
    await act(async () => void (await clinic.acknowledgeAlert(alert!.id)));
    await waitFor(() => expect(asked()).toBeGreaterThan(before));
  });
  it("says the first thing to do when nothing is booked", async () => {
    showApp({ empty: true });
    expect(await screen.findByText("None of yours today")).toBeVisible();
    expect(screen.getByText("You’re all caught up.")).toBeVisible();
    await expectAccessible();
  });
  it("is accessible", async () => {
    showApp();
    await screen.findByText("Appointments today");
    await expectAccessible();
  });
});
