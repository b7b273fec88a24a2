import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { AbsenceForm } from "../../ipc/views";
import { absences as absentRows } from "../../test/fake-absences";
import * as R from "../../test/records";
import { expectAccessible, showApp } from "../../test/show";
import { absences as words } from "../../words/absences";
import { onDayOf, whenOn } from "./absent";

const at = { page: "diary", day: R.DAY } as const;

const band = (startsAt: string, endsAt: string) => ({ ...absentRows()[0]!, startsAt, endsAt });

const showDiary = async () => {
  const { clinic } = showApp({ at });
  const user = userEvent.setup();
  await screen.findByText("Bright Osei");
  return { clinic, user };
};

const showAbsences = async () => {
  const { clinic, user } = await showDiary();
  await user.keyboard("a");
  return { clinic, user, dialog: within(await screen.findByRole("dialog")) };
};

describe("absences in the diary", () => {
  it("are bands with words, and closed rooms stand above the day", async () => {
    await showDiary();
    expect(screen.getByText("Absent · Team meeting")).toBeVisible();
    expect(screen.getByText("Room 2 is closed 08:00–12:00: Painting")).toBeVisible();
    await expectAccessible();
  });
  it("are in the week and in the month of who is absent", async () => {
    const { user } = await showDiary();
    await user.keyboard("w");
    await screen.findByRole("button", { name: "Fri 20" });
    const whose = screen.getByRole("combobox", { name: "Whose diary" });
    await user.click(whose);
    await user.click(await screen.findByRole("option", { name: "Bright Osei", hidden: true }));
    expect(await screen.findByText("Absent · Team meeting")).toBeVisible();
    await user.keyboard("{Escape}m");
    const friday = await screen.findByRole("button", { name: /^Friday, 20 Nov 2026: .*, Absent 15:00–17:00$/ });
    expect(friday).toBeVisible();
    await expectAccessible();
  });
  it("are objected to before a time in them is booked", async () => {
    const { user } = await showDiary();
    await user.click(screen.getByRole("button", { name: "Book" }));
    const dialog = within(await screen.findByRole("dialog"));
    await user.click(dialog.getByRole("combobox", { name: "Provider" }));
    await user.click(await screen.findByRole("option", { name: "Bright Osei", hidden: true }));
    fireEvent.change(dialog.getByLabelText("Time"), { target: { value: "16:00" } });
    expect(await dialog.findByText(/Provider absent 15:00–17:00: Team meeting/)).toBeVisible();
  });
  it("refuse a move with a sentence", async () => {
    const { clinic, user } = await showDiary();
    clinic.moveAppointment = () => Promise.reject(R.refusal("invalid", { field: "startsAt", reason: "absent" }));
    await user.click(screen.getByText("Fatou Diallo"));
    const dialog = within(await screen.findByRole("dialog"));
    await user.click(dialog.getByRole("button", { name: "Move to…" }));
    await user.click(dialog.getByRole("button", { name: "Move" }));
    expect(await dialog.findByText(/The provider is absent or the room is closed then/)).toBeVisible();
  });
});

describe("the list of absences", () => {
  it("opens by A, and says when each is and how much lies in it", async () => {
    const { dialog, user } = await showAbsences();
    expect(await dialog.findByText(/20 Nov 2026, 15:00 – 17:00 · Team meeting/)).toBeVisible();
    await expectAccessible();
    const inside = R.appointments(R.DAY).filter((one) => one.roomId === "r2" && one.startsAt < R.at("12:00"));
    const button = dialog.getByRole("button", { name: words.en.inside(inside.length) });
    await user.click(button);
    const name = inside[0]!.patients[0]!.name;
    await user.click(await dialog.findByRole("button", { name: new RegExp(`^Open ${name}`) }));
    expect(await screen.findByRole("dialog", { name: new RegExp(name) })).toBeVisible();
  });
  it("ends one after a question, and shows it under Past", async () => {
    const { clinic, dialog, user } = await showAbsences();
    const row = (await dialog.findByText("Bright Osei")).closest("li")!;
    await user.click(within(row).getByRole("button", { name: "More: Bright Osei" }));
    await user.click(await screen.findByRole("menuitem", { name: "Withdraw", hidden: true }));
    const question = within(await screen.findByRole("dialog", { name: "Withdraw the absence of Bright Osei?" }));
    await user.click(question.getByRole("button", { name: "Withdraw" }));
    await waitFor(() => expect(clinic.calls).toContain("endAbsence"));
    const list = within(await screen.findByRole("dialog", { name: "Absences and closed rooms" }));
    await user.click(list.getByRole("radio", { name: "Past" }));
    expect(await list.findByText("Bright Osei")).toBeVisible();
    expect(list.queryByRole("button", { name: /^More/ })).toBeNull();
  });
});

