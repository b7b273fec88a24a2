import { Button, Select, Splitter, TextInput } from "@mantine/core";
import { type SplitterPaneSize, useLocalStorage } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";
import { queries } from "../../ipc/queries";
import { flushAll } from "../../ipc/unsaved";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import type { NoteSection, NoteView, VisitType, VisitView } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { Loaded } from "../../parts/Loaded";
import { Sheet } from "../../parts/Panel";
import { PatientHeader } from "../../parts/PatientHeader";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useFormat, useWords } from "../../words/speech";
import { MeasureGrid } from "./MeasureGrid";
import { NoteEditor, type NoteEditorHandle } from "./NoteEditor";
import { PreviousNote } from "./PreviousNote";
import { SectionRail } from "./SectionRail";
import { useVisitFacts } from "./use-visit-facts";
import classes from "./Visit.module.css";

const TYPES: VisitType[] = ["initial", "followUp", "group", "phone"];

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
  const { visits } = useWords();
  const { go } = useNavigation();
  const [note, setNote] = useState<NoteView | null>(visit.note);
  const [grid, setGrid] = useState(visit.grid);
  const [section, setSection] = useState<NoteSection | null>(null);
  const [toolbar, setToolbar] = useState<HTMLElement | null>(null);
  const editor = useRef<NoteEditorHandle>(null);
  const [sizes, setSizes] = useLocalStorage<SplitterPaneSize[]>({ key: "visit.panes", defaultValue: [64, 36] });
  const { busy, problem, run } = useCommand();
  const { facts, change, save, end } = useVisitFacts(visit, run);
  const [blocked, setBlocked] = useState(0);
  const isOpen = visit.endedAt === null;
  const toMeasurements = () => go({ page: "patient", id: visit.header.id, tab: "measurements" });

  // what could not be saved holds the visit open, and says why where it was typed
  useEffect(() => {
    if (blocked > 0) document.querySelector<HTMLElement>("[data-measure][aria-invalid=true]")?.focus();
  }, [blocked]);
  const endVisit = async () => {
    if (!(await flushAll())) return setBlocked((before) => before + 1);
    const ended = await end();
    if (!ended) return;
    onChanged(ended);
    go({ page: "patient", id: visit.header.id });
  };
  const copyAcross = (from: NoteSection, text: string) => editor.current?.add(from, text);

  return (
    <div className={classes.page}>
      <PatientHeader
        header={visit.header}
        actions={
          <>
            {isOpen ? (
              <EndButton isNext={note?.state !== "draft"} busy={busy} onEnd={() => void endVisit()} />
            ) : (
              <EndedWord at={visit.endedAt ?? visit.startedAt} />
            )}
            <span ref={setToolbar} />
          </>
        }
      />
      {problem !== null && <ProblemAlert problem={problem} />}
      <div className={classes.columns}>
        <SectionRail note={note} grid={grid} current={section} />
        <Splitter
          className={classes.panes}
          sizes={sizes}
          onSizeChange={setSizes}
          lineSize={1}
          handleColor="var(--nv-hairline)">
          <Splitter.Pane defaultSize={64} min={48} className={classes.editor} data-pane="editor">
            {isOpen ? (
              <div className={classes.facts}>
                <Select
                  w={136}
                  label={visits.type}
                  allowDeselect={false}
                  data={TYPES.map((value) => ({ value, label: visits.types[value] }))}
                  value={facts.type}
                  onChange={(value) => (change({ type: value ?? facts.type }), void save())}
                />
                <TextInput
                  flex={1}
                  label={visits.complaint}
                  value={facts.complaint}
                  onChange={(event) => change({ complaint: event.currentTarget.value })}
                  onBlur={() => void save()}
                />
              </div>
            ) : (
              <div className={classes.frozenFacts}>
                <span>{[visits.types[facts.type], facts.complaint].filter(Boolean).join(" · ")}</span>
                <Button variant="subtle" size="xs" onClick={toMeasurements}>
                  {visits.correctReading}
                </Button>
              </div>
            )}
            <Sheet>
              <MeasureGrid visitId={visit.id} grid={grid} readOnly={!isOpen} onGrid={setGrid} />
            </Sheet>
            {note !== null && (
              <NoteEditor
                note={note}
                header={visit.header}
                isOpen={isOpen}
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

/** The filled button once the note is signed, or where there is none to sign: it then takes the focus. */
function EndButton({ isNext, busy, onEnd }: { isNext: boolean; busy: boolean; onEnd: () => void }) {
  const { visits } = useWords();
  const button = useRef<HTMLButtonElement>(null);
  const wasNext = useRef(isNext);
  useEffect(() => {
    if (isNext && !wasNext.current) button.current?.focus();
    wasNext.current = isNext;
  }, [isNext]);
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
