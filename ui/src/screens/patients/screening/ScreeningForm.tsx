import { Button, SegmentedControl } from "@mantine/core";
import { IconClipboardOff, IconMoodKid } from "@tabler/icons-react";
import { useState } from "react";
import { queries } from "../../../ipc/queries";
import { useClinicQuery } from "../../../ipc/use-clinic";
import type {
  PatientName,
  ScreeningForm as Form,
  ScreeningStart,
  ScreeningTool,
  ScreeningView,
} from "../../../ipc/views";
import { Empty } from "../../../parts/Empty";
import { Loaded } from "../../../parts/Loaded";
import { Panel } from "../../../parts/Panel";
import { useFormat, useWords } from "../../../words/speech";
import classes from "./Screening.module.css";
import { ToolPage } from "./ToolPage";

interface Props {
  patient: PatientName;
  visitId: string | null;
  corrects: ScreeningView | null;
  onSaved: () => void;
  onClose: () => void;
}

/** The questions of one tool at a time; the tool for the patient's age comes first. */
export function ScreeningForm(props: Props) {
  const start = useClinicQuery(queries.screeningStart(props.patient.id, props.corrects?.id ?? null));
  return (
    <Loaded of={start}>
      {(view) => <Tools key={view.draftSavedAt} start={view} onDiscarded={start.reload} {...props} />}
    </Loaded>
  );
}

interface ToolsProps extends Props {
  start: ScreeningStart;
  onDiscarded: () => void;
}

function Tools({ start, patient, visitId, corrects, onSaved, onClose, onDiscarded }: ToolsProps) {
  const { screening: words } = useWords();
  const format = useFormat();
  const [tool, setTool] = useState<ScreeningTool | null>(start.preselected);
  const form: Form | undefined = start.forms.find((candidate) => candidate.tool === tool);
  const back = (
    <Button variant="default" onClick={onClose}>
      {words.back}
    </Button>
  );
  if (form === undefined)
    return (
      <Panel title={words.title}>
        {start.lacksTool ? (
          <Empty icon={IconClipboardOff} title={words.toolsOff} action={back}>
            {words.toolsOffHelp}
          </Empty>
        ) : (
          <Empty icon={IconMoodKid} title={words.adultsOnly} action={back}>
            {words.adultsOnlyHelp}
          </Empty>
        )}
      </Panel>
    );
  return (
    <div className={classes.stack}>
      <div className={classes.toolbar}>
        {back}
        {corrects === null ? (
          <SegmentedControl
            aria-label={words.tool}
            data={start.forms.map(({ tool: value }) => ({ value, label: words.tools[value] }))}
            value={form.tool}
            onChange={setTool}
          />
        ) : (
          <span className="strong">{words.corrects(words.tools[form.tool], format.dateTime(corrects.screenedAt))}</span>
        )}
      </div>
      <ToolPage
        // another tool begins with its own answers
        key={form.tool}
        form={form}
        patientId={patient.id}
        visitId={visitId}
        corrects={corrects?.id ?? null}
        lacksHeight={start.lacksHeight}
        draftSavedAt={form.tool === start.preselected ? start.draftSavedAt : null}
        onDiscarded={onDiscarded}
        onSaved={() => (onSaved(), onClose())}
      />
    </div>
  );
}
