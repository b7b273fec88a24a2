import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { act, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { replaceNotification } from "./replace-notification";
import { offerUndo } from "./undo";

const WORDS = { undo: "Undo", notUndone: "It could not be undone." };
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
const offer = (message: string) => act(() => offerUndo("seat", message, WORDS, async () => true));

beforeEach(() => {
  vi.useFakeTimers();
  render(
    <MantineProvider env="test">
      <Notifications />
    </MantineProvider>,
  );
});
afterEach(() => void vi.useRealTimers());

describe("a notification that takes the place of another", () => {
  it("offers Undo for eight seconds of its own", async () => {
    offer("Ama has a seat");
    for (const message of ["Mary has a seat", "Mary has no seat any more", "Kofi has a seat"]) {
      await pass(7900);
      offer(message);
      await pass(7900);
      expect(screen.getByText(message)).toBeVisible();
      expect(screen.getAllByRole("button", { name: "Undo" })).toHaveLength(1);
    }
    await pass(1000);
    expect(screen.queryByText("Kofi has a seat")).toBeNull();
  });
  it("leaves those with other ids alone", async () => {
    act(() => replaceNotification({ id: "one", autoClose: 4000, message: "First" }));
    act(() => replaceNotification({ id: "other", autoClose: 8000, message: "Second" }));
    await pass(5000);
    expect(screen.queryByText("First")).toBeNull();
    expect(screen.getByText("Second")).toBeVisible();
  });
});
