import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import * as R from "./records";

const WHO = "Lea Petit";

/** The one clash of the fake diary, and what was decided about it. */
export function clashCommands(state: R.FakeState) {
  const decisions: V.DecisionRow[] = [];
  const takesTime = ({ status }: V.AppointmentView) => status !== "cancelled" && status !== "noShow";
  const shareOf = (one: V.AppointmentView, other: V.AppointmentView): V.ClashOf[] => [
    ...(one.providerId === other.providerId ? (["provider"] as const) : []),
    ...(one.roomId !== null && one.roomId === other.roomId ? (["room"] as const) : []),
    ...(one.patients[0] !== undefined && one.patients[0].id === other.patients[0]?.id ? (["patient"] as const) : []),
  ];
  const idOf = (one: V.AppointmentView, other: V.AppointmentView) =>
    [one, other].map(({ id, startsAt, providerId }) => `${id}/${startsAt}/${providerId}`).join("+");
  const STATES: Record<V.ClashChoice, V.ClashState> = { keep: "decided", call: "toCall", move: "open", reopen: "open" };
  const all = (): V.ClashRow[] =>
    state.diary.flatMap((first, index) =>
      state.diary.slice(index + 1).flatMap((second) => {
        const shares = shareOf(first, second);
        const overlap = first.startsAt < second.endsAt && second.startsAt < first.endsAt;
        if (!overlap || shares.length === 0 || !takesTime(first) || !takesTime(second)) return [];
        const id = idOf(first, second);
        const latest = decisions.find((row) => idOf(row.appointment, row.other) === id);
        const clean = (entry: V.AppointmentView) => ({ ...entry, reason: null });
        return [
          {
            id,
            first: clean(first),
            second: clean(second),
            shares,
            state: latest === undefined ? ("open" as const) : STATES[latest.choice],
            decision: latest === undefined ? null : { choice: latest.choice, at: latest.at, by: latest.by },
            contacts: [first, second].flatMap(({ patients }) =>
              patients.map(({ name }) => ({ name, phone: "+33 1 23 45 67 89" })),
            ),
          },
        ];
      }),
    );
  const record = (row: V.ClashRow, choice: V.ClashChoice, was: V.FormerSlot | null, moved?: V.AppointmentView) => {
    const { first, second, shares } = row;
    const id = `d${decisions.length + 1}`;
    const state: V.DecisionState = choice === "move" ? "over" : "current";
    const decision = { id, choice, at: R.at("09:42"), by: WHO, state, shares, was, sync: R.SYNCED };
    decisions.forEach((before) => (before.state = "replaced"));
    decisions.unshift({ ...decision, appointment: moved ?? first, other: moved === second ? first : second });
  };
  const find = ({ id }: V.ClashRef) => {
    const row = all().find((one) => one.id === id);
    if (row === undefined) throw R.refusal("changedMeanwhile");
    return row;
  };
  return {
    clashes: async ({ part }) => {
      const rows = all().sort((one, other) => one.first.startsAt.localeCompare(other.first.startsAt));
      const count = (of: V.ClashState) => rows.filter((row) => row.state === of).length;
      const shown = rows.filter((row) => (row.state === "decided") === (part === "decided"));
      return { open: count("open"), toCall: count("toCall"), decided: count("decided"), rows: shown };
    },
    clashHistory: async () => ({ total: decisions.length, rows: decisions.map((row) => ({ ...row })) }),
    decideClash: async (clash, choice) => {
      record(find(clash), choice, null);
      return find(clash);
    },
    moveClashing: async ({ clash, to }) => {
      const row = find(clash);
      const before = row.first.id === to.id ? row.first : row.second;
      const { startsAt, endsAt, provider, room } = before;
      record(row, "move", { startsAt, endsAt, provider, room }, before);
      const end = new Date(Date.parse(to.startsAt) + to.minutes * 60_000).toISOString();
      const moved = { ...before, startsAt: to.startsAt, endsAt: end, seen: `${Number(before.seen) + 1}` };
      state.diary = state.diary.map((entry) => (entry.id === to.id ? moved : entry));
      return moved;
    },
  } satisfies Partial<Clinic>;
}
