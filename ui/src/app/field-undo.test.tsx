import { fireEvent, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { showApp } from "../test/show";

const edit = vi.fn(() => true);
beforeEach(() => {
  // the DOM of the tests has no commands of an editor
  document.execCommand = edit;
});
afterEach(() => edit.mockClear());

/** Returns whether the engine may do by itself what the key does. */
const strike = (element: Element, key: string, shiftKey = false) =>
  fireEvent.keyDown(element, { key, ctrlKey: true, shiftKey });

it("takes back and repeats what was typed in the field with the focus", async () => {
  showApp({ at: { page: "visit", id: "v2" } });
  const field = await screen.findByLabelText("Assessment");
  field.focus();
  expect(strike(field, "z")).toBe(false);
  expect(edit).toHaveBeenLastCalledWith("undo");
  expect(strike(field, "Z", true)).toBe(false);
  expect(edit).toHaveBeenLastCalledWith("redo");
  edit.mockClear();
  expect(strike(field, "y")).toBe(false);
  expect(edit).toHaveBeenLastCalledWith("redo");
  expect(edit).toHaveBeenCalledTimes(1);
});

it("edits no field while none has the focus", async () => {
  showApp({ at: { page: "visit", id: "v2" } });
  await screen.findByLabelText("Assessment");
  for (const key of ["z", "y"]) strike(document.body, key);
  strike(document.body, "Z", true);
  expect(edit).not.toHaveBeenCalled();
});
