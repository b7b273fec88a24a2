import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import * as R from "../../test/records";
import { showApp } from "../../test/show";
import { columnsOfRooms } from "./room-columns";

const at = { page: "diary", day: R.DAY, patientId: "p6" } as const;

describe("a booking", () => {
  const show = async (isOver: boolean) => {
    const { clinic } = showApp({ at });
    const overlaps = isOver
      ? []
      : [{ id: "a1", startsAt: R.at("10:00"), patient: "Ama Boateng", shares: ["provider" as const] }];
    clinic.bookingDoubts = async () => ({ isOver, overlaps });
    const user = userEvent.setup();
    await screen.findByText(/^Booking for /);
    await user.keyboard("n");
    const dialog = within(await screen.findByRole("dialog"));
    await user.click(await dialog.findByRole("button", { name: "Book" }));
    return { clinic, user, dialog };
  };
  it("over another appointment is asked about first, then written", async () => {
    const { clinic, user, dialog } = await show(false);
    expect(await dialog.findByText(/ has Ama Boateng at 10:00\. Book anyway\?$/)).toBeVisible();
    expect(clinic.calls).not.toContain("bookAppointment");
    await user.click(dialog.getByRole("button", { name: "Book anyway" }));
    await waitFor(() => expect(clinic.calls).toContain("bookAppointment"));
  });
  it("over one that came since is asked about anew", async () => {
    const { clinic, user, dialog } = await show(false);
    const { bookAppointment } = clinic;
    const sent: string[][] = [];
    clinic.bookAppointment = async (form, patientId, accepted) => {
      sent.push(accepted);
      if (sent.length === 1) throw R.refusal("invalid", { field: "slot", reason: "taken" });
      return bookAppointment(form, patientId, accepted);
    };
    await user.click(await dialog.findByRole("button", { name: "Book anyway" }));
    expect(await dialog.findByText("That time was taken meanwhile. Nobody was booked.")).toBeVisible();
    await user.click(await dialog.findByRole("button", { name: "Book" }));
    await user.click(await dialog.findByRole("button", { name: "Book anyway" }));
    await waitFor(() => expect(sent).toEqual([["a1"], ["a1"]]));
  });
  it("at a time that is over is asked about, and again after a change", async () => {
    const { user, dialog } = await show(true);
    expect(await dialog.findByText("This time is over. Book anyway?")).toBeVisible();
    await user.type(dialog.getByRole("textbox", { name: "Reason" }), "x");
    expect(dialog.queryByText("This time is over. Book anyway?")).toBeNull();
    expect(dialog.getByRole("button", { name: "Book" })).toBeVisible();
  });
});

describe("a day by rooms", () => {
  it("has a column for each room, by O, and the dietitian on each card", async () => {
    showApp({ at: { page: "diary", day: R.DAY } });
    const user = userEvent.setup();
    await screen.findByText("Bright Osei");
    await user.keyboard("o");
    const toggle = await screen.findByRole("button", { name: "By room", pressed: true });
    // the filled one is that which books
    expect(toggle).not.toHaveAttribute("data-variant", "filled");
    const names = [...document.querySelectorAll("[data-provider]")].map((column) =>
      column.getAttribute("data-provider"),
    );
    expect(names.slice(0, R.ROOMS.length)).toEqual(R.ROOMS.map(({ name }) => name));
    expect(screen.getByText("Fatou Diallo")).toBeVisible();
  });
  it("has a column for what has no room, and counts what is free", () => {
    const [entry] = R.appointments(R.DAY);
    const [first, second] = R.ROOMS;
    const diary = {
      day: R.DAY,
      timeZone: "UTC",
      opens: "08:00",
      closes: "10:00",
      columns: [],
      appointments: [
        { ...entry!, id: "x1", roomId: first!.id, startsAt: R.at("08:15"), endsAt: R.at("08:45") },
        { ...entry!, id: "x2", roomId: null, room: null, startsAt: R.at("09:00"), endsAt: R.at("09:30") },
      ],
      absences: [],
      choices: { types: R.TYPES, rooms: [first!, second!], providers: R.PROVIDERS, facilities: [], departments: [] },
    };
    const columns = columnsOfRooms(diary, "No room").map(({ title, roomId, booked, free }) => [
      title,
      roomId,
      booked,
      free,
    ]);
    expect(columns).toEqual([
      [first!.name, first!.id, 1, 2],
      [second!.name, second!.id, 0, 4],
      ["No room", null, 1, 0],
    ]);
  });
});
