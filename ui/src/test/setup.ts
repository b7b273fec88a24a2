import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { notifications } from "@mantine/notifications";
import { afterEach, vi } from "vitest";

// a busy machine takes ten times as long, and a test has a time limit of its own
configure({ asyncUtilTimeout: 45_000 });

afterEach(() => {
  cleanup();
  notifications.clean();
  notifications.cleanQueue();
});

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
Object.defineProperty(document, "fonts", { value: { addEventListener: vi.fn(), removeEventListener: vi.fn() } });
