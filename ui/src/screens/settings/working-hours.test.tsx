import { fireEvent, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Language } from "../../words";
import { expectAccessible, showApp } from "../../test/show";
import { hasWrongHours, readWeek, USUAL_WEEK, writeWeek } from "./working-hours";

const open = async (workingHours: string, language: Language = "en") => {
  const { clinic } = showApp({ at: { page: "settings" }, language });
  const sent: string[] = [];
  const { userDetails, editUser } = clinic;
  clinic.userDetails = async (id) => {
    const details = await userDetails(id);
    return { ...details, form: { ...details.form, workingHours } };
  };
  clinic.editUser = async (id, seen, loaded, form) => (sent.push(form.workingHours), editUser(id, seen, loaded, form));
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Bright Osei" }));
  const dialog = within(await screen.findByRole("dialog", { name: /Bright Osei/ }));
  await dialog.findByText(language === "en" ? "Working hours" : "Horaires");
  return { user, sent, dialog };
};
const time = (value: string) => ({ target: { value } });

describe("working hours", () => {
  it("are edited by weekday, with blocks to add and remove", async () => {
    const { user, sent, dialog } = await open("MON 08:00-12:00 13:00-17:00; SAT 09:30-12:00");
    expect(dialog.getByLabelText("Monday, until (2)")).toHaveValue("17:00");
    fireEvent.change(dialog.getByLabelText("Monday, until (2)"), time("16:30"));
    await user.click(dialog.getByRole("button", { name: "Add hours on Tuesday" }));
    await user.click(dialog.getByRole("button", { name: "Add hours on Tuesday" }));
    await user.click(dialog.getByRole("button", { name: "Remove hours of Saturday" }));
    await expectAccessible();
    await user.click(dialog.getByRole("button", { name: "Save" }));
    expect(await screen.findByText("Bright Osei is saved")).toBeVisible();
    expect(sent).toEqual(["MON 08:00-12:00 13:00-16:30; TUE 08:00-12:00 13:00-17:00"]);
  });
  it("last until midnight where they end at 00:00", async () => {
    const { user, sent, dialog } = await open("FRI 16:00-20:00 21:00-24:00");
    expect(dialog.getByLabelText("Friday, until (2)")).toHaveValue("00:00");
    expect(dialog.getByText("midnight")).toBeVisible();
    fireEvent.change(dialog.getByLabelText("Friday, until (2)"), time("23:00"));
    expect(dialog.queryByText("midnight")).toBeNull();
    fireEvent.change(dialog.getByLabelText("Friday, until (2)"), time("00:00"));
    fireEvent.change(dialog.getByLabelText("Friday, from (2)"), time("20:30"));
    await user.click(dialog.getByRole("button", { name: "Save" }));
    expect(await screen.findByText("Bright Osei is saved")).toBeVisible();
    expect(sent).toEqual(["FRI 16:00-20:00 20:30-24:00"]);
  });
  it("that are wrong are explained in their row, and not saved", async () => {
    const { user, dialog } = await open("MON 08:00-12:00 13:00-17:00; FRI 08:00-12:00");
    const row = (name: string) => within(dialog.getByRole("group", { name }).closest("li")!);
    fireEvent.change(dialog.getByLabelText("Monday, from (2)"), time("11:00"));
    expect(row("Monday").getByText(/^They begin before/)).toBeVisible();
    expect(dialog.getByLabelText("Monday, from (2)")).toBeInvalid();
    expect(dialog.getByRole("group", { name: "Monday" })).toHaveAccessibleDescription(/^They begin before/);
    expect(row("Friday").queryByRole("status")).toBeNull();
    fireEvent.change(dialog.getByLabelText("Friday, until"), time("07:00"));
    expect(row("Friday").getByText("They end before they begin.")).toBeVisible();
    fireEvent.change(dialog.getByLabelText("Friday, until"), time(""));
    expect(row("Friday").getByText("Both times are needed, from and until.")).toBeVisible();
    expect(dialog.getByRole("button", { name: "Save" })).toBeDisabled();
    expect(dialog.getByText("Correct the working hours first.")).toBeVisible();
    await user.click(dialog.getByRole("button", { name: "Remove hours of Friday" }));
    fireEvent.change(dialog.getByLabelText("Monday, from (2)"), time("12:30"));
    expect(dialog.getByRole("button", { name: "Save" })).toBeEnabled();
  });
  it("begin from the usual week where there are none, in French too", async () => {
    const { user, dialog } = await open("", "fr");
    await user.click(dialog.getByRole("button", { name: "Partir de la semaine habituelle" }));
    expect(dialog.getByLabelText("vendredi, à (2)")).toHaveValue("17:00");
    expect(dialog.queryByLabelText("samedi, de")).toBeNull();
  });
  it("of another form are edited as a text", async () => {
    const { dialog } = await open("weekdays, mornings");
    expect(dialog.getByLabelText("Working hours")).toHaveValue("weekdays, mornings");
  });
});

describe("the text of working hours", () => {
  it("is read and written in one form", () => {
    const text = "MON 08:00-12:00 13:00-17:00; SAT 09:30-12:00";
    expect(writeWeek(readWeek(text)!)).toBe(text);
    expect(writeWeek(readWeek(" mon 8:00-12:00;")!)).toBe("MON 08:00-12:00");
    expect(readWeek(writeWeek(USUAL_WEEK))).toEqual(USUAL_WEEK);
    expect(writeWeek(readWeek("SAT 16:00-24:00")!)).toBe("SAT 16:00-24:00");
    expect(hasWrongHours("SAT 16:00-24:00")).toBe(false);
    expect(hasWrongHours("SAT 16:00-24:00 23:00-24:00")).toBe(true);
  });
  it.each(["MOO 08:00-12:00", "MON 8-12", "MON 25:00-26:00", "MON 24:00-24:00", "MON 08:00-12:00; MON 13:00-14:00"])(
    "is of another form: %s",
    (text) => expect(readWeek(text)).toBeNull(),
  );
  it("may be unfinished", () => {
    expect(readWeek("TUE 08:00-")?.[1]).toEqual([{ from: "08:00", to: "" }]);
    expect(hasWrongHours("TUE 08:00-")).toBe(true);
    expect(hasWrongHours("")).toBe(false);
  });
});
