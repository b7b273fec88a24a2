import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { ClinicChoice, SyncStatus } from "../ipc/views";
import { PASSWORD } from "../test/fake-clinic";
import { refusal } from "../test/records";
import { expectAccessible, showApp } from "../test/show";

const HILLSIDE: Partial<ClinicChoice> = { folder: "hillside", name: "Hillside" };
const RIVERSIDE: Partial<ClinicChoice> = { folder: "riverside", name: "Riverside" };

/** The simulated browser does not see that a menu is shown. */
const HIDDEN = { hidden: true };

/** Opens the list of the clinics with its keys. */
async function pressGC() {
  act(() => screen.getByRole("main").focus());
  await userEvent.keyboard("gc");
  return await screen.findByRole("menu", HIDDEN);
}
const current = (name: string) => screen.findByRole("button", { name: `Clinic: ${name}` });
const password = () => screen.findByLabelText("Password");
const signInAsKofi = async () => userEvent.type(await password(), `${PASSWORD}{Enter}`);

describe("the list of clinics", () => {
  it("has each clinic with its digit, its user and its sync", async () => {
    const { clinic } = showApp({ others: [HILLSIDE, { ...RIVERSIDE, isOpen: true, user: "Ama Mensah" }] });
    const { clinics, syncStatus } = clinic;
    const offline: SyncStatus = {
      ...(await syncStatus()),
      state: "offline",
      waiting: 12,
      since: "2026-11-20T08:10:00Z",
    };
    clinic.clinics = async () =>
      (await clinics()).map((choice) => (choice.folder === "riverside" ? { ...choice, sync: offline } : choice));
    await screen.findByText("Appointments today");
    act(() => clinic.emit({ kind: "clinicsChanged" }));
    await waitFor(() => expect(clinic.calls.filter((call) => call === "clinics").length).toBeGreaterThan(1));
    const menu = await pressGC();
    const rows = await within(menu).findAllByRole("menuitem", HIDDEN);
    expect(rows.map((row) => row.textContent)).toEqual([
      "1Ring Road ClinicSigned in: Abena MensahSynced 09:42",
      "2HillsideLocked",
      "3RiversideSigned in: Ama MensahOffline since 08:10 · 12 waiting",
      "Add a clinic…",
    ]);
    expect(rows.map((row) => row.getAttribute("aria-current"))).toEqual(["true", null, null, null]);
    await expectAccessible();
  });
  it("names the folder of two of one name, and why one cannot be opened", async () => {
    showApp({
      others: [HILLSIDE, { ...HILLSIDE, folder: "copy" }, { folder: "odd", name: null, problem: "fileDamaged" }],
    });
    await screen.findByText("Appointments today");
    const rows = await within(await pressGC()).findAllByRole("menuitem", HIDDEN);
    const texts = rows.map((row) => row.textContent);
    expect(texts.slice(1, 3)).toEqual(["2Hillside hillsideLocked", "3Hillside copyLocked"]);
    expect(texts[3]).toMatch(/^4Cannot be opened odd.*damaged/);
  });
  it("says which is not set up yet", async () => {
    showApp({ others: [{ folder: "new", name: null }] });
    await screen.findByText("Appointments today");
    expect(
      await within(await pressGC()).findByRole("menuitem", { name: /Not set up yet/, ...HIDDEN }),
    ).toBeInTheDocument();
  });
  it("opens by a press of the name, in French too", async () => {
    showApp({ language: "fr", others: [HILLSIDE] });
    await userEvent.click(await screen.findByRole("button", { name: "Clinique : Ring Road Clinic" }));
    const menu = await screen.findByRole("menu", HIDDEN);
    expect(await within(menu).findByRole("menuitem", { name: /Hillside.*Verrouillée/, ...HIDDEN })).toBeInTheDocument();
    expect(within(menu).getByRole("menuitem", { name: "Ajouter une clinique…", ...HIDDEN })).toBeInTheDocument();
  });
  it("takes the letter after G from the page that has the same letter", async () => {
    showApp({ at: { page: "diary", day: null }, others: [HILLSIDE] });
    await screen.findByRole("heading", { level: 1, name: /Diary|Friday|2026/ });
    expect(await pressGC()).toBeInTheDocument();
    expect(screen.queryByRole("heading", { level: 1, name: "Clashes" })).toBeNull();
  });
  it("does not open while something is typed", async () => {
    showApp({ at: { page: "patients" }, others: [HILLSIDE] });
    await userEvent.type(await screen.findByLabelText("Name, phone, birth date or file number"), "gc2");
    expect(screen.queryByRole("menu", HIDDEN)).toBeNull();
    expect(await current("Ring Road Clinic")).toBeVisible();
  });
});

describe("a critical alert of another clinic", () => {
  const there = { ...HILLSIDE, hasCriticalAlert: true };
  it("is under the header of each page, and leads there", async () => {
    showApp({ others: [there, RIVERSIDE] });
    await screen.findByText("Appointments today");
    const banner = within(await screen.findByRole("alert"));
    expect(banner.queryByText(/Riverside/)).toBeNull();
    await expectAccessible();
    await userEvent.click(banner.getByText("Critical alert in Hillside. Go there to read it."));
    expect(await screen.findByRole("heading", { level: 1, name: "Hillside" })).toBeVisible();
  });
  it("is muted with those of this clinic", async () => {
    showApp({ others: [there] });
    await userEvent.click(await screen.findByRole("button", { name: "Mute here 10 min" }));
    expect(screen.queryByRole("alert")).toBeNull();
  });
});

