import { screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { showApp } from "../test/show";

afterEach(() => vi.unstubAllGlobals());

describe("the header of a patient", () => {
  it("gives its height to what sticks below it, however many lines it has", async () => {
    const watched: (() => void)[] = [];
    class Observer {
      constructor(private readonly onResize: () => void) {}
      observe(element: Element) {
        if (element.tagName === "HEADER") watched.push(this.onResize);
      }
      unobserve() {}
      disconnect() {}
    }
    vi.stubGlobal("ResizeObserver", Observer);
    showApp({ at: { page: "patient", id: "p1" } });
    const name = await screen.findByRole("heading", { level: 1, name: "Mary Okafor" });
    const header = name.closest("header")!;
    Object.defineProperty(header, "offsetHeight", { value: 118 });
    for (const resize of watched) resize();
    expect(header.parentElement).toHaveStyle({ "--patient-header": "118px" });
    // a name is never cut, so it needs no title
    expect(name).not.toHaveAttribute("title");
  });
});
