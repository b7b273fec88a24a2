import { screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import type { AppointmentView } from "../../ipc/views";
import * as R from "../../test/records";
import { showApp } from "../../test/show";

const sheet = () => document.querySelector("[data-hour-axis]")!.parentElement!.parentElement!;
afterEach(() => void vi.useRealTimers());

it("moves in itself to the present hour, so that its heads stay in sight", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: new Date(`${R.DAY}T15:00:00Z`) });
  const { clinic } = showApp({ at: { page: "patients" } });
  const { diary } = clinic;
  clinic.diary = async (day) => {
    const view = await diary(day);
    const more = [1, 2, 3, 4, 5].map((n) => ({ ...view.columns[0]!, providerId: `p${n}`, name: `Person ${n}` }));
    return { ...view, columns: [...view.columns, ...more] };
  };
  (await screen.findByRole("button", { name: "Diary" })).click();
  await screen.findByText("Person 5");
  expect(sheet()).toHaveAttribute("data-wide");
  expect(sheet().scrollTop).toBe(7 * 80);
});

it("tells patients of one name apart by their files, also on a low card", async () => {
  const { clinic } = showApp({ at: { page: "patients" } });
  const { diary } = clinic;
  clinic.diary = async (day) => {
    const view = await diary(day);
    const [first, second] = R.appointments(day) as [AppointmentView, AppointmentView];
    const named = (of: AppointmentView, id: string, fileNumber: string) => ({
      ...of,
      patients: [{ ...R.NAMES[0]!, name: "Mary Okafor", id, fileNumber }],
    });
    const short = { ...second, startsAt: R.at("09:00", day), endsAt: R.at("09:15", day) };
    const long = { ...first, startsAt: R.at("09:00", day), endsAt: R.at("10:00", day) };
    return { ...view, appointments: [named(long, "one", "000482"), named(short, "two", "000311")] };
  };
  (await screen.findByRole("button", { name: "Diary" })).click();
  const cards = (await screen.findAllByText(/Mary Okafor/)).map((name) => name.closest("[data-status]")!);
  expect(cards.find((card) => card.hasAttribute("data-tall"))).toHaveTextContent(/Mary Okafor ?File 000482 · 09:00/);
  expect(cards.find((card) => !card.hasAttribute("data-tall"))).toHaveTextContent(/^ ?File 000311 · Mary Okafor/);
});
