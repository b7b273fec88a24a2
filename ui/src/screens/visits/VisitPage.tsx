import { Button, Splitter } from "@mantine/core";
import { type SplitterPaneSize, useLocalStorage } from "@mantine/hooks";
import { useCallback, useEffect, useRef, useState } from "react";
import { queries } from "../../ipc/queries";
import { beforeLeaving, flushAll } from "../../ipc/unsaved";
import { type Command, useClinic, useClinicQuery, useCommand } from "../../ipc/use-clinic";
import type { NoteSection, NoteView, VisitEdit, VisitForm, VisitView } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { useMay } from "../../nav/session";
import { Loaded } from "../../parts/Loaded";
import { Sheet } from "../../parts/Panel";
import { PatientHeader } from "../../parts/PatientHeader";
import { PrintButton } from "../../parts/PrintButton";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { VisitTimes } from "../../parts/VisitTimes";
import { useFormat, useWords } from "../../words/speech";
import { MeasureGrid } from "./MeasureGrid";
import { isBlank, NoteEditor, type NoteEditorHandle } from "./NoteEditor";
import { PreviousNote } from "./PreviousNote";
import { SectionRail } from "./SectionRail";
import { useChartFields } from "./use-chart-fields";
import classes from "./Visit.module.css";
import { VisitFacts } from "./VisitFacts";
import { VisitMenu } from "./VisitMenu";

/** The widths of the panes where there is no earlier note to read. */
const WITHOUT_PREVIOUS: SplitterPaneSize[] = [78, 22];

/** One visit from the first figure to the signed note. */
export function VisitPage({ id }: { id: string }) {
  const view = useClinicQuery(queries.visit(id));
  return (
    <Loaded of={view} rows={10}>
      {(visit) => <Visit visit={visit} onChanged={view.set} />}
    </Loaded>
  );
}

function Visit({ visit, onChanged }: { visit: VisitView; onChanged: (visit: VisitView) => void }) {
  const { visits, prints } = useWords();
  const { go } = useNavigation();
  const may = useMay();
  const [note, setNote] = useState<NoteView | null>(visit.note);
  const [grid, setGrid] = useState(visit.grid);
  const [section, setSection] = useState<NoteSection | null>(null);
  const [toolbar, setToolbar] = useState<HTMLElement | null>(null);
  const editor = useRef<NoteEditorHandle>(null);
  const [sizes, setSizes] = useLocalStorage<SplitterPaneSize[]>({ key: "visit.panes", defaultValue: [64, 36] });
  const { busy, problem, run } = useCommand();
  const { facts, change, save, current, took, end } = useVisitFacts(visit, run);
  const fromChart = useChartFields(visit, grid, facts.complaint);
  const [blocked, setBlocked] = useState(0);
  const [asksEnd, setAsksEnd] = useState(false);
  const isOpen = visit.endedAt === null;
  const toMeasurements = () => go({ page: "patient", id: visit.header.id, tab: "measurements" });

  // a value that could not be saved keeps the visit open; its field shows why
  useEffect(() => {
    if (blocked > 0) document.querySelector<HTMLElement>("[data-measure][aria-invalid=true]")?.focus();
  }, [blocked]);
  const endVisit = async () => {
    if (!(await flushAll())) return setBlocked((before) => before + 1);
    if (visit.asksEnd) return setAsksEnd(true);
    const ended = await end();
    if (ended) hasEnded(ended);
  };
  const hasEnded = (ended: VisitView) => {
    onChanged(ended);
    go({ page: "patient", id: visit.header.id });
  };
  const corrected = (next: VisitView) => {
    took(next);
    setGrid(next.grid);
    onChanged(next);
  };
  const copyAcross = (from: NoteSection, text: string) => editor.current?.add(from, text);

  return (
    <div className={classes.page}>
      <PatientHeader
        header={visit.header}
        actions={
          <>
            <PrintButton
              label={prints.printSummary}
              of={{ print: "visit", visitId: visit.id }}
              patient={visit.header}
              store={flushAll}
            />
            {isOpen ? (
              <EndButton
                isNext={note?.state !== "draft" || isBlank(note) || !may("notes.sign")}
                isSigned={note?.state !== "draft"}
                busy={busy}
                onEnd={() => void endVisit()}
              />
            ) : (
              <EndedWord at={visit.endedAt ?? visit.startedAt} />
            )}
            <span ref={setToolbar} />
            {may("visits.write") && <VisitMenu visit={visit} note={note} current={current} onCorrected={corrected} />}
          </>
        }
      />
      {asksEnd && (
        <VisitTimes
          title={visits.askEnd}
          answer={visits.endVisit}
          patient={visit.header}
          asks={["endedAt"]}
          act={(clinic, { endedAt }) => clinic.endVisit(current(), endedAt)}
          onDone={hasEnded}
          onClose={() => setAsksEnd(false)}
        />
      )}
      {problem !== null && <ProblemAlert problem={problem} />}
      <div className={classes.columns}>
        <SectionRail note={note} grid={grid} current={section} />
        <Splitter
          className={classes.panes}
          sizes={visit.previousNotes.length === 0 ? WITHOUT_PREVIOUS : sizes}
          onSizeChange={(next) => visit.previousNotes.length > 0 && setSizes(next)}
          lineSize={1}
          handleColor="var(--nv-hairline)">
          <Splitter.Pane defaultSize={64} min={48} className={classes.editor} data-pane="editor">
            {isOpen ? (
              <VisitFacts visit={visit} facts={facts} change={change} save={save} />
            ) : (
              <div className={classes.frozenFacts}>
                <span>{[visits.types[facts.type], facts.complaint].filter(Boolean).join(" · ")}</span>
                <Button variant="subtle" size="xs" onClick={toMeasurements}>
                  {visits.correctReading}
                </Button>
              </div>
            )}
            <Sheet>
              <MeasureGrid
                visitId={visit.id}
                startedAt={visit.startedAt}
                grid={grid}
                readOnly={!isOpen}
                onGrid={setGrid}
              />
            </Sheet>
            {note !== null && (
              <NoteEditor
                note={note}
                header={visit.header}
                isOpen={isOpen}
                fromChart={fromChart}
                toolbar={toolbar}
                onChanged={setNote}
                onSection={setSection}
                ref={editor}
              />
            )}
          </Splitter.Pane>
          <Splitter.Pane
            defaultSize={36}
            min={20}
            collapsible
            className={classes.previous}
            data-pane="previous"
            tabIndex={-1}>
            <PreviousNote
              rows={visit.previousNotes}
              section={section}
              onCopy={note?.state === "draft" ? copyAcross : null}
            />
          </Splitter.Pane>
        </Splitter>
      </div>
    </div>
  );
}

