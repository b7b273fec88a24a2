import type { MeasureGrid, NoteSection, NoteView } from "../../ipc/views";
import { useWords } from "../../words/speech";
import classes from "./Visit.module.css";

const MEASUREMENTS = "measurements";

/** Scrolls to the measures or to a section of the note, and gives the focus to its first field, or to itself. */
function jump(id: string) {
  const within = id === MEASUREMENTS ? `#${MEASUREMENTS}` : `[data-section="${id}"]`;
  const panel = document.querySelector<HTMLElement>(`[data-pane=editor] ${within}`);
  if (panel === null) return;
  panel.scrollIntoView({ block: "start" });
  const field = panel.querySelector<HTMLElement>("input, textarea");
  // what was signed and the measures of an ended visit are text
  if (field === null) panel.tabIndex = -1;
  (field ?? panel).focus({ preventScroll: true });
}

interface Props {
  note: NoteView | null;
  grid: MeasureGrid;
  current: NoteSection | null;
}

/** The visit's sections with a dot for those with text; a click goes there. */
export function SectionRail({ note, grid, current }: Props) {
  const { visits, notes } = useWords();
  const measured = grid.lines.some((line) => line.current !== null);
  const rows: { id: string; name: string; hasText: boolean; on: boolean }[] = [
    { id: MEASUREMENTS, name: visits.measurements, hasText: measured, on: false },
    ...(note?.sections ?? []).map(({ section, text }) => ({
      id: section,
      name: notes.sections[section],
      hasText: text.trim() !== "",
      on: section === current,
    })),
  ];
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
