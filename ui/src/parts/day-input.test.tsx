import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { flushAll } from "../ipc/unsaved";
import { showPart } from "../test/show";
import { DayInput } from "./DayInput";

let taken: (string | null)[] = [];
let sent: (string | null)[] = [];
beforeEach(() => {
  [taken, sent] = [[], []];
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-12-01T09:00:00Z") });
});
afterEach(() => vi.useRealTimers());

type Asked = Partial<Parameters<typeof DayInput>[0]>;

function Field(asked: Asked) {
  const [day, setDay] = useState<string | null>("2026-12-01");
  const change = (to: string | null) => (taken.push(to), setDay(to));
  return (
    <>
      <DayInput label="Day" aim="next" {...asked} value={day} onChange={change} />
      <button type="submit" onClick={() => sent.push(day)}>
        Elsewhere
      </button>
    </>
  );
}
function Form(asked: Asked) {
  const [day, setDay] = useState<string | null>("2026-12-01");
  return (
    <form onSubmit={(event) => (event.preventDefault(), sent.push(day))}>
      <DayInput label="Day" aim="next" {...asked} value={day} onChange={setDay} />
      <button type="submit">Send</button>
    </form>
  );
}
const field = () => screen.getByRole("textbox", { name: "Day" });
const type = async (text: string) => {
  await userEvent.clear(field());
  await userEvent.type(field(), text);
};
const NONE = "No such day. For example: 22 12, 22 dec 2026 or +2w";

describe("a day that is typed in a form", () => {
  it.each([
    ["22/12", "2026-12-22"],
    ["22 dec", "2026-12-22"],
    ["22.12.26", "2026-12-22"],
    ["3/1", "2027-01-03"],
    ["+2w", "2026-12-15"],
    ["tomorrow", "2026-12-02"],
    ["22 12 2026", "2026-12-22"],
  ])("is sent with Enter: %s", async (text, day) => {
    showPart(<Form />);
    await type(`${text}{Enter}`);
    expect(sent).toEqual([day]);
  });
  it.each(["31 feb", "soon", "22/13", "22/12/2"])("is refused, and nothing is sent: %s", async (text) => {
    showPart(<Form />);
    await type(`${text}{Enter}`);
    expect(field()).toHaveValue(text);
    expect(field()).toHaveAccessibleDescription(NONE);
    await userEvent.click(screen.getByRole("button", { name: "Send" }));
    expect(sent).toEqual([]);
    expect(field()).toHaveValue(text);
    await type("22/12");
    expect(field()).not.toHaveAccessibleDescription(NONE);
    await userEvent.click(screen.getByRole("button", { name: "Send" }));
    expect(sent).toEqual(["2026-12-22"]);
  });
  it("is not sent as it was where the field is empty", async () => {
    showPart(<Form />);
    await userEvent.clear(field());
    await userEvent.keyboard("{Enter}");
    expect(sent).toEqual([]);
    expect(field()).toHaveAccessibleDescription(NONE);
  });
  it("is refused outside of the days that are taken", async () => {
    showPart(<Form minDate="2026-12-01" maxDate="2026-12-31" />);
    await type("30 11 2026{Enter}");
    expect(field()).toHaveAccessibleDescription("Not before 1 Dec 2026");
    await type("3/1{Enter}");
    expect(field()).toHaveAccessibleDescription("Not after 31 Dec 2026");
    expect(sent).toEqual([]);
  });
});

describe("a day that is typed", () => {
  it.each([
    [{}, "3 nov", "2027-11-03", "3 Nov 2027"],
    [{ aim: "last" }, "22/12", "2025-12-22", "22 Dec 2025"],
    [{ aim: "last" }, "22 12 98", "1998-12-22", "22 Dec 1998"],
    [{ aim: "nearest" }, "3 nov", "2026-11-03", "3 Nov 2026"],
    [{ from: "2026-12-24" }, "+1w", "2026-12-31", "31 Dec 2026"],
    [{ showsWeekday: true }, "Tue 22 dec", "2026-12-22", "Tue 22 Dec 2026"],
  ] as const)("is taken once, on leaving the field: %j %s", async (asked, text, day, shown) => {
    showPart(<Field {...asked} />);
    await type(text);
    expect(taken).toEqual([]);
    await userEvent.tab();
    expect(taken).toEqual([day]);
    expect(field()).toHaveValue(shown);
  });
  it("counts a step once, with Enter and on leaving the field", async () => {
    showPart(<Field from="2026-12-01" />);
    await type("+2w{Enter}{Enter}");
    await userEvent.tab();
    expect(taken).toEqual(["2026-12-15"]);
    expect(field()).toHaveValue("15 Dec 2026");
  });
  it("stays where it is none, and the screen is not left", async () => {
    showPart(<Field />);
    await type("soon");
    expect(await flushAll("lock")).toBe(true);
    await userEvent.tab();
    expect(field()).toHaveValue("soon");
    expect(field()).toHaveAccessibleDescription(NONE);
    expect(await flushAll()).toBe(false);
    await type("22/12");
    expect(await flushAll()).toBe(true);
    expect(taken).toEqual(["2026-12-22"]);
  });
  it("shows the day again that was only written another way, or emptied", async () => {
    showPart(<Field />);
    await type("1/12");
    await userEvent.tab();
    expect(field()).toHaveValue("1 Dec 2026");
    await userEvent.clear(field());
    await userEvent.tab();
    expect(field()).toHaveValue("1 Dec 2026");
    expect(taken).toEqual([]);
  });
  it("is emptied where that is possible", async () => {
    showPart(<Field clearLabel="No day" />);
    await userEvent.clear(field());
    await userEvent.tab();
    expect(taken).toEqual([null]);
  });
});
