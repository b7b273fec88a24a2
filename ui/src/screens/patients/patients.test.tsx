import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { layOut } from "../../test/layout";
import * as R from "../../test/records";
import { expectAccessible, showApp } from "../../test/show";
import { readDay } from "../../words/time";

describe("the list", () => {
  it("narrows as one types and opens a patient", async () => {
    showApp({ at: { page: "patients" } });
    const user = userEvent.setup();
    expect(await screen.findByText("14 patients, sorted by family name")).toBeVisible();
    await user.type(screen.getByLabelText("Name, phone, birth date or file number"), "schl");
    expect(await screen.findByText("1 patient, sorted by family name")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Wilhelmina Schlüter-Grünewald" }));
    expect(await screen.findByRole("heading", { level: 1, name: "Wilhelmina Schlüter-Grünewald" })).toBeVisible();
  });
  it("is entered with Down, also before it shows what was typed", async () => {
    showApp({ at: { page: "patients" } });
    const user = userEvent.setup();
    await user.type(await screen.findByLabelText("Name, phone, birth date or file number"), "schl{ArrowDown}");
    await waitFor(() => expect(screen.getByRole("button", { name: "Wilhelmina Schlüter-Grünewald" })).toHaveFocus());
  });
  it("says that no patient matches and offers to register", async () => {
    showApp({ at: { page: "patients" } });
    const user = userEvent.setup();
    await user.type(await screen.findByLabelText("Name, phone, birth date or file number"), "zzz");
    expect(await screen.findByText("No patient matches 'zzz'")).toBeVisible();
    expect(screen.getByRole("button", { name: "Register new patient" })).toBeVisible();
  });
  it("shows a problem where it happened, with a way to try again", async () => {
    const { clinic } = showApp({ at: { page: "today" } });
    await screen.findByText("Appointments today");
    clinic.refuse("listPatients", R.refusal("fileDamaged"));
    await userEvent.click(screen.getByRole("button", { name: "Patients" }));
    expect(await screen.findByText(/file on this computer is damaged/)).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("14 patients, sorted by family name")).toBeVisible();
  });
});

const VIEW_PX = 640;
const ROW_PX = 36;
/** What is in view, and what is drawn beyond either edge of it so that a slow scroll meets no gap. */
const ROWS_MAX = Math.ceil(VIEW_PX / ROW_PX) + 2 * 18;
describe("a list of 50,000", () => {
  let restore: () => void;
  beforeEach(() => {
    restore = layOut({ viewPx: VIEW_PX, rowPx: ROW_PX });
  });
  afterEach(() => restore());
  const crowd = 50_000 - R.NAMES.length;
  const drawn = () => [...document.querySelectorAll("tbody tr[data-index]")];
  const indexes = () => drawn().map((row) => Number(row.getAttribute("data-index")));
  const reads = (calls: string[]) => calls.filter((call) => call === "listPatients").length;

  it("has only the rows in view in the page, and a few beyond its edges", async () => {
    const { clinic } = showApp({ at: { page: "patients" }, crowd });
    expect(await screen.findByText("50,000 patients, sorted by family name")).toBeVisible();
    expect(screen.getByRole("table", { name: "Patients" })).toHaveAttribute("aria-rowcount", "50001");
    expect(document.querySelectorAll("tbody tr").length).toBeLessThanOrEqual(ROWS_MAX);
    expect(indexes().slice(0, 3)).toEqual([0, 1, 2]);
    act(() => {
      document.querySelector("main")!.scrollTop = 25_000 * ROW_PX;
    });
    expect(await screen.findByText("Person 25000")).toBeVisible();
    expect(document.querySelectorAll("tbody tr").length).toBeLessThanOrEqual(ROWS_MAX + 1);
    const [first, last] = [indexes()[0]!, indexes().at(-1)!];
    expect(first).toBeGreaterThan(25_000 - ROWS_MAX);
    expect(last).toBeLessThan(25_000 + ROWS_MAX);
    // a page at the top, and what lies around the middle
    expect(reads(clinic.calls)).toBeLessThanOrEqual(3);
  });

  it("jumps to its last person and back to its first", async () => {
    const { clinic } = showApp({ at: { page: "patients" }, crowd });
    const user = userEvent.setup();
    await user.click(await screen.findByLabelText("Name, phone, birth date or file number"));
    await user.keyboard("{ArrowDown}{End}");
    expect(await screen.findByText(`Person ${crowd - 1}`)).toBeVisible();
    expect(indexes().at(-1)).toBe(49_999);
    expect(drawn().length).toBeLessThanOrEqual(ROWS_MAX);
    expect(screen.queryByText("Mary Okafor")).toBeNull();
    expect(reads(clinic.calls)).toBeLessThanOrEqual(3);
    // the last row has the focus, and the keys continue from it
    await waitFor(() => expect(screen.getByRole("button", { name: `Person ${crowd - 1}` })).toHaveFocus());
    await user.keyboard("{ArrowUp}");
    expect(screen.getByRole("button", { name: `Person ${crowd - 2}` })).toHaveFocus();
    await user.keyboard("{Home}");
    await waitFor(() => expect(screen.getAllByRole("button", { name: "Mary Okafor" })[0]).toHaveFocus());
    expect(indexes()[0]).toBe(0);
  });
});

