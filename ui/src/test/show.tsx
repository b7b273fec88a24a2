import { MantineProvider } from "@mantine/core";
import { render } from "@testing-library/react";
import axe from "axe-core";
import type { ReactNode } from "react";
import { expect } from "vitest";
import { App } from "../app/App";
import { forgetUnread } from "../ipc/unsaved";
import type { Route } from "../nav/navigation";
import { colours, theme } from "../styles/theme";
import type { Language } from "../words";
import { SpeechProvider } from "../words/speech";
import { type Fake, fakeClinic, type Surroundings } from "./fake-clinic";

/** The window at one route, over a clinic in memory. */
export function showApp({
  at,
  language = "en",
  ...surroundings
}: Surroundings & { at?: Route; language?: Language } = {}): { clinic: Fake } {
  const preferences = JSON.stringify({ language, scheme: "light" });
  localStorage.setItem("preferences.u1", preferences);
  localStorage.setItem("preferences.anyone", preferences);
  forgetUnread();
  const clinic = fakeClinic(surroundings);
  render(<App clinic={clinic} first={at} />);
  return { clinic };
}

/** One part by itself. */
export function showPart(part: ReactNode, language: Language = "en") {
  return render(
    <MantineProvider theme={theme} cssVariablesResolver={colours} env="test">
      <SpeechProvider language={language} timeZone="UTC">
        {part}
      </SpeechProvider>
    </MantineProvider>,
  );
}

/** The words of the filled buttons that are shown: a page has one. */
export function primaryButtons(): (string | null)[] {
  const buttons = document.querySelectorAll("button.mantine-Button-root");
  const isPrimary = (button: Element) => ["filled", null].includes(button.getAttribute("data-variant"));
  return [...buttons].filter(isPrimary).map((button) => button.textContent);
}

/** No accessibility rule may fail; contrast needs real layout and is computed from the tokens elsewhere. */
export async function expectAccessible(): Promise<void> {
  const { violations } = await axe.run(document.body, {
    rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
  });
  expect(
    violations.map(
      (violation) => `${violation.id}: ${violation.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`,
    ),
  ).toEqual([]);
}
