/** Heights of the layout, in pixels. */
const HEAD_PX = 160;
const REM_PX = 16;

/**
 * Gives the page a height and lets it scroll, which the simulated browser does not: rows of a table are `rowPx` high,
 * and rows that are not rendered keep their room. Returns a function that restores the simulated browser.
 */
export function layOut({ viewPx, rowPx }: { viewPx: number; rowPx: number }): () => void {
  const tops = new WeakMap<Element, number>();
  const isPage = (element: Element) => element.tagName === "MAIN";
  const heightOf = (row: Element) => {
    const room = row.querySelector<HTMLElement>("td")?.style.height ?? "";
    return room === "" ? rowPx : Number.parseFloat(room) * REM_PX;
  };
  const bodyPx = (body: Element) => [...body.children].reduce((sum, row) => sum + heightOf(row), 0);
  const endOf = (page: Element) => {
    const body = page.querySelector("tbody");
    return Math.max(0, HEAD_PX + (body === null ? 0 : bodyPx(body)) - viewPx);
  };
  const box = (top: number, height: number) => ({
    top,
    height,
    bottom: top + height,
    left: 0,
    right: 1_000,
    width: 1_000,
    x: 0,
    y: top,
    toJSON: () => null,
  });
  const before = ["getBoundingClientRect", "scrollTop", "clientHeight"].map(
    (name) => [name, Object.getOwnPropertyDescriptor(Element.prototype, name)!] as const,
  );
  Object.defineProperty(Element.prototype, "getBoundingClientRect", {
    configurable: true,
    value(this: Element) {
      if (isPage(this)) return box(0, viewPx);
      if (this.tagName !== "TBODY") return box(0, 0);
      const page = this.closest("main");
      return box(HEAD_PX - (page === null ? 0 : (tops.get(page) ?? 0)), bodyPx(this));
    },
  });
  Object.defineProperty(Element.prototype, "clientHeight", {
    configurable: true,
    get(this: Element) {
      return isPage(this) ? viewPx : 0;
    },
  });
  Object.defineProperty(Element.prototype, "scrollTop", {
    configurable: true,
    get(this: Element) {
      return tops.get(this) ?? 0;
    },
    set(this: Element, top: number) {
      tops.set(this, isPage(this) ? Math.min(Math.max(0, top), endOf(this)) : 0);
      this.dispatchEvent(new Event("scroll"));
    },
  });
  return () => {
    for (const [name, descriptor] of before) Object.defineProperty(Element.prototype, name, descriptor);
  };
}
