import { useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import type { MeasureGrid, MeasureTile, NoteView, PatientView } from "../../ipc/views";
import { Loaded } from "../../parts/Loaded";
import { PatientHeader } from "../../parts/PatientHeader";
import { NoteEditor } from "./NoteEditor";
import { useChartFields } from "./use-chart-fields";
import classes from "./Visit.module.css";

/** A note outside of any visit; it is written, signed and amended like that of a visit. */
export function NotePage({ id }: { id: string }) {
  const view = useClinicQuery(queries.note(id));
  return (
    <Loaded of={view} rows={10}>
      {(note) => <OfPatient note={note} />}
    </Loaded>
  );
}

function OfPatient({ note }: { note: NoteView }) {
  const view = useClinicQuery(queries.patient(note.patientId));
  return <Loaded of={view}>{(patient) => <Written note={note} patient={patient} />}</Loaded>;
}

function Written({ note: loaded, patient }: { note: NoteView; patient: PatientView }) {
  const [note, setNote] = useState(loaded);
  const [toolbar, setToolbar] = useState<HTMLElement | null>(null);
  const fromChart = useChartFields(patient, gridOf(patient.measures), "");
  return (
    <div className={classes.page}>
      <PatientHeader header={patient.header} actions={<span ref={setToolbar} />} />
      <div className={classes.alone}>
        <NoteEditor
          note={note}
          header={patient.header}
          isOpen={false}
          fromChart={fromChart}
          toolbar={toolbar}
          onChanged={setNote}
          onSection={() => undefined}
          ref={null}
        />
      </div>
    </div>
  );
}

/** The last measures in the shape of a visit's grid: nothing is measured here. */
const gridOf = (tiles: MeasureTile[]): MeasureGrid => ({
  lines: tiles.map(({ kind, latest }) => ({
    kind,
    unit: latest.quantity.unit,
    isAsked: false,
    possible: null,
    last: latest,
    current: null,
  })),
  derived: [],
  weightChange: [],
});