describe("an absence", () => {
  const addOne = async () => {
    const shown = await showAbsences();
    await shown.user.click(shown.dialog.getByRole("button", { name: "Add absence" }));
    return { ...shown, form: within(await screen.findByRole("dialog", { name: "Add an absence" })) };
  };
  it("is added with what lies in it in view before it is saved", async () => {
    const { clinic, user, form } = await addOne();
    expect(form.getByRole("button", { name: "Save absence" })).toBeDisabled();
    await user.click(form.getByRole("combobox", { name: "Provider or room" }));
    await user.click(await screen.findByRole("option", { name: "Abena Mensah", hidden: true }));
    expect(await form.findByText(/appointments fall in this absence\. They keep their times/)).toBeVisible();
    fireEvent.change(form.getByLabelText("From, time"), { target: { value: "16:30" } });
    expect(await form.findByText("No appointment falls in this absence.")).toBeVisible();
    await expectAccessible();
    await user.type(form.getByLabelText("Reason"), "Holiday");
    const sent: AbsenceForm[] = [];
    const { addAbsence } = clinic;
    clinic.addAbsence = async (typed) => (sent.push(typed), addAbsence(typed));
    await user.click(form.getByRole("button", { name: "Save absence" }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toMatchObject({ providerId: "u1", roomId: null, reason: "Holiday" });
    expect(Date.parse(sent[0]!.startsAt)).toBe(Date.parse(R.at("16:30")));
  });
  it("lets each that lies in it be moved, with what was typed there again", async () => {
    const { clinic, user, form } = await addOne();
    const sent: string[] = [];
    const { moveAppointment } = clinic;
    clinic.moveAppointment = async (change) => (sent.push(change.startsAt), moveAppointment(change));
    await user.click(form.getByRole("combobox", { name: "Provider or room" }));
    await user.click(await screen.findByRole("option", { name: "Abena Mensah", hidden: true }));
    fireEvent.change(form.getByLabelText("From, time"), { target: { value: "14:30" } });
    await user.type(form.getByLabelText("Reason"), "Holiday");
    await user.click(await form.findByRole("button", { name: "Move Fatou Diallo, 14:30" }));
    const mover = within(await screen.findByRole("dialog", { name: /Fatou Diallo/ }));
    fireEvent.change(mover.getByLabelText("Time"), { target: { value: "11:30" } });
    await user.click(mover.getByRole("button", { name: "Move" }));
    await waitFor(() => expect(sent).toEqual([R.at("11:30").replace("Z", ".000Z")]));
    const again = within(await screen.findByRole("dialog", { name: "Add an absence" }));
    expect(again.getByLabelText("Reason")).toHaveValue("Holiday");
    await waitFor(() => expect(again.queryByRole("button", { name: /^Move Fatou/ })).toBeNull());
    expect(await screen.findByText(/^Fatou Diallo moved to 20 Nov 2026, 11:30/)).toBeVisible();
  });
  it("lets each patient who lies in it be called", async () => {
    const { clinic, user, form } = await addOne();
    const asked: string[] = [];
    const { askToCall } = clinic;
    clinic.askToCall = async (id) => (asked.push(id), askToCall(id));
    await user.click(form.getByRole("combobox", { name: "Provider or room" }));
    await user.click(await screen.findByRole("option", { name: "Abena Mensah", hidden: true }));
    await user.click(await form.findByRole("button", { name: "Call: Fatou Diallo" }));
    expect(await screen.findByText("The front desk is asked to call Fatou Diallo.")).toBeVisible();
    expect(form.getByText("To call")).toBeVisible();
    expect(asked).toEqual([R.NAMES[7]!.id]);
    await expectAccessible();
  });
  it("that ends before it starts is refused below its end", async () => {
    const { user, form } = await addOne();
    await user.click(form.getByRole("combobox", { name: "Provider or room" }));
    await user.click(await screen.findByRole("option", { name: "Room 1", hidden: true }));
    fireEvent.change(form.getByLabelText("Until, time"), { target: { value: "07:00" } });
    await user.click(form.getByRole("button", { name: "Save absence" }));
    expect(await form.findByText("The end must be after the start, before the end of next year.")).toBeVisible();
  });
});

describe("the part of an absence that lies in a day", () => {
  const of = (from: string, to: string) => onDayOf(band(from, to), R.DAY, "Europe/Paris");
  it("is cut at both ends of the day, by the clocks of the clinic", () => {
    expect(of(R.at("08:00"), R.at("16:00"))).toEqual({ from: "09:00:00", to: "17:00:00" });
    expect(of(R.at("08:00", "2026-11-19"), R.at("11:00"))).toEqual({ from: "00:00:00", to: "12:00:00" });
    expect(of(R.at("22:30", "2026-11-19"), R.at("22:30"))).toEqual({ from: "00:00:00", to: "23:30:00" });
    expect(of(R.at("08:00", "2026-11-18"), R.at("23:00", "2026-11-19"))).toBeNull();
    expect(of(R.at("08:00", "2026-11-21"), R.at("23:00", "2026-11-21"))).toBeNull();
  });
  it("is written in words", () => {
    const text = (from: string, to: string) => whenOn(band(from, to), R.DAY, "UTC", words.en);
    expect(text(R.at("08:00"), R.at("16:00"))).toBe("08:00–16:00");
    expect(text(R.at("08:00"), R.at("16:00", "2026-11-21"))).toBe("from 08:00");
    expect(text(R.at("08:00", "2026-11-19"), R.at("16:00"))).toBe("until 16:00");
    expect(text(R.at("08:00", "2026-11-19"), R.at("16:00", "2026-11-22"))).toBe("all day");
  });
});
