import type { MeasureGrid, NoteSection, NoteView } from "../../ipc/views";
import { useWords } from "../../words/speech";
import classes from "./Visit.module.css";

/** The visit's sections with a dot for those with text; a click goes there. */
export function SectionRail({
  note,
  grid,
  current,
}: {
  note: NoteView | null;
  grid: MeasureGrid;
  current: NoteSection | null;
}) {
  const { visits, notes } = useWords();
  const measured = grid.lines.some((line) => line.current !== null);
  const rows: { id: string; name: string; hasText: boolean; on: boolean }[] = [
    { id: "measurements", name: visits.measurements, hasText: measured, on: false },
    ...(note?.sections ?? []).map(({ section, text }) => ({
      id: `section-${section}`,
      name: notes.sections[section],
      hasText: text.trim() !== "",
      on: section === current,
    })),
  ];
  const jump = (id: string) => document.getElementById(id)?.querySelector<HTMLElement>("input, textarea")?.focus();
  return (
    <nav className={classes.rail} aria-label={visits.rail}>
      {rows.map((row) => (
        <button
          key={row.id}
          type="button"
          className={classes.jump}
          aria-current={row.on || undefined}
          onClick={() => jump(row.id)}>
          <span className={classes.dot} data-written={row.hasText || undefined} aria-hidden />
          <span className="ellipsis">{row.name}</span>
        </button>
      ))}
    </nav>
  );
}
