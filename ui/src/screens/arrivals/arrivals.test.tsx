import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { AppointmentStatus, PatientName, Right } from "../../ipc/views";
import * as R from "../../test/records";
import { expectAccessible, showApp } from "../../test/show";

const at = { page: "arrivals" } as const;
const FRONT_DESK: Right[] = ["patients.read", "patients.create", "appointments.read", "appointments.write"];

beforeEach(() => {
  localStorage.removeItem("arrivals.privacy");
  vi.useFakeTimers({ toFake: ["Date"], now: new Date(R.at("10:20")) });
});
afterEach(() => void vi.useRealTimers());

const show = (more: Parameters<typeof showApp>[0] = {}) => {
  const { clinic } = showApp({ at, rights: FRONT_DESK, ...more });
  const sent: AppointmentStatus[] = [];
  const { setAppointmentStatus } = clinic;
  clinic.setAppointmentStatus = async (id, seen, status, why) => {
    sent.push(status);
    return setAppointmentStatus(id, seen, status, why);
  };
  return { clinic, sent, user: userEvent.setup() };
};
const column = async (name: string) => within(await screen.findByRole("region", { name }));

describe("the board", () => {
  it("has four columns, each card with time, person, room and one step", async () => {
    show();
    const expected = await column("Expected");
    expect(expected.getByRole("button", { name: "Arrived: Fatou Diallo" })).toBeVisible();
    expect(expected.getAllByText("Abena Mensah · Room 1").length).toBeGreaterThan(0);
    expect((await column("Arrived")).getByRole("button", { name: /^In room: / })).toBeVisible();
    expect((await column("In room")).getByRole("button", { name: /^Done: / })).toBeVisible();
    expect((await column("Done")).queryByRole("button", { name: /^Done: / })).toBeNull();
    await expectAccessible();
  });
  it("says how long somebody waits, and how late somebody is", async () => {
    show();
    const arrived = await column("Arrived");
    expect(arrived.getByText("32 min waiting")).toBeVisible();
    expect(arrived.getByRole("img", { name: "Very long wait" })).toBeVisible();
    expect((await column("Expected")).getByText("20 min late")).toBeVisible();
  });
  it("marks a wait from a quarter of an hour on", async () => {
    vi.setSystemTime(new Date(R.at("10:03")));
    show();
    const arrived = await column("Arrived");
    expect(arrived.getByText("15 min waiting")).toBeVisible();
    expect(arrived.getByRole("img", { name: "Long wait" })).toBeVisible();
  });
  it("folds who does not come under what is done", async () => {
    const { user } = show();
    const done = await column("Done");
    await user.click(done.getByText("2 not coming"));
    expect(done.getByText("No-show")).toBeVisible();
    expect(done.getByText("Cancelled")).toBeVisible();
  });
  it("has no reason, no type and nothing of a chart", async () => {
    show();
    await column("Expected");
    const { textContent } = document.querySelector("main")!;
    for (const word of ["Weight review", "Follow-up", "First visit", "Peanut"]) expect(textContent).not.toContain(word);
  });
  it("tells patients of one name apart by their files", async () => {
    const { clinic } = showApp({ at: { page: "patients" }, rights: FRONT_DESK });
    const user = userEvent.setup();
    const { arrivals } = clinic;
    let one: PatientName | undefined;
    clinic.arrivals = async (day) => {
      const view = await arrivals(day);
      const [first, ...others] = view.cards.filter(({ patients }) => patients.length === 1);
      one = first!.patients[0]!;
      const alike = { ...one, id: "p90", fileNumber: "000777" };
      const same = { ...first!, id: "a90", patients: [alike] };
      return { ...view, cards: [first!, same, ...others] };
    };
    await user.click(await screen.findByRole("button", { name: "Arrivals" }));
    const { name, fileNumber } = one!;
    expect(await screen.findByRole("button", { name: `${name}, File 000777` })).toBeVisible();
    expect(screen.getAllByRole("button", { name: `${name}, File ${fileNumber}` })[0]).toBeVisible();
    expect(screen.queryByRole("button", { name })).toBeNull();
  });
  it("is of one person where one is chosen", async () => {
    const { user } = show();
    await column("Expected");
    await user.click(screen.getByRole("combobox", { name: "Provider" }));
    await user.click(await screen.findByRole("option", { name: "Claire Dupont", hidden: true }));
    await waitFor(() => expect(screen.queryByText("Fatou Diallo")).toBeNull());
    expect(screen.getAllByText("Claire Dupont · Room 1").length).toBe(2);
  });
  it("says that nobody is expected", async () => {
    show({ empty: true });
    expect(await screen.findByText("Nobody is expected today")).toBeVisible();
    await expectAccessible();
  });
});

