import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Right } from "../../../ipc/views";
import * as R from "../../../test/records";
import { expectAccessible, showApp } from "../../../test/show";

const rights: Right[] = ["patients.read", "patients.update", "patients.merge", "chart.read", "documents.write"];
const LIST = { at: { page: "patients", toFile: true }, rights } as const;
const LETTER = "Letter of Dr Osei";
const CARD = "Insurance card, front";
const table = () => screen.findByRole("table", { name: "To file" });
const names = async () =>
  within(await table())
    .getAllByTitle(/^(Letter of|Insurance card)(?!.* · )/)
    .map((one) => one.textContent);

describe("the list of documents to file", () => {
  it("has the one that was added first at the top, of chart and front desk", async () => {
    showApp(LIST);
    expect(await names()).toEqual([LETTER, CARD]);
    const [letter, card] = within(await table())
      .getAllByRole("row")
      .slice(1);
    expect(letter).toHaveTextContent(/Letter · Chart.*16 Nov 2026.*Thandiwe Nkosi.*18 Nov 2026.*Abena Mensah/);
    expect(card).toHaveTextContent(/Insurance card · Front desk.*–.*Aïcha Benali.*19 Nov 2026/);
    await expectAccessible();
  });

  it("loses what is filed by a key, and has it again by Undo", async () => {
    const { clinic } = showApp(LIST);
    const user = userEvent.setup();
    const sent: unknown[] = [];
    const { fileDocument, unfileDocument } = clinic;
    clinic.fileDocument = async (...args) => (sent.push(["file", ...args]), fileDocument(...args));
    clinic.unfileDocument = async (...args) => (sent.push(["unfile", ...args]), unfileDocument(...args));
    (await screen.findByRole("button", { name: `File: ${LETTER}, ${R.NAMES[9]!.name}` })).focus();
    await user.keyboard("{Enter}");
    await waitFor(async () => expect(await names()).toEqual([CARD]));
    expect(await screen.findByText(`${LETTER} was filed.`)).toBeVisible();
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(async () => expect(await names()).toEqual([LETTER, CARD]));
    expect(sent).toEqual([
      ["file", "chart", "cf1", "1"],
      ["unfile", "chart", "cf1", "2"],
    ]);
  });

  it("ends in a sentence once all is filed", async () => {
    showApp(LIST);
    const user = userEvent.setup();
    await user.click(await screen.findByRole("button", { name: /^File: Letter/ }));
    await waitFor(async () => expect(await names()).toEqual([CARD]));
    await user.click(screen.getByRole("button", { name: /^File: Insurance card/ }));
    expect(await screen.findByText("All done")).toBeVisible();
  });

  it("shows why a document was not filed, and has it still", async () => {
    const { clinic } = showApp(LIST);
    clinic.refuse("fileDocument", R.refusal("changedMeanwhile"));
    await userEvent.setup().click(await screen.findByRole("button", { name: /^File: Letter/ }));
    expect(await screen.findByRole("alert")).toBeVisible();
    expect(await names()).toEqual([LETTER, CARD]);
  });

  it("opens the documents of the patient from a row", async () => {
    showApp(LIST);
    await userEvent.setup().click(within(await table()).getByText(LETTER));
    const list = within(await screen.findByRole("list", { name: "Documents" }));
    expect(list.getByRole("button", { name: /^Letter of Dr Osei/ })).toHaveTextContent("to file");
  });

  it("opens the office documents for one of the front desk", async () => {
    showApp(LIST);
    await userEvent.setup().click(within(await table()).getByText(CARD));
    const list = within(await screen.findByRole("list", { name: "Office documents" }));
    expect(list.getByRole("button", { name: /^Insurance card, front/ })).toBeVisible();
  });

  it("is a part of the first screen of medical records", async () => {
    showApp({ at: { page: "today" }, rights });
    await userEvent.setup().click(await screen.findByRole("radio", { name: "To file" }));
    expect(await names()).toEqual([LETTER, CARD]);
  });

  it.each(["chart.read", "documents.write", "patients.update"])("is not offered without %s", async (lacks) => {
    showApp({ at: { page: "patients" }, rights: rights.filter((right) => right !== lacks) });
    expect(await screen.findByRole("radio", { name: "Likely duplicates" })).toBeInTheDocument();
    expect(screen.queryByRole("radio", { name: "To file" })).toBeNull();
  });

  it("names itself in French", async () => {
    showApp({ ...LIST, language: "fr" });
    expect(await screen.findByRole("table", { name: "À classer" })).toBeVisible();
    expect(screen.getByRole("button", { name: `Classer : ${LETTER}, ${R.NAMES[9]!.name}` })).toBeVisible();
    expect(screen.getByRole("radio", { name: "À classer" })).toBeChecked();
  });

  it("calls nothing done that it does not know of", async () => {
    const { clinic } = showApp(LIST);
    clinic.documentsToFile = async () => ({ isUnsure: true, documents: [] });
    expect((await screen.findAllByText(/Some may be to file that are not listed/))[0]).toBeVisible();
    expect(screen.queryByText("All done")).toBeNull();
  });
});

describe("a document of a patient", () => {
  const at = { page: "patient", id: "p10", tab: "documents" } as const;
  const row = async () => within(await screen.findByRole("list", { name: "Documents" })).findByText(/^Letter · /);
  const choose = async (user: ReturnType<typeof userEvent.setup>, name: string) => {
    await user.click(await screen.findByRole("button", { name: `More: ${LETTER}` }));
    await user.click(await screen.findByRole("menuitem", { name, hidden: true }));
  };

  it("is filed from its menu, and the filing taken back", async () => {
    showApp({ at, rights });
    const user = userEvent.setup();
    expect(await row()).toHaveTextContent(/· to file$/);
    await choose(user, "File");
    await waitFor(async () => expect(await row()).toHaveTextContent(/· filed 20 Nov 2026, Mei Tanaka$/));
    await choose(user, "Take back the filing");
    await waitFor(async () => expect(await row()).toHaveTextContent(/· to file$/));
  });

  it("is not filed by who only reads it", async () => {
    showApp({ at, rights: ["patients.read", "chart.read"] });
    const user = userEvent.setup();
    await user.click(await screen.findByRole("button", { name: `More: ${LETTER}` }));
    expect(await screen.findByRole("menuitem", { name: "Save a copy", hidden: true })).toBeInTheDocument();
    expect(screen.queryByRole("menuitem", { name: "File", hidden: true })).toBeNull();
  });
});
