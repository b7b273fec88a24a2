import { act, cleanup, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Right } from "../../ipc/views";
import type { Route } from "../../nav/navigation";
import { at, refusal } from "../../test/records";
import * as R from "../../test/records";
import { expectAccessible, showApp } from "../../test/show";
import { isPast, nowIndex } from "./TodayPage";

afterEach(() => vi.useRealTimers());

describe("the line of the present", () => {
  const day = [
    ["08:00", "08:30"],
    ["09:00", "10:00"],
    ["09:30", "10:30"],
    ["11:00", "12:00"],
  ].map(([starts, ends]) => ({ startsAt: at(starts!), endsAt: at(ends!) }));
  it.each([
    ["before all", "07:15", 0],
    ["as one begins", "08:00", 1],
    ["within one that is under way", "08:20", 1],
    ["between two", "08:45", 1],
    ["within two at once", "09:45", 3],
    ["within the last", "11:49", 4],
    ["after all", "16:49", 4],
  ])("comes after what has begun: %s", (_when, now, index) => {
    expect(nowIndex(day, at(now))).toBe(index);
  });
  it("is in an empty day, too", () => {
    expect(nowIndex([], at("09:00"))).toBe(0);
  });
  it("makes past what has ended, and nothing that is under way", () => {
    expect(day.map((one) => isPast(one, at("10:00")))).toEqual([true, true, false, false]);
  });
  it("is below the row of an appointment that is under way", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: new Date(at("13:49")) });
    showApp();
    const now = await screen.findByRole("listitem", { name: "Now" });
    expect(now).toHaveTextContent("13:49");
    const rows = within(now.parentElement!)
      .getAllByRole("listitem")
      .map((row) => row.textContent.slice(0, 5));
    expect(rows).toEqual(["08:00", "08:30", "09:00", "10:00", "10:30", "11:00", "13:00", "13:49", "14:30", "15:00"]);
  });
});

describe("the front desk", () => {
  it("sees whose patient it is, and marks an arrival in one step, with Undo", async () => {
    const { clinic } = showApp({ rights: ["patients.read", "appointments.read", "appointments.write"] });
    const sent: string[] = [];
    const { setAppointmentStatus } = clinic;
    await screen.findByText("Appointments today");
    expect(screen.getAllByText(/Abena Mensah$/).length).toBeGreaterThan(1);
    expect(screen.queryByRole("button", { name: "Start visit" })).toBeNull();
    clinic.setAppointmentStatus = async (id, seen, status, why) => {
      sent.push(status);
      return setAppointmentStatus(id, seen, status, why);
    };
    await userEvent.click(screen.getByRole("button", { name: "Arrived: Fatou Diallo" }));
    expect(await screen.findByText(/^Fatou Diallo: Arrived/)).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "Undo" }));
    await waitFor(() => expect(clinic.calls.filter((call) => call === "setAppointmentStatus")).toHaveLength(2));
    await expectAccessible();
  });
});

it("says of whose day nothing is booked", async () => {
  showApp({ empty: true, rights: ["patients.read", "appointments.read"] });
  expect(await screen.findByText("No appointments today")).toBeVisible();
  cleanup();
  showApp({ empty: true });
  expect(await screen.findByText("None of yours today")).toBeVisible();
  expect(screen.queryByText("No appointments today")).toBeNull();
});

it("leads to the visit whose note is missing", async () => {
  const { clinic } = showApp({ at: { page: "patients" } });
  const { today } = clinic;
  clinic.today = async (day) => ({
    ...(await today(day)),
    needs: [{ kind: "missingNote", id: "v2", form: null, title: null, patient: null, by: null, at: at("08:55") }],
  });
  await userEvent.click(await screen.findByRole("button", { name: "Today" }));
  await userEvent.click(await screen.findByRole("button", { name: /^Note missing/ }));
  expect(await screen.findByLabelText("Weight")).toBeVisible();
});

