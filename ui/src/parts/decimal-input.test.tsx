import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, it } from "vitest";
import { showPart } from "../test/show";
import { DecimalInput } from "./DecimalInput";

const seen: string[] = [];

function Price() {
  const [price, setPrice] = useState("123.00");
  seen.push(price);
  return <DecimalInput label="Price" value={price} onChange={(event) => setPrice(event.currentTarget.value)} />;
}

it.each([
  ["en", "123.00", "12.5"],
  ["fr", "123,00", "12,5"],
] as const)("shows a decimal as it is written in the language (%s)", async (language, shown, typed) => {
  showPart(<Price />, language);
  const input = screen.getByRole("textbox", { name: "Price" });
  expect(input).toHaveValue(shown);
  await userEvent.clear(input);
  // the keys beside the digits have a point on many keyboards
  await userEvent.type(input, "12.5");
  expect(input).toHaveValue(typed);
  expect(seen.at(-1)).toBe(typed);
});

it("leaves the cursor behind the sign that is typed in the middle", async () => {
  showPart(<Price />, "fr");
  const input = screen.getByRole<HTMLInputElement>("textbox", { name: "Price" });
  await userEvent.type(input, ".5", { initialSelectionStart: 1, initialSelectionEnd: 6 });
  expect(input).toHaveValue("1,5");
  await userEvent.type(input, "{Backspace}{Backspace}23", { initialSelectionStart: 3 });
  await userEvent.type(input, ".", { initialSelectionStart: 1, initialSelectionEnd: 1 });
  expect(input).toHaveValue("1,23");
  expect(input.selectionStart).toBe(2);
});
