import "@testing-library/jest-dom/vitest";
import { cleanup, configure, prettyDOM } from "@testing-library/react";
import { notifications } from "@mantine/notifications";
import React from "react";
import { afterEach, vi } from "vitest";

configure({
  // a busy machine takes ten times as long, and a test has a time limit of its own
  asyncUtilTimeout: 45_000,
  // made at each try of a wait: the page, which takes long to write out, is shown once, by the test that failed
  getElementError: (message) => Object.assign(new Error(message ?? ""), { name: "TestingLibraryElementError" }),
});

// in development React notes for each element where it was made, which nobody reads here: a tenth of all the time
const internals = React as unknown as Record<string, { recentlyCreatedOwnerStacks: number }>;
Object.defineProperty(
  internals.__CLIENT_INTERNALS_DO_NOT_USE_OR_WARN_USERS_THEY_CANNOT_UPGRADE,
  "recentlyCreatedOwnerStacks",
  { get: () => Number.MAX_SAFE_INTEGER, set: () => undefined },
);

afterEach(({ task }) => {
  if (task.result?.state === "fail") console.error(prettyDOM());
  cleanup();
  notifications.clean();
  notifications.cleanQueue();
  // files share one storage, and with it the language of the test before
  localStorage.clear();
  sessionStorage.clear();
});

// a dialog that has nothing to focus yet, while it reads, is written out with all that the simulated browser has
const warn = console.warn;
console.warn = (...what: unknown[]) => String(what[0]).startsWith("[@mantine/hooks/use-focus-trap]") || warn(...what);

// what the simulated browser lacks and the component library asks for
window.matchMedia = (query: string) => ({
  matches: query.includes("reduce"),
  media: query,
  onchange: null,
  addListener: () => undefined,
  removeListener: () => undefined,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
  dispatchEvent: () => false,
});
class Observer {
  observe() {}
  unobserve() {}
  disconnect() {}
}
window.ResizeObserver = Observer;
window.IntersectionObserver = Observer as never;
window.HTMLElement.prototype.scrollIntoView = () => undefined;
Object.defineProperty(document, "fonts", {
  configurable: true,
  value: { addEventListener: vi.fn(), removeEventListener: vi.fn() },
});