interface EndProps {
  isNext: boolean;
  isSigned: boolean;
  busy: boolean;
  onEnd: () => void;
}

/** The filled button while there is nothing to sign; it takes the focus once the note is signed. */
function EndButton({ isNext, isSigned, busy, onEnd }: EndProps) {
  const { visits } = useWords();
  const button = useRef<HTMLButtonElement>(null);
  const wasSigned = useRef(isSigned);
  useEffect(() => {
    if (isSigned && !wasSigned.current) button.current?.focus();
    wasSigned.current = isSigned;
  }, [isSigned]);
  return (
    <Button
      ref={button}
      variant={isNext ? "filled" : "default"}
      data-primary={isNext || undefined}
      loading={busy}
      onClick={onEnd}>
      {visits.endVisit}
    </Button>
  );
}

function EndedWord({ at }: { at: string }) {
  const { visits } = useWords();
  const format = useFormat();
  return <span className="small muted">{visits.ended(format.dateTime(at))}</span>;
}

/** The facts of a visit. Saved when a choice is made, on leaving a field or the page, and before a lock. */
function useVisitFacts(visit: VisitView, run: Command["run"]) {
  const clinic = useClinic();
  const [facts, setFacts] = useState<VisitForm>(editOf(visit).form);
  const latest = useRef<VisitEdit>(editOf(visit));
  const chain = useRef<Promise<boolean>>(Promise.resolve(true));

  const save = useCallback((): Promise<boolean> => {
    chain.current = chain.current.then(async () => {
      const edit = latest.current;
      if (!isChanged(edit)) return true;
      const seen = await run((commands) => commands.editVisit(edit));
      if (!seen) return false;
      latest.current = { ...latest.current, seen, loaded: edit.form };
      return true;
    });
    return chain.current;
  }, [run]);
  const change = (part: Partial<VisitForm>) => {
    latest.current = { ...latest.current, form: { ...latest.current.form, ...part } };
    setFacts((before) => ({ ...before, ...part }));
  };
  useEffect(() => beforeLeaving(save), [save]);
  useEffect(
    () => () => {
      if (!isChanged(latest.current)) return;
      void chain.current.then(() => clinic.editVisit(latest.current)).catch(() => undefined);
    },
    [clinic],
  );
  return {
    facts,
    change,
    save,
    current: () => latest.current,
    /** Goes on from what another command stored. */
    took: ({ seen }: VisitView) => (latest.current = { ...latest.current, seen, loaded: latest.current.form }),
    end: async () => {
      const ended = await run((commands) => commands.endVisit(latest.current, null));
      if (ended) latest.current = editOf(ended);
      return ended;
    },
  };
}

function editOf({ id, seen, type, complaint, followUpOn }: VisitView): VisitEdit {
  const form = { type, complaint, followUpOn };
  return { id, seen, loaded: form, form };
}

function isChanged({ loaded, form }: VisitEdit): boolean {
  const fields = ["type", "complaint", "followUpOn"] as const;
  return fields.some((field) => form[field] !== loaded[field]);
}