describe("a long list", () => {
  it("is walked by the arrow keys, and reads rows as they are reached", async () => {
    const { clinic } = showApp({ at: { page: "patients" }, crowd: 5_000 });
    const user = userEvent.setup();
    await user.click(await screen.findByLabelText("Name, phone, birth date or file number"));
    await user.keyboard("{ArrowDown}");
    expect(document.activeElement).toHaveTextContent("Mary Okafor");
    await user.keyboard("{ArrowDown}{ArrowDown}");
    expect(document.activeElement).toHaveTextContent("Ama Adjei");
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("heading", { level: 1, name: "Ama Adjei" })).toBeVisible();
    expect(clinic.calls.filter((call) => call === "listPatients").length).toBeGreaterThan(0);
  });
  it("is found again as it was left, with its search", async () => {
    showApp({ at: { page: "patients" } });
    const user = userEvent.setup();
    await user.type(await screen.findByLabelText("Name, phone, birth date or file number"), "schl");
    await screen.findByText("1 patient, sorted by family name");
    await user.click(screen.getByRole("button", { name: "Wilhelmina Schlüter-Grünewald" }));
    await screen.findByRole("heading", { level: 1, name: "Wilhelmina Schlüter-Grünewald" });
    await user.click(screen.getByRole("button", { name: "Back" }));
    expect(await screen.findByLabelText("Name, phone, birth date or file number")).toHaveValue("schl");
    expect(await screen.findByText("1 patient, sorted by family name")).toBeVisible();
  });
});

describe("registering", () => {
  it("lists likely duplicates and takes a birth date as people write it", async () => {
    const { clinic } = showApp({ at: { page: "register", text: "Mary Okafor" } });
    const user = userEvent.setup();
    await user.type(await screen.findByLabelText("Birth date"), "12 3 1992");
    expect(await screen.findByText("same name, same birth date")).toBeVisible();
    // Ctrl+Enter does not skip the duplicates
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(await screen.findByText(/may be registered already/)).toBeVisible();
    expect(clinic.calls).not.toContain("registerPatient");
    await user.click(screen.getByRole("button", { name: "Register anyway" }));
    await waitFor(() => expect(clinic.calls).toContain("registerPatient"));
  });
  it.each([
    ["12 3 1992", "1992-03-12"],
    ["12/03/1992", "1992-03-12"],
    ["1992-03-12", "1992-03-12"],
    ["12 Mar 1992", "1992-03-12"],
    ["12 mars 1992", "1992-03-12"],
    ["3 août 1992", "1992-08-03"],
    ["3 tea 1992", null],
    ["31 2 1992", null],
    ["12 3 92", null],
    ["yesterday", null],
    ["29.2.2024", "2024-02-29"],
  ])("reads %s", (text, day) => expect(readDay(text)).toBe(day));
});

