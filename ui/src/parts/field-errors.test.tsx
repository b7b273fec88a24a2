import { TextInput } from "@mantine/core";
import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, it } from "vitest";
import type { Problem } from "../ipc/views";
import { refusal } from "../test/records";
import { showPart } from "../test/show";
import { useFieldErrors } from "./use-field-errors";

const refused = (): Problem => {
  const of = (field: string) => refusal("invalid", { field, reason: "malformed" }).fields;
  return { ...refusal("invalid"), fields: [...of("day"), ...of("lines.0.price")] };
};

/** A form that is refused each time. */
function Form() {
  const [day, setDay] = useState("x");
  const [price, setPrice] = useState("y");
  const [problem, setProblem] = useState<Problem | null>(null);
  const values = { day, lines: [{ price }] };
  const { of, rest } = useFieldErrors(problem, ["day", "lines.0.price"], values, { day: "A day" });
  return (
    <>
      <TextInput label="Day" value={day} error={of("day")} onChange={(event) => setDay(event.currentTarget.value)} />
      <TextInput
        label="Price"
        value={price}
        error={of("lines.0.price")}
        onChange={(event) => setPrice(event.currentTarget.value)}
      />
      <button onClick={() => setProblem(refused())}>Send</button>
      {rest !== null && <p>Refused</p>}
    </>
  );
}

it("drops the error of a field once its value changes, and no other", async () => {
  showPart(<Form />);
  const user = userEvent.setup();
  await user.click(screen.getByRole("button", { name: "Send" }));
  const day = screen.getByLabelText("Day");
  const price = screen.getByLabelText("Price");
  expect(day).toHaveFocus();
  expect(day).toHaveAccessibleDescription("A day");
  await user.type(price, "1");
  expect(price).not.toHaveAttribute("aria-invalid", "true");
  expect(price).toHaveFocus();
  expect(day).toBeInvalid();
  await user.type(day, "z");
  expect(day).not.toHaveAccessibleDescription();
  expect(screen.queryByText("Refused")).toBeNull();
  await user.click(screen.getByRole("button", { name: "Send" }));
  expect(day).toHaveAccessibleDescription("A day");
  expect(day).toHaveFocus();
});
