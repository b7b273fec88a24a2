import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { showPart } from "../test/show";
import { Select } from "./Select";

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));
afterEach(() => vi.useRealTimers());

const FRUITS = ["Apple", "Pear", "Éclair", "Peach", "Plum"];

function Fruits() {
  const [value, setValue] = useState<string | null>("Apple");
  return <Select label="Fruit" data={FRUITS} value={value} onChange={setValue} />;
}

const show = async () => {
  showPart(<Fruits />);
  await userEvent.tab();
  const fruit = screen.getByRole("combobox", { name: "Fruit" });
  expect(fruit).toHaveFocus();
  return fruit;
};

it.each([
  ["p", "Pear"],
  ["pp", "Peach"],
  ["pppp", "Pear"],
  ["peac", "Peach"],
  ["pl", "Plum"],
  ["PL", "Plum"],
  ["e", "Éclair"],
  ["x", "Apple"],
  ["a", "Apple"],
])("takes the letters %s for %s", async (letters, chosen) => {
  const fruit = await show();
  await userEvent.keyboard(letters);
  expect(fruit).toHaveValue(chosen);
});

it("takes them where its list is open, too", async () => {
  const fruit = await show();
  await userEvent.keyboard("{Enter}");
  expect(fruit).toHaveAttribute("aria-expanded", "true");
  await userEvent.keyboard("pl");
  expect(fruit).toHaveValue("Plum");
  expect(fruit).toHaveAttribute("aria-expanded", "false");
});

it("takes a letter after a while for the beginning of another word", async () => {
  const fruit = await show();
  await userEvent.keyboard("p");
  vi.setSystemTime(Date.now() + 1000);
  await userEvent.keyboard("e");
  expect(fruit).toHaveValue("Éclair");
});

it("leaves keys with Ctrl and Alt alone", async () => {
  const fruit = await show();
  await userEvent.keyboard("{Control>}p{/Control}{Alt>}p{/Alt}");
  expect(fruit).toHaveValue("Apple");
});

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October"];

function Months({ more }: { more: string[] }) {
  const [value, setValue] = useState<string | null>(null);
  return <Select label="Month" data={[...MONTHS, ...more]} value={value} onChange={setValue} />;
}

it("is searched by what is typed where it has more than ten choices", async () => {
  showPart(<Months more={["November", "December"]} />);
  const month = screen.getByRole("combobox", { name: "Month" });
  await userEvent.click(month);
  await userEvent.keyboard("ember");
  const offered = screen.getAllByRole("option", { hidden: true });
  expect(offered.map((one) => one.textContent)).toEqual(["September", "November", "December"]);
  expect(month).toHaveValue("ember");
  await userEvent.keyboard("{Enter}");
  expect(month).toHaveValue("September");
});

it("takes the letters themselves where it has ten", async () => {
  showPart(<Months more={[]} />);
  const month = screen.getByRole("combobox", { name: "Month" });
  await userEvent.tab();
  await userEvent.keyboard("ju");
  expect(month).toHaveValue("June");
});