describe("the keys begin in the given name", () => {
  it("after Ctrl N", async () => {
    showApp();
    await screen.findByText("Appointments today");
    await userEvent.keyboard("{Control>}n{/Control}");
    await waitFor(() => expect(screen.getByLabelText("Given name")).toHaveFocus());
    await userEvent.keyboard("Ama");
    expect(screen.getByLabelText("Given name")).toHaveValue("Ama");
  });
  it("after the button", async () => {
    showApp({ at: { page: "patients" } });
    await userEvent.click(await screen.findByRole("button", { name: "Register patient" }));
    await waitFor(() => expect(screen.getByLabelText("Given name")).toHaveFocus());
    await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
    expect(await screen.findByRole("heading", { level: 1, name: "Patients" })).toBeVisible();
  });
});

describe("the details", () => {
  it("have their buttons in the header, and the birth date as elsewhere", async () => {
    showApp({ at: { page: "edit", id: "p1" } });
    const save = await screen.findByRole("button", { name: "Save" });
    expect(save.closest("header")).toContainElement(screen.getByRole("heading", { level: 1, name: "Mary Okafor" }));
    expect(screen.getByLabelText("Birth date")).toHaveValue("12 Mar 1992");
    await userEvent.click(screen.getByLabelText("Birth date"));
    await userEvent.tab();
    expect(screen.queryByText(/Write the date/)).toBeNull();
  });
});

describe("the patient page", () => {
  it("warns of a namesake and an allergy, and says what is only here", async () => {
    const { clinic } = showApp({ at: { page: "patient", id: "p1" }, sync: { state: "waiting", waiting: 2 } });
    expect(await screen.findByText("Same name as File 000490")).toBeVisible();
    expect(screen.getAllByText("Peanut")[0]).toBeVisible();
    expect(screen.getByText("2 changes only on this computer")).toBeVisible();
    const status = await clinic.syncStatus();
    act(() => clinic.emit({ kind: "sync", status: { ...status, state: "synced", waiting: 0 } }));
    await waitFor(() => expect(screen.queryByText("2 changes only on this computer")).toBeNull());
  });
  it("says how both figures of a blood pressure changed, each with its sign", async () => {
    const { clinic } = showApp({ at: { page: "today" } });
    const pressure = (value: number, second: number, day: string) => ({
      ...R.TILES[0]!.latest,
      quantity: { value, second, unit: "mmHg" },
      measuredAt: R.at("09:00", day),
    });
    const patient = clinic.patient;
    const today = new Date().toISOString().slice(0, 10);
    clinic.patient = async (id) => ({
      ...(await patient(id)),
      measures: [
        {
          ...R.TILES[0]!,
          kind: "bloodPressure",
          latest: pressure(114, 87, today),
          previous: pressure(141, 83, "2026-08-14"),
          range: "unknown",
          centile: null,
        },
      ],
    });
    await userEvent.click(await screen.findByRole("button", { name: "Patients" }));
    await userEvent.click((await screen.findAllByRole("button", { name: "Mary Okafor" }))[0]!);
    expect(await screen.findByText(/−27\/\+4\smmHg since 14 Aug/)).toBeVisible();
  });
  it("marks nothing as waiting in a clinic without a server", async () => {
    showApp({ at: { page: "patients" }, sync: { state: "noServer", syncedAt: null } });
    const table = within(await screen.findByRole("table", { name: "Patients" }));
    expect(await table.findByText("On hold")).toBeVisible();
    expect(table.queryByText("Waiting")).toBeNull();
  });
  it("shows the text of an addendum with its note", async () => {
    showApp({ at: { page: "patient", id: "p1" } });
    expect(await screen.findByText("Patient called: peanut allergy confirmed by the allergy clinic.")).toBeVisible();
  });
  it("says in the list each state that is not as usual", async () => {
    showApp({ at: { page: "patients" } });
    const table = within(await screen.findByRole("table", { name: "Patients" }));
    expect(await table.findByText("On hold")).toBeVisible();
    expect(table.queryByText("Active")).toBeNull();
  });
  it("shows no clinical word to the front desk", async () => {
    showApp({
      at: { page: "patient", id: "p1" },
      rights: ["patients.read", "patients.create", "patients.update", "appointments.read", "appointments.write"],
    });
    const tabs = await screen.findByRole("tablist");
    expect(
      within(tabs)
        .getAllByRole("tab")
        .map((tab) => tab.textContent),
    ).toEqual(["Contact", "Appointments"]);
    expect(screen.queryByText("Start visit")).toBeNull();
    expect(screen.queryByText(/Weight|Assessment|Peanut|Allerg/)).toBeNull();
  });
  it("sends back the read version when details are corrected", async () => {
    const { clinic } = showApp({ at: { page: "edit", id: "p1" } });
    const user = userEvent.setup();
    clinic.refuse("editPatient", R.refusal("changedMeanwhile"));
    await user.type(await screen.findByLabelText("Phone"), "9");
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByText(/Someone changed this record/)).toBeVisible();
    expect(screen.getByLabelText("Phone")).toHaveValue("0803 555 01019");
  });
});

