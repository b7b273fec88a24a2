import { Button, Select, Splitter, TextInput } from "@mantine/core";
import { type SplitterPaneSize, useLocalStorage } from "@mantine/hooks";
import { useRef, useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import type { NoteSection, NoteView, VisitEdit, VisitType, VisitView } from "../../ipc/views";
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
  const format = useFormat();
  const { go } = useNavigation();
  const [edit, setEdit] = useState<VisitEdit>({
    id: visit.id,
    seen: visit.seen,
    type: visit.type,
    complaint: visit.complaint,
    followUpOn: visit.followUpOn,
  });
  const [note, setNote] = useState<NoteView | null>(visit.note);
  const [section, setSection] = useState<NoteSection | null>(null);
  const [toolbar, setToolbar] = useState<HTMLElement | null>(null);
  const editor = useRef<NoteEditorHandle>(null);
  const [sizes, setSizes] = useLocalStorage<SplitterPaneSize[]>({ key: "visit.panes", defaultValue: [64, 36] });
  const { busy, problem, run } = useCommand();
  const isOpen = visit.endedAt === null;

  const save = async (change: Partial<VisitEdit>) => {
    const next = { ...edit, ...change };
    setEdit(next);
    const seen = await run((clinic) => clinic.editVisit(next));
    if (seen) setEdit({ ...next, seen });
  };
  const end = async () => {
    const ended = await run((clinic) => clinic.endVisit(edit));
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
              <Button variant="default" loading={busy} onClick={() => void end()}>
                {visits.endVisit}
              </Button>
            ) : (
              <span className="small muted">{visits.ended(format.dateTime(visit.endedAt ?? visit.startedAt))}</span>
            )}
            <span ref={setToolbar} />
          </>
        }
      />
      {problem !== null && <ProblemAlert problem={problem} />}
      <div className={classes.columns}>
        <SectionRail note={note} grid={visit.grid} current={section} />
        <Splitter
          className={classes.panes}
          sizes={sizes}
          onSizeChange={setSizes}
          lineSize={1}
          handleColor="var(--nv-hairline)">
          <Splitter.Pane defaultSize={64} min={48} className={classes.editor} data-pane="editor">
            <div className={classes.facts}>
              <Select
                w={136}
                label={visits.type}
                disabled={!isOpen}
                allowDeselect={false}
                data={TYPES.map((value) => ({ value, label: visits.types[value] }))}
                value={edit.type}
                onChange={(value) => void save({ type: value ?? edit.type })}
              />
              <TextInput
                flex={1}
                label={visits.complaint}
                disabled={!isOpen}
                value={edit.complaint}
                onChange={(event) => setEdit({ ...edit, complaint: event.currentTarget.value })}
                onBlur={() => edit.complaint !== visit.complaint && void save({})}
              />
            </div>
            <Sheet>
              <MeasureGrid visitId={visit.id} first={visit.grid} readOnly={!isOpen} />
            </Sheet>
            {note !== null && (
              <NoteEditor note={note} toolbar={toolbar} onChanged={setNote} onSection={setSection} ref={editor} />
            )}
          </Splitter.Pane>
          <Splitter.Pane defaultSize={36} min={20} collapsible className={classes.previous} data-pane="previous">
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