it("starts a visit of the kind that was booked", async () => {
  const { clinic } = showApp({ at: { page: "patients" } });
  const types: string[] = [];
  const { today, startVisit } = clinic;
  clinic.today = async (day) => {
    const view = await today(day);
    return {
      ...view,
      rows: view.rows.map((row) => ({ ...row, appointment: { ...row.appointment, typeId: "INITIAL" } })),
    };
  };
  clinic.startVisit = async (start) => (types.push(start.type), startVisit(start));
  await userEvent.click(await screen.findByRole("button", { name: "Today" }));
  await userEvent.click((await screen.findAllByRole("button", { name: "Start visit" }))[0]!);
  await waitFor(() => expect(types).toEqual(["initial"]));
});

describe("a visit that is refused for another one", () => {
  it.each([
    ["en", /Another visit of this patient/, "Open visit", "Start visit", "Weight"],
    ["fr", /Une autre visite de ce patient/, "Ouvrir la visite", "Commencer", "Poids"],
  ] as const)("says so and leads there (%s)", async (language, words, open, begin, weight) => {
    const { clinic } = showApp({ language });
    clinic.refuse("startVisit", refusal("visitOpen", { visit: "v2" }));
    await userEvent.click((await screen.findAllByRole("button", { name: begin }))[0]!);
    expect(await screen.findByText(words)).toBeVisible();
    await expectAccessible();
    await userEvent.click(screen.getByRole("button", { name: open }));
    expect(await screen.findByLabelText(weight)).toBeVisible();
    expect(clinic.calls.at(-1)).not.toBe("startVisit");
  });
});

describe("a group session", () => {
  it.each([
    ["its topic for who reads charts", undefined, "Diabetes basics"],
    ["Group for the front desk", ["patients.read", "appointments.read", "appointments.write"], "Group"],
  ] as const)("has %s, and opens", async (_what, rights, name) => {
    vi.useFakeTimers({ toFake: ["Date"], now: new Date(at("13:49")) });
    const { clinic } = showApp(rights && { rights: [...rights] });
    await screen.findByText("Appointments today");
    const form = {
      patientId: "p1",
      providerId: "u1",
      roomId: null,
      facilityId: null,
      typeId: "GROUP",
      startsAt: at("15:30"),
    };
    await clinic.bookAppointment({ ...form, minutes: 90, reason: "", seats: 3, topic: "Diabetes basics" }, null, []);
    act(() => clinic.emit({ kind: "changed", topics: ["diary"], patientIds: [] }));
    const button = await screen.findByRole("button", { name: `Open session: ${name}` });
    const row = within(button.closest("li")!);
    expect(row.getByText(name)).toBeVisible();
    expect(row.getByText(/^1 of 3 seats/)).toBeVisible();
    expect(row.queryByRole("button", { name: /Arrived/ })).toBeNull();
    await userEvent.click(button);
    const dialog = within(await screen.findByRole("dialog", { name: `${name} 1/3, 15:30` }));
    await userEvent.click(await dialog.findByRole("button", { name: "Came: Mary Okafor" }));
    expect(await dialog.findByText("1 of 1 here")).toBeVisible();
    await expectAccessible();
    await userEvent.keyboard("{Escape}");
    await waitFor(() => expect(button).toHaveFocus());
  });
});

describe("who waits", () => {
  it("is measured from there, until a reading of the day is there", async () => {
    showApp();
    await userEvent.click(await screen.findByRole("button", { name: "Take measurements" }));
    expect(await screen.findByRole("tab", { name: "Measurements", selected: true })).toBeVisible();
  });
  it("is nothing to measure for who may not", async () => {
    showApp({ rights: ["patients.read", "appointments.read", "appointments.write"] });
    await screen.findByText("Waiting now");
    expect(screen.queryByRole("button", { name: "Take measurements" })).toBeNull();
  });
});

