import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { PASSWORD } from "../test/fake-clinic";
import { showApp } from "../test/show";

const at = { page: "visit", id: "v2" } as const;
const lock = async () => {
  await userEvent.keyboard("{Control>}l{/Control}");
  await waitFor(() => expect(screen.getByLabelText("Password")).toHaveFocus());
};

it("has the focus again after a lock, in sight, the caret at its end", async () => {
  showApp({ at });
  await userEvent.type(await screen.findByLabelText("Monitoring"), "Call in a we");
  await lock();
  const shown = vi.spyOn(HTMLElement.prototype, "scrollIntoView");
  await userEvent.keyboard(`${PASSWORD}{Enter}`);
  const field = await screen.findByLabelText<HTMLTextAreaElement>("Monitoring");
  await waitFor(() => expect(field).toHaveFocus());
  expect(field.selectionStart).toBe(field.value.length);
  expect(shown.mock.contexts).toContain(field);
  shown.mockRestore();
});

it("has it no more where another page was opened since", async () => {
  showApp({ at });
  await userEvent.type(await screen.findByLabelText("Monitoring"), "Call");
  await lock();
  await userEvent.keyboard(`${PASSWORD}{Enter}`);
  await screen.findByLabelText("Monitoring");
  await userEvent.click(screen.getByRole("button", { name: "Patients" }));
  await screen.findByText("14 patients, sorted by family name");
  await waitFor(() => expect(screen.getByLabelText(/^Name, phone/)).toHaveFocus());
  await lock();
  await userEvent.keyboard(`${PASSWORD}{Enter}`);
  await screen.findByText("14 patients, sorted by family name");
  expect(screen.getByLabelText(/^Name, phone/)).toHaveFocus();
});
