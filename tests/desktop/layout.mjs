// What is wrong with a page by its measures: nothing is cut off, lies on something else or is outside of the window.

/** Runs in the page: a line for each fault, with the element's text. */
export const FAULTS = `
  const SLACK = 1.5;
  const line = (text) => text.replace(/\\s+/g, " ").trim().slice(0, 60);
  const dialogs = [...document.querySelectorAll("[role=dialog], [role=menu], [role=listbox]")];
  const front = dialogs.filter((e) => e.checkVisibility()).at(-1) ?? document.body;
  const isSeen = (e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const ownText = (e) => [...e.childNodes].filter((n) => n.nodeType === 3 && n.data.trim() !== "");
  // what is there for screen readers alone is one pixel wide
  const isForReaders = (e) => {
    const box = e.getBoundingClientRect();
    const { clip, clipPath } = getComputedStyle(e);
    const isClipped = clipPath === "inset(50%)" || clip.startsWith("rect(0px, 0px");
    return box.width <= SLACK || box.height <= SLACK || isClipped;
  };
  const around = (e) => {
    const list = [];
    for (let up = e; up !== null && up !== document.documentElement; up = up.parentElement) list.push(up);
    return list;
  };
  const explained = (e) => e.closest("[title]") !== null;
  const faults = [];
  const nameOf = (e) => line(e.textContent || e.getAttribute("aria-label") || e.outerHTML);
  const note = (what, e) => faults.push(what + ": '" + nameOf(e) + "'");

  // the page itself never moves to the side
  const page = document.querySelector("main") ?? document.documentElement;
  for (const e of [document.documentElement, page])
    if (e.scrollWidth > e.clientWidth + SLACK)
      note("the page is " + (e.scrollWidth - e.clientWidth) + " px too wide", e);

  // the part of a text that is drawn, and the part that its surroundings cut off
  const texts = [];
  for (const e of front.querySelectorAll("*")) {
    const nodes = ownText(e);
    if (nodes.length === 0 || !isSeen(e) || isForReaders(e) || around(e).some(isForReaders)) continue;
    // a chart measures its texts in a hidden element, and a field draws its text itself
    if (e.closest("script, style, option, svg, textarea, [id^=recharts_measurement]") !== null) continue;
    const range = document.createRange();
    range.setStartBefore(nodes[0]);
    range.setEndAfter(nodes.at(-1));
    const box = range.getBoundingClientRect();
    let seen = { left: box.left, right: box.right, top: box.top, bottom: box.bottom };
    let cut = false;
    for (const up of around(e)) {
      const style = getComputedStyle(up);
      const clips = (value) => value === "hidden" || value === "clip";
      const limits = (value) => value !== "visible";
      const frame = up.getBoundingClientRect();
      // what can be scrolled into view is not lost, and neither is what lies inside of it
      const scrolls = (value, room, size) => (value === "auto" || value === "scroll") && room > size + SLACK;
      if (clips(style.overflowX) && (box.right > frame.right + SLACK || box.left < frame.left - SLACK)) cut = true;
      if (clips(style.overflowY) && (box.bottom > frame.bottom + 3 || box.top < frame.top - 3)) cut = true;
      if (style.webkitLineClamp !== "none" && up.scrollHeight > up.clientHeight + 3) cut = true;
      if (limits(style.overflowX)) {
        seen.left = Math.max(seen.left, frame.left);
        seen.right = Math.min(seen.right, frame.right);
      }
      if (limits(style.overflowY)) {
        seen.top = Math.max(seen.top, frame.top);
        seen.bottom = Math.min(seen.bottom, frame.bottom);
      }
      if (scrolls(style.overflowX, up.scrollWidth, up.clientWidth)) break;
      if (scrolls(style.overflowY, up.scrollHeight, up.clientHeight)) break;
    }
    if (cut && !explained(e)) note("cut off", e);
    if (seen.right - seen.left > SLACK && seen.bottom - seen.top > SLACK) texts.push({ e, seen });
  }

  // two texts of one layer, of which neither is in the other
  const LAYERS = ["fixed", "sticky", "absolute"];
  const layer = (e) => around(e).find((up) => LAYERS.includes(getComputedStyle(up).position)) ?? null;
  const layered = texts.map((text) => ({ ...text, layer: layer(text.e) }));
  for (const [at, one] of layered.entries())
    for (const other of layered.slice(at + 1)) {
      if (one.layer !== other.layer || one.e.contains(other.e) || other.e.contains(one.e)) continue;
      const width = Math.min(one.seen.right, other.seen.right) - Math.max(one.seen.left, other.seen.left);
      const height = Math.min(one.seen.bottom, other.seen.bottom) - Math.max(one.seen.top, other.seen.top);
      if (width > 2 && height > 4) note("lies on '" + line(one.e.textContent) + "'", other.e);
    }

  // what is drawn grows with the letters
  const scale = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
  for (const e of front.querySelectorAll(".tabler-icon")) {
    const drawn = e.getBoundingClientRect().width;
    if (isSeen(e) && drawn < e.getAttribute("width") * scale - SLACK) note("drawn too small", e.parentElement);
  }

  // what is pressed can be reached
  for (const e of front.querySelectorAll("button, a, input, textarea, [role=button], [role=tab]")) {
    if (!isSeen(e) || isForReaders(e)) continue;
    const box = e.getBoundingClientRect();
    const canScroll = around(e).some((up) => {
      const { overflowX } = getComputedStyle(up);
      return (overflowX === "auto" || overflowX === "scroll") && up.scrollWidth > up.clientWidth + SLACK && up !== page;
    });
    if (!canScroll && (box.left < -SLACK || box.right > innerWidth + SLACK)) note("outside of the window", e);
  }
  return [...new Set(faults)];
`;