describe("a step", () => {
  it("is one press, and can be taken back", async () => {
    const { user, sent } = show();
    await user.click((await column("Expected")).getByRole("button", { name: "Arrived: Fatou Diallo" }));
    expect(await (await column("Arrived")).findByRole("button", { name: "In room: Fatou Diallo" })).toBeVisible();
    expect(await screen.findByText(/^Fatou Diallo: Arrived/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Undo" }));
    await waitFor(() => expect(sent).toEqual(["arrived", "scheduled"]));
  });
  it("is taken back by Ctrl Z, once", async () => {
    const { user, sent } = show();
    await user.click((await column("Expected")).getByRole("button", { name: "Arrived: Fatou Diallo" }));
    await screen.findByRole("button", { name: "Undo" });
    await user.keyboard("{Control>}zz{/Control}");
    await waitFor(() => expect(sent).toEqual(["arrived", "scheduled"]));
    expect(await screen.findByText(/^Fatou Diallo: Booked/)).toBeVisible();
    await user.keyboard("{Control>}z{/Control}");
    expect(sent).toHaveLength(2);
  });
  it("is two keys, and the card below has the next one", async () => {
    const { user, sent } = show();
    const expected = await column("Expected");
    const steps = expected.getAllByRole("button", { name: /^Arrived: / });
    await user.keyboard("{ArrowDown}");
    expect(steps[0]).toHaveFocus();
    await user.keyboard("{ArrowDown}{Enter}");
    await waitFor(() => expect(sent).toEqual(["arrived"]));
    await waitFor(() => expect(steps[2]).toHaveFocus());
    await user.keyboard("{ArrowRight}");
    expect(document.activeElement).toHaveAccessibleName(/^In room: /);
    await user.keyboard("{ArrowRight}{ArrowRight}{ArrowLeft}{ArrowLeft}{ArrowLeft}");
    expect(document.activeElement).toHaveAccessibleName(/^Arrived: /);
  });
  it("of a no-show is in the menu, and leads back", async () => {
    const { user, sent } = show();
    await user.click((await column("Expected")).getByRole("button", { name: "More: Fatou Diallo" }));
    await user.click(await screen.findByRole("menuitem", { name: "Mark as no-show", hidden: true }));
    await screen.findByRole("dialog", { name: "Fatou Diallo: Mark as no-show" });
    await user.keyboard("5{Enter}");
    await waitFor(() => expect(sent).toEqual(["noShow"]));
    expect(await screen.findByText("3 not coming")).toBeVisible();
  });
  it("is not offered to who may only read", async () => {
    show({ rights: ["patients.read", "appointments.read"] });
    await column("Expected");
    expect(screen.queryByRole("button", { name: /^Arrived: / })).toBeNull();
    expect(screen.queryByRole("button", { name: "Walk-in" })).toBeNull();
  });
});

it("has on a card what is open with a patient, but for the privacy view", async () => {
  const { user } = show();
  const matters = "Consent missing · Owes €40.00";
  expect(await screen.findByText(matters)).toBeVisible();
  await user.keyboard("p");
  await waitFor(() => expect(screen.queryByText(matters)).toBeNull());
});

describe("the privacy view", () => {
  it("hides names everywhere by P, and stays for this computer", async () => {
    const { user } = show();
    await user.click((await column("In room")).getByRole("button", { name: /^Done: / }));
    const [name] = (await screen.findByText(/: Done/)).textContent.split(":");
    await user.keyboard("p");
    await waitFor(() => expect(document.body.textContent).not.toContain(name));
    expect(await screen.findByRole("button", { name: /^Arrived: FD, File / })).toBeVisible();
    expect(document.body.textContent).not.toContain("Fatou Diallo");
    await user.click(screen.getByRole("button", { name: /^Arrived: FD, File / }));
    expect(await screen.findByText(/^FD, File \d+: Arrived/)).toBeVisible();
    expect(document.body.textContent).not.toContain("Fatou");
    expect(localStorage.getItem("arrivals.privacy")).toBe("true");
    await user.keyboard("p");
    expect(await screen.findByRole("button", { name: "In room: Fatou Diallo" })).toBeVisible();
  });
  it("is not switched by the keys that go to the patients", async () => {
    const { user } = show();
    await column("Expected");
    await user.keyboard("gp");
    await waitFor(() => expect(screen.queryByRole("region", { name: "Expected" })).toBeNull());
    expect(localStorage.getItem("arrivals.privacy")).toBeNull();
  });
});

it("prints the day, of one person where one is chosen, and a card", async () => {
  const { clinic, user } = show();
  const asked: unknown[] = [];
  const { makePrint } = clinic;
  clinic.makePrint = async (form) => (asked.push(form.of), makePrint(form));
  await column("Expected");
  await user.click(screen.getByRole("button", { name: "Print day list" }));
  await waitFor(() => expect(asked).toEqual([{ print: "dayList", day: R.DAY, providerId: null, departmentId: null }]));
  await user.click(screen.getByRole("button", { name: "Close" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  await user.click(screen.getByRole("button", { name: "More: Fatou Diallo" }));
  await user.click(await screen.findByRole("menuitem", { name: "Print card", hidden: true }));
  await waitFor(() => expect(asked.at(-1)).toMatchObject({ print: "appointmentCard", appointmentId: "a8" }));
});

it("opens the registration of who comes without an appointment", async () => {
  const { user } = show();
  await user.click(await screen.findByRole("button", { name: "Walk-in" }));
  expect(await screen.findByLabelText("Given name")).toBeVisible();
});

describe("a group", () => {
  const RIGHTS: Right[] = [...FRONT_DESK, "chart.read"];
  /** With two who have a seat, one of whom came. */
  const showGroup = async (more: Parameters<typeof showApp>[0] = {}) => {
    const shown = show({ rights: RIGHTS, ...more });
    const { clinic } = shown;
    await column("Expected");
    const form = {
      patientId: "p1",
      providerId: "u1",
      roomId: null,
      facilityId: null,
      typeId: "GROUP",
      startsAt: R.at("15:30"),
    };
    const { id } = await clinic.bookAppointment(
      { ...form, minutes: 90, reason: "", seats: 3, topic: "Diabetes" },
      null,
      [],
    );
    const { session } = await clinic.giveSeat({ id, patientId: "p3", reason: "", later: false });
    const [first] = session.seats;
    await clinic.recordAttendance(first!.id, first!.seen, "attended");
    act(() => clinic.emit({ kind: "changed", topics: ["diary"], patientIds: [] }));
    await screen.findByRole("button", { name: "Group 2/3" });
    return shown;
  };
  it("says how many are here, and nothing of its topic", async () => {
    await showGroup();
    expect(screen.getByText("1 of 2 here · Abena Mensah · Room 1")).toBeVisible();
    expect(document.body.textContent).not.toContain("Diabetes");
    await expectAccessible();
  });
  it("opens to record who came, with the board as it was", async () => {
    const { user, clinic } = await showGroup();
    await user.click(screen.getByRole("button", { name: "Group 2/3" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Group 2/3, 15:30" }));
    (await dialog.findByRole("button", { name: "Came: Ama Adjei" })).focus();
    await user.keyboard("{ArrowUp}{ArrowDown}1");
    expect(await dialog.findByText("2 of 2 here")).toBeVisible();
    expect(document.body.textContent).not.toContain("Diabetes");
    await expectAccessible();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(await screen.findByText("2 of 2 here · Abena Mensah · Room 1")).toBeVisible();
    expect(clinic.calls.filter((call) => call === "recordAttendance")).toHaveLength(2);
  });
  it("goes from Expected to In room to Done, and back", async () => {
    const { user, sent } = await showGroup();
    await user.click((await column("Expected")).getByRole("button", { name: "Start session: Group 2/3" }));
    const inRoom = await column("In room");
    expect(await inRoom.findByRole("button", { name: "End session: Group 2/3" })).toBeVisible();
    await user.click(inRoom.getByRole("button", { name: "More: Group 2/3" }));
    await user.click(await screen.findByRole("menuitem", { name: "Not begun yet", hidden: true }));
    await screen.findByRole("dialog", { name: "Group 2/3: Not begun yet" });
    await user.keyboard("{Enter}");
    await waitFor(() => expect(sent).toEqual(["inRoom", "scheduled"]));
    expect(document.body.textContent).not.toContain("Diabetes");
  });
  it("hides its patients, too, and adds none while names are hidden", async () => {
    const { user } = await showGroup();
    await user.keyboard("p");
    await user.click(await screen.findByRole("button", { name: "Group 2/3" }));
    const dialog = within(await screen.findByRole("dialog"));
    await user.click(await dialog.findByRole("button", { name: "Excused: AA, File 000484" }));
    expect(await dialog.findByText("Excused", { selector: "[data-tone] *" })).toBeVisible();
    expect(dialog.queryByRole("button", { name: "Add a patient" })).toBeNull();
    for (const word of ["Ama", "Okafor", "1992", "Diabetes"]) expect(document.body.textContent).not.toContain(word);
  });
});