it.each([
  ["patients", { page: "patients" }],
  ["register", { page: "register", text: "Mary Okafor" }],
  ["patient", { page: "patient", id: "p1" }],
  ["visits", { page: "patient", id: "p1", tab: "visits" }],
  ["measurements", { page: "patient", id: "p1", tab: "measurements" }],
  ["contact", { page: "patient", id: "p1", tab: "contact" }],
] as const)("is accessible: %s", async (_name, at) => {
  showApp({ at });
  await waitFor(() => expect(screen.getByRole("heading", { level: 1 })).toBeVisible());
  await waitFor(() => expect(document.querySelector("[aria-busy]")).toBeNull());
  await expectAccessible();
});

it("says that what waits for a key is not shown, until the key has come", async () => {
  const { clinic } = showApp({ at: { page: "patient", id: "p1", tab: "overview" } });
  expect(await screen.findByRole("heading", { level: 1 })).toBeVisible();
  act(() => clinic.emit({ kind: "damaged", damage: [], keyMissing: ["clinical"] }));
  expect(screen.getByRole("alert")).toHaveTextContent("what looks empty may not be");
  expect(screen.getByRole("alert")).not.toHaveTextContent("restore a backup");
  await expectAccessible();
  act(() => clinic.emit({ kind: "rightsChanged" }));
  expect(screen.queryByText(/what looks empty may not be/)).toBeNull();
});

it("says which records are damaged, never that there are none", async () => {
  const { clinic } = showApp({ at: { page: "patient", id: "p1", tab: "overview" } });
  expect(await screen.findByRole("heading", { level: 1 })).toBeVisible();
  const damage = { patient: R.person("p1"), what: "allergy", damaged: 1, missing: 0 };
  const read = clinic.patient.bind(clinic);
  clinic.patient = async (id) => {
    const view = await read(id);
    return { ...view, header: { ...view.header, allergies: [], damaged: [damage] } };
  };
  act(() => {
    clinic.emit({ kind: "damaged", damage: [damage], keyMissing: [] });
    clinic.emit({ kind: "changed", topics: ["patients"], patientIds: [] });
  });
  expect((await screen.findAllByText("Allergies: 1 damaged")).length).toBe(2);
  expect(screen.queryByText("No allergies recorded")).toBeNull();
  expect(screen.getByRole("alert")).toHaveTextContent(`${damage.patient.name} · Allergies: 1 damaged`);
  expect(screen.getByRole("alert")).toHaveTextContent("lists are incomplete");
  await expectAccessible();
});
