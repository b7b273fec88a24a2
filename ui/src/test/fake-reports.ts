import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import { shiftDay } from "../words/time";

/** A report with a span for each of the first days of its period, with income and expenses in euros. */
export function reportCommands({ empty }: { empty: boolean }) {
  const span = (from: V.Day, until: V.Day, of: number): V.ReportSpan => ({
    from,
    until,
    appointments: of * 10,
    came: of * 8,
    noShows: of,
    noShowPermille: of === 0 ? null : 111,
    cancelled: of,
    waits: of * 8,
    waitMedian: of === 0 ? null : 6 + of,
    waitNinth: of === 0 ? null : 14 + of,
    newPatients: of,
    patients: 120 + of,
  });
  const load = (id: V.Id, name: string, workingMinutes: number | null): V.ReportLoad => ({
    id,
    name,
    appointments: 24,
    noShows: 1,
    bookedMinutes: 930,
    workingMinutes,
    loadPermille: workingMinutes === null ? null : Math.round((930 / workingMinutes) * 1000),
    workChangedOn: null,
  });
  const report = (query: V.ReportQuery): V.ReportView => {
    const days = [0, 1, 2].map((by) => shiftDay(query.from, by));
    const isOfClinic = query.departmentId === null && query.providerId === null;
    return {
      query,
      step: "day",
      isUnsure: false,
      choices: {
        facilities: [{ id: "f1", name: "Main building" }],
        departments: [
          { id: "d1", name: "Nutrition" },
          { id: "d2", name: "Cardiology" },
        ],
        providers: [
          { id: "u1", name: "Amara Mensah" },
          { id: "u4", name: "Kofi Boateng" },
        ],
      },
      spans: days.map((day, at) => span(day, day, empty ? 0 : at + 1)),
      total: span(query.from, query.until, empty ? 0 : 6),
      providers: empty ? [] : [load("u1", "Amara Mensah", 2400), load("u4", "Kofi Boateng", 1200)],
      rooms: empty ? [] : [load("r1", "Room 2", null)],
      income: empty
        ? []
        : [
            {
              currency: "EUR",
              invoiced: "410.00",
              paid: "380.50",
              refunded: "20.00",
              net: "360.50",
              methods: [
                { method: "cash", amount: "120.50" },
                { method: "card", amount: "240.00" },
              ],
              spans: ["120.50", "0.00", "240.00"],
            },
          ],
      expenses: !isOfClinic
        ? null
        : empty
          ? []
          : [
              {
                currency: "EUR",
                total: "254.00",
                categories: [
                  { category: "rent", amount: "200.00" },
                  { category: "supplies", amount: "54.00" },
                ],
                left: "106.50",
                spans: ["200.00", "0.00", "54.00"],
              },
            ],
    };
  };
  return {
    report: async (query) => report(query),
    saveReport: async (_, __, path) => `/home/ines/${path}`,
  } satisfies Partial<Clinic>;
}