describe("a switch of clinic", () => {
  it("leads to the lock screen of the other, and back without a sign-in", async () => {
    const { clinic } = showApp({ at: { page: "patients" }, others: [HILLSIDE] });
    await screen.findByText("14 patients, sorted by family name");
    await pressGC();
    await userEvent.keyboard("2");
    expect(await screen.findByRole("heading", { name: "Hillside" })).toBeVisible();
    expect(screen.queryByText("14 patients, sorted by family name")).toBeNull();
    await signInAsKofi();
    expect(await current("Hillside")).toBeVisible();
    await pressGC();
    await userEvent.keyboard("1");
    expect(await current("Ring Road Clinic")).toBeVisible();
    expect(await screen.findByText("14 patients, sorted by family name")).toBeVisible();
    expect(clinic.calls).not.toContain("lock");
  });
  it("is blank from the press until the other clinic is there", async () => {
    const { clinic } = showApp({ others: [HILLSIDE] });
    const drawn = await screen.findByText("Appointments today");
    let answer = () => {};
    const { switchClinic } = clinic;
    clinic.switchClinic = async (folder) => {
      await new Promise<void>((resolve) => (answer = resolve));
      return switchClinic(folder);
    };
    await pressGC();
    await userEvent.keyboard("2");
    await waitFor(() => expect(drawn).not.toBeInTheDocument());
    expect(document.body.hidden).toBe(true);
    answer();
    expect(await password()).toBeVisible();
  });
  it("saves what was typed before it asks for the other clinic", async () => {
    const { clinic } = showApp({ at: { page: "register", text: "" }, others: [HILLSIDE] });
    await userEvent.type(await screen.findByLabelText("Given name"), "Kwame");
    await userEvent.click(await current("Ring Road Clinic"));
    await userEvent.click(await screen.findByRole("menuitem", { name: /Hillside/, ...HIDDEN }));
    expect(await screen.findByRole("heading", { name: "Hillside" })).toBeVisible();
    const { calls } = clinic;
    expect(calls).toContain("saveFormDraft");
    expect(calls.lastIndexOf("saveFormDraft")).toBeLessThan(calls.indexOf("switchClinic"));
    await userEvent.click(await screen.findByRole("button", { name: "Back to Ring Road Clinic" }));
    expect(await screen.findByDisplayValue("Kwame")).toBeVisible();
  });
  it("shows a refusal where the user was, and asks nothing anew", async () => {
    const { clinic } = showApp({ others: [HILLSIDE] });
    await screen.findByText("Appointments today");
    await userEvent.keyboard("gp");
    await screen.findByText("14 patients, sorted by family name");
    clinic.refuse("switchClinic", refusal("notFound"));
    await pressGC();
    await userEvent.keyboard("2");
    expect(await screen.findByRole("alert")).toHaveTextContent("This clinic is no longer on this computer.");
    expect(screen.getByRole("heading", { level: 1, name: "Patients" })).toBeVisible();
    await expectAccessible();
    await userEvent.click(screen.getByRole("button", { name: "Close" }));
    expect(screen.queryByRole("alert")).toBeNull();
  });
  it("asks first where a full disk refuses what was typed", async () => {
    const { clinic } = showApp({ at: { page: "register", text: "" }, isDiskFull: true, others: [HILLSIDE] });
    clinic.saveFormDraft = async () => Promise.reject(refusal("diskFull"));
    await userEvent.type(await screen.findByLabelText("Given name"), "Kwame");
    await userEvent.click(await current("Ring Road Clinic"));
    await userEvent.click(await screen.findByRole("menuitem", { name: /Hillside/, ...HIDDEN }));
    const dialog = await screen.findByRole("dialog", { name: "Leave what is not saved?" });
    expect(clinic.calls).not.toContain("switchClinic");
    await userEvent.click(within(dialog).getByRole("button", { name: "Leave anyway" }));
    expect(await screen.findByRole("heading", { name: "Hillside" })).toBeVisible();
  });
  it("adds a clinic, from whose first step a link leads back", async () => {
    const { clinic } = showApp();
    await screen.findByText("Appointments today");
    await pressGC();
    await userEvent.click(screen.getByRole("menuitem", { name: "Add a clinic…", ...HIDDEN }));
    expect(await screen.findByLabelText("Name of the clinic")).toBeVisible();
    expect(clinic.calls).toContain("addClinic");
    await expectAccessible();
    await userEvent.click(await screen.findByRole("button", { name: "Back to Ring Road Clinic" }));
    expect(await screen.findByText("Appointments today")).toBeVisible();
  });
});

describe("a switch of user", () => {
  it("asks who is there, where a lock knows it", async () => {
    showApp({ others: [HILLSIDE] });
    await screen.findByText("Appointments today");
    await userEvent.keyboard("{Control>}l{/Control}");
    expect(await screen.findByLabelText("User name")).toHaveValue("abena");
    await userEvent.type(await password(), `${PASSWORD}{Enter}`);
    await screen.findByText("Appointments today");
    await userEvent.keyboard("{Control>}{Shift>}l{/Shift}{/Control}");
    expect(await screen.findByLabelText("User name")).toHaveValue("");
    await waitFor(() => expect(screen.getByLabelText("User name")).toHaveFocus());
    await userEvent.keyboard(`abena{Tab}${PASSWORD}{Enter}`);
    await screen.findByText("Appointments today");
    await userEvent.keyboard("{Control>}l{/Control}");
    expect(await screen.findByLabelText("User name")).toHaveValue("abena");
  });
});