it("tells those who wait and have one name apart", async () => {
  const { clinic } = showApp({ at: { page: "patients" } });
  const { today } = clinic;
  const other = { ...R.NAMES[0]!, id: "p90", birthDate: "1961-05-02", fileNumber: "000777" };
  clinic.today = async (day) => {
    const view = await today(day);
    const [first] = view.waiting;
    return { ...view, waiting: [first!, { ...first!, patient: other }, { ...first!, patient: R.NAMES[1]! }] };
  };
  await userEvent.click(await screen.findByRole("button", { name: "Today" }));
  const { name, fileNumber } = R.NAMES[0]!;
  const files = (await screen.findAllByRole("button", { name: new RegExp(`^${name}.*File`) })).map(
    (button) => button.textContent,
  );
  expect(files.some((text) => text.includes("2 May 1961") && text.includes("File 000777"))).toBe(true);
  expect(files.some((text) => text.includes(`File ${fileNumber}`))).toBe(true);
  expect(screen.getByRole("button", { name: R.NAMES[1]!.name })).toBeVisible();
});

it("names who did not sign a note of the department", async () => {
  showApp();
  const need = await screen.findByRole("button", { name: /Not signed after the visit · Kofi Boateng/ });
  await expectAccessible();
  await userEvent.click(need);
  expect(await screen.findByRole("tab", { name: "Visits", selected: true })).toBeVisible();
});

it("shows that the note of a visit is void", async () => {
  const { clinic } = showApp({ at: { page: "patients" } });
  const { today } = clinic;
  clinic.today = async (day) => {
    const { rows, ...view } = await today(day);
    return { ...view, rows: rows.map((row, index) => (index === 0 ? { ...row, note: "void" as const } : row)) };
  };
  await userEvent.click(await screen.findByRole("button", { name: "Today" }));
  const chip = await screen.findByText("Note void");
  // whatever the time, as a draft
  expect(chip.closest("li")).not.toHaveAttribute("data-past");
  expect(screen.getAllByText("Note void")).toHaveLength(1);
});

describe("an admin who reads no chart", () => {
  const rights = ["patients.read", "appointments.read", "users.read", "users.manage", "settings.manage"] as const;
  /** A clinic in which the Dietitian is given to so many. */
  const inClinic = (at: Route, dietitians: number, more: readonly Right[] = rights) => {
    const { clinic } = showApp({ at, rights: [...more] });
    const { roles } = clinic;
    clinic.roles = async () =>
      (await roles()).map((role) => (role.name === "Dietitian" ? { ...role, members: dietitians } : role));
  };
  it.each(["Today", "Patients"])("learns on %s how the clinic gets its charts, and goes there", async (page) => {
    inClinic({ page: page === "Today" ? "patients" : "today" }, 0);
    await userEvent.click(await screen.findByRole("button", { name: page }));
    expect(await screen.findByText("You run the clinic.")).toBeVisible();
    expect(screen.getByText(/give yourself or a colleague the role Dietitian/)).toBeVisible();
    await expectAccessible();
    await userEvent.click(screen.getByRole("button", { name: "Open the users" }));
    expect(await screen.findByRole("table", { name: "Users" })).toBeVisible();
  });
  it.each([
    ["the role is given", 1, rights],
    ["users are not theirs to manage", 0, ["patients.read", "appointments.read"]],
    ["they read charts", 0, [...rights, "chart.read"]],
  ] as const)("sees nothing of it where %s", async (_where, dietitians, more) => {
    inClinic({ page: "patients" }, dietitians, more);
    await userEvent.click(await screen.findByRole("button", { name: "Today" }));
    await screen.findByText("Appointments today");
    await waitFor(() => expect(screen.queryByText("You run the clinic.")).toBeNull());
  });
});

it("tells patients of one name apart by their files", async () => {
  const { clinic } = showApp({ at: { page: "patients" } });
  const { today } = clinic;
  clinic.today = async (day) => {
    const view = await today(day);
    const rows = view.rows.slice(0, 3).map((row, index) => {
      const patient = { ...R.NAMES[index]!, name: index === 0 ? "Ana Silva" : "Mary Okafor" };
      return { ...row, appointment: { ...row.appointment, group: null, patients: [patient] } };
    });
    return { ...view, rows };
  };
  await userEvent.click(await screen.findByRole("button", { name: "Today" }));
  const rows = await screen.findAllByRole("button", { name: /^(Ana Silva|Mary Okafor)/ });
  const shown = rows.slice(0, 3).map((row) => /File \d+/.test(row.textContent));
  expect(shown).toEqual([false, true, true]);
});
