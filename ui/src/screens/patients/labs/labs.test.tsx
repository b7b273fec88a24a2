import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { areas } from "../../../words";
import { PASSWORD, type Surroundings } from "../../../test/fake-clinic";
import * as R from "../../../test/records";
import { expectAccessible, showApp } from "../../../test/show";
import { findTests, type NamedTest } from "./find-tests";

const words = areas.labs.en;
const AT = { page: "patient", id: "p1", tab: "labs" } as const;

async function openLabs(surroundings: Surroundings = {}) {
  const { clinic } = showApp({ at: AT, ...surroundings });
  const user = userEvent.setup();
  await screen.findByRole("tab", { name: "Labs and medicines", selected: true });
  return { clinic, user };
}
const rows = (name: string | RegExp) =>
  within(screen.getByRole("table", { name }))
    .getAllByRole("row")
    .slice(1)
    .map((row) => row.textContent);
const entry = () => screen.findByRole("form", { name: words.addLine });
const bySheet = async (user: ReturnType<typeof userEvent.setup>) => {
  await user.click(await screen.findByText(words.bySheet));
  await screen.findByRole("table", { name: /Central/ });
};
const menu = async (user: ReturnType<typeof userEvent.setup>, name: string, item: string) => {
  await user.click((await screen.findAllByRole("button", { name: `${areas.frame.en.more}: ${name}` }))[0]!);
  await user.click(await screen.findByRole("menuitem", { name: item, hidden: true }));
};

