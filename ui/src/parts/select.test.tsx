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