describe("the results of laboratories", () => {
  it("show each test with its flag, its interval, and what was before", async () => {
    await openLabs();
    await screen.findByRole("table", { name: words.byTest });
    const [potassium, transferrin] = rows(words.byTest);
    expect(potassium).toMatch(/Potassium5\.9 mmol\/LHigh2 Nov 20264\.4 mmol\/L ·\s3\sMay/);
    const table = within(screen.getByRole("table", { name: words.byTest }));
    const columns = table.getAllByRole("columnheader").map((column) => column.textContent);
    const cells = table.getAllByRole("row")[1]!.querySelectorAll("td");
    expect(cells[columns.indexOf(words.interval)]).toHaveTextContent(/^3\.5–5\smmol\/L/);
    expect(cells[columns.indexOf(words.source)]).toHaveTextContent(/^Tietz Fundamentals, 5th ed\.$/);
    expect(screen.getByRole("img", { name: /^Potassium: 3 May 4\.4/ })).toBeVisible();
    // nothing is called normal where no interval is known
    expect(transferrin).toMatch(/no interval known/);
    expect(screen.queryByText(/normal range|^Normal/)).toBeNull();
    expect(screen.getByText(/for adults/)).toBeVisible();
    await expectAccessible();
  });

  it("name a unit that the course of a test leaves out", async () => {
    const { clinic } = showApp({ at: AT });
    const { labs } = clinic;
    clinic.labs = async (patient) => {
      const all = await labs(patient);
      const [potassium, ...others] = all.series;
      return { ...all, series: [{ ...potassium!, notDrawn: ["drops", ""] }, ...others] };
    };
    const drawn = await screen.findByRole("img", { name: /^Potassium: 3 May 4\.4/ });
    expect(drawn.closest("td")).toHaveTextContent("not drawn: in drops, no unit");
  });

  it("are no row while a line is half typed: a lock leaves a draft", async () => {
    const { clinic, user } = await openLabs({ empty: true });
    await user.click(await screen.findByRole("button", { name: words.add }));
    const paste = async (field: HTMLElement, text: string) => {
      await user.tripleClick(field);
      await user.paste(text);
    };
    await paste(screen.getByLabelText(words.collectedOn), "3 5 2026");
    await paste(screen.getByLabelText(words.laboratory), "Northern");
    await paste(screen.getByLabelText(words.test), "Quagga");
    await paste(screen.getByLabelText(words.value), "5.");
    await user.keyboard("{Control>}l{/Control}");
    await user.type(await screen.findByLabelText("Password"), `${PASSWORD}{Enter}`);
    expect(clinic.calls).not.toContain("addLabSheet");
    await user.click(await screen.findByRole("button", { name: words.add }));
    expect(await screen.findByDisplayValue("Quagga")).toBeVisible();
    expect(screen.getByDisplayValue("5.")).toBeVisible();
    expect(screen.getByLabelText(words.collectedOn)).toHaveValue("3 5 2026");
    expect(screen.getByLabelText(words.laboratory)).toHaveValue("Northern");
    await user.click(screen.getByDisplayValue("5."));
    await user.keyboard("9{Enter}");
    await waitFor(() => expect(clinic.calls).toContain("addLabSheet"));
    const of = { form: "entry", list: "labResults", patientId: "p1", id: null } as const;
    await waitFor(async () => expect(await clinic.formDraft(of)).toBeNull());
  }, 60_000);

  it("are typed in by keys alone, line after line", async () => {
    const { clinic, user } = await openLabs({ empty: true });
    const sent: unknown[] = [];
    const add = clinic.addLabSheet;
    clinic.addLabSheet = async (given) => (sent.push(given), add(given));
    (await screen.findByRole("button", { name: words.add })).focus();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(screen.getByLabelText(words.collectedOn)).toHaveFocus());
    await user.keyboard("3 5 2026");
    await user.tab();
    await user.keyboard("Northern");
    await user.tab();
    const fields = within(await entry());
    expect(fields.getByLabelText(words.test)).toHaveFocus();
    await user.keyboard("pot");
    expect(await screen.findByRole("option", { name: /Potassium/ })).toHaveAttribute("aria-selected", "true");
    await user.tab();
    expect(fields.getByLabelText(words.test)).toHaveValue("Potassium");
    expect(fields.getByLabelText(words.unit)).toHaveValue("mmol/L");
    await user.keyboard("5.9");
    expect(await within(await entry()).findByText("High")).toBeVisible();
    await user.keyboard("{Enter}");
    // the next line is a form of its own
    const next = () => within(screen.getByRole("form", { name: words.addLine }));
    await waitFor(() => expect(next().getByLabelText(words.test)).toHaveValue(""));
    await waitFor(() => expect(next().getByLabelText(words.test)).toHaveFocus());
    expect(sent).toEqual([
      {
        patientId: "p1",
        visitId: null,
        sheet: { collectedOn: "2026-05-03", laboratory: "Northern", note: "" },
        results: [
          {
            test: "potassium",
            name: "Potassium",
            value: "5.9",
            unit: "mmol/L",
            low: "",
            high: "",
            acceptDoubtful: false,
            informed: "",
          },
        ],
      },
    ]);
    await user.keyboard("hba{Enter}");
    await user.tab();
    await user.keyboard("6.5{Enter}");
    await waitFor(() => expect(clinic.calls).toContain("addLabResult"));
    await expectAccessible();
  });

  it("take a test that is not in the list, with its own unit and interval", async () => {
    const { clinic, user } = await openLabs({ empty: true });
    const sent: unknown[] = [];
    const add = clinic.addLabSheet;
    clinic.addLabSheet = async (given) => (sent.push(...given.results), add(given));
    await user.click(await screen.findByRole("button", { name: words.add }));
    const fields = within(await entry());
    for (const [label, text] of [
      [words.test, "Faecal fat"],
      [words.value, "9"],
      [words.unit, "g/d"],
      [words.high, "7{Enter}"],
    ] as const)
      await user.type(fields.getByLabelText(label), text);
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toMatchObject({ test: null, name: "Faecal fat", value: "9", unit: "g/d", high: "7" });
  });

  it("ask about an improbable value, and take either answer", async () => {
    const { clinic, user } = await openLabs({ empty: true });
    const sent: { unit: string; acceptDoubtful: boolean }[] = [];
    const add = clinic.addLabSheet;
    clinic.addLabSheet = async (given) => (sent.push(...given.results), add(given));
    await user.click(await screen.findByRole("button", { name: words.add }));
    const fields = within(await entry());
    await user.type(fields.getByLabelText(words.test), "glu{Enter}");
    await user.type(fields.getByLabelText(words.value), "5.2");
    await user.selectOptions(fields.getByLabelText(words.unit), "mg/dL");
    await user.type(fields.getByLabelText(words.value), "{Enter}");
    expect(await screen.findByText(words.meant("5.2 mg/dL", "mmol/L"))).toBeVisible();
    expect(sent).toEqual([]);
    expect(fields.getByLabelText(words.value)).toHaveFocus();
    await user.click(screen.getByRole("button", { name: words.yes("5.2 mg/dL") }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toMatchObject({ unit: "mg/dL", acceptDoubtful: true });
  });

  it("take Enter as the likely answer, and letters into the field", async () => {
    const { clinic, user } = await openLabs({ empty: true });
    const sent: { unit: string; acceptDoubtful: boolean }[] = [];
    const add = clinic.addLabSheet;
    clinic.addLabSheet = async (given) => (sent.push(...given.results), add(given));
    await user.click(await screen.findByRole("button", { name: words.add }));
    const fields = within(await entry());
    const value = () => fields.getByLabelText(words.value);
    await user.type(fields.getByLabelText(words.test), "glu{Enter}");
    await user.type(value(), "5.2");
    await user.selectOptions(fields.getByLabelText(words.unit), "mg/dL");
    await user.type(value(), "{Enter}");
    await screen.findByText(words.meant("5.2 mg/dL", "mmol/L"));
    await user.keyboard("gluc");
    expect(value()).toHaveValue("5.2gluc");
    await user.keyboard("{Backspace>4/}{Enter}");
    // nor does the page take them from an answer
    (await screen.findByRole("button", { name: words.yes("5.2 mg/dL") })).focus();
    await user.keyboard("gluc");
    expect(value()).toHaveValue("5.2");
    expect(sent).toEqual([]);
    await user.click(value());
    await user.keyboard("{Enter}");
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toMatchObject({ unit: "mmol/L", acceptDoubtful: false });
  });

  it("say at the field what is not taken, and leave what was typed", async () => {
    const { clinic, user } = await openLabs({ empty: true });
    await user.click(await screen.findByRole("button", { name: words.add }));
    const fields = within(await entry());
    await user.type(fields.getByLabelText(words.test), "pot{Enter}");
    await user.type(fields.getByLabelText(words.value), "1,250{Enter}");
    expect(await fields.findByText(words.takes.value)).toBeVisible();
    expect(fields.getByLabelText(words.value)).toHaveValue("1,250");
    expect(clinic.calls).not.toContain("addLabSheet");
  });

  it("are corrected with what stood there, and taken out with Undo", async () => {
    const { clinic, user } = await openLabs();
    await bySheet(user);
    await menu(user, "Potassium", words.correct);
    const fields = within(await screen.findByRole("form", { name: words.correctLine("Potassium") }));
    await user.clear(fields.getByLabelText(words.value));
    await user.type(fields.getByLabelText(words.value), "4.9{Enter}");
    expect(await screen.findByText(/was Potassium 5\.9 mmol\/L/)).toBeVisible();
    await menu(user, "Potassium", areas.background.en.enteredInError);
    const dialog = within(await screen.findByRole("dialog"));
    await user.type(dialog.getByRole("textbox"), "another patient{Enter}");
    expect(await screen.findByText(areas.background.en.removed("Potassium"))).toBeVisible();
    await user.click(screen.getByRole("button", { name: areas.frame.en.undo }));
    await waitFor(() => expect(rows(/Central/)[0]).toMatch(/Potassium4\.9/));
    expect(clinic.calls).toContain("restoreLabResult");
  });

  it("of a sheet go and come back together, and its day can be changed", async () => {
    const { clinic, user } = await openLabs();
    await bySheet(user);
    const name = words.ofSheet("2 Nov 2026");
    await menu(user, name, words.editSheet);
    const form = within(await screen.findByRole("form", { name: words.editSheet }));
    await user.clear(form.getByLabelText(words.laboratory));
    await user.type(form.getByLabelText(words.laboratory), "Northern{Enter}");
    await screen.findByRole("table", { name: /Northern/ });
    await menu(user, name, areas.background.en.enteredInError);
    await user.type(within(await screen.findByRole("dialog")).getByRole("textbox"), "twice{Enter}");
    await waitFor(() => expect(screen.queryByRole("table", { name: /Northern/ })).toBeNull());
    await user.click(screen.getByRole("button", { name: areas.frame.en.undo }));
    await screen.findByRole("table", { name: /Northern/ });
    expect(clinic.calls).toContain("restoreLabSheet");
  });

  it("are read without the right to change them, and may still come", async () => {
    await openLabs({ empty: true, rights: ["patients.read", "chart.read"], sync: { toCome: true } });
    expect((await screen.findAllByText("Chart not all here yet")).length).toBeGreaterThan(0);
    expect(screen.queryByText(words.none)).toBeNull();
    expect(screen.queryByRole("button", { name: words.add })).toBeNull();
  });

  it("are not called missing where they were damaged", async () => {
    const { clinic } = showApp({ at: AT, empty: true });
    const open = clinic.patient;
    const damage = { patient: R.person("p1"), what: "lab_result", damaged: 1, missing: 0 };
    clinic.patient = async (id) => {
      const view = await open(id);
      return { ...view, header: { ...view.header, damaged: [damage] } };
    };
    expect((await screen.findAllByText(/^Laboratory results: /)).length).toBeGreaterThan(0);
    expect(screen.queryByText(words.none)).toBeNull();
  });
});

describe("the tests of the list", () => {
  it("are found by the letters of a name or a short name, accents or not", () => {
    const named = (key: string, label: string, short: string): NamedTest => ({
      ...{ key, label, short, name: label, specimen: "", units: [], converts: false },
    });
    const tests = [
      named("glucose_fasting", "Glycémie à jeun", "FPG"),
      named("potassium", "Potassium", "K"),
      named("uk24", "Potassium, urine de 24 h", "uK"),
      named("hba1c", "Hémoglobine A1c", "HbA1c"),
      named("hb", "Hémoglobine", "Hb"),
    ];
    const keysOf = (text: string) => findTests(tests, text).map(({ key }) => key);
    expect(keysOf("glyc")).toEqual(["glucose_fasting"]);
    expect(keysOf("k")).toEqual(["potassium"]);
    expect(keysOf("hb")).toEqual(["hb", "hba1c"]);
    expect(keysOf("pot ur")).toEqual(["uk24"]);
    expect(keysOf("hemo")).toEqual(["hba1c", "hb"]);
    expect(keysOf(" ")).toEqual([]);
    expect(keysOf("okra")).toEqual([]);
  });
});
