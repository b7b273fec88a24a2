import { Button, Modal, SegmentedControl, Stack } from "@mantine/core";
import { useState } from "react";
import type { DiagnosisView, GoalStatus, GoalView, PatientName, Problem } from "../../../ipc/views";
import { DialogActions, PatientLine } from "../../../parts/AskDialog";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { useWords } from "../../../words/speech";
import classes from "./Goals.module.css";

/** Asks which goals end with a problem; by default each goes on. */
export function ResolveDialog({
  diagnosis,
  goals,
  patient,
  problem,
  resolve,
  onClose,
}: {
  diagnosis: DiagnosisView;
  goals: GoalView[];
  patient: PatientName;
  problem: Problem | null;
  resolve: (ends: Map<string, GoalStatus>) => Promise<boolean>;
  onClose: () => void;
}) {
  const { goals: words, frame } = useWords();
  const [ends, setEnds] = useState(new Map<string, GoalStatus>());
  const [busy, setBusy] = useState(false);
  const choose = (id: string, status: GoalStatus) => {
    const chosen = new Map(ends);
    if (status === "active") chosen.delete(id);
    else chosen.set(id, status);
    setEnds(chosen);
  };
  const submit = async () => {
    setBusy(true);
    const isDone = await resolve(ends);
    setBusy(false);
    if (isDone) onClose();
  };
  const data = [
    { value: "active", label: words.goesOn },
    { value: "met", label: words.meet },
    { value: "dropped", label: words.drop },
  ];
  return (
    <Modal
      opened
      onClose={onClose}
      title={words.whichEnd(diagnosis.problem)}
      closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void submit())}>
        <Stack gap="md">
          <PatientLine patient={patient} />
          {goals.map((goal) => (
            <div key={goal.id} className={classes.ending}>
              <span>{goal.text}</span>
              <SegmentedControl
                size="xs"
                aria-label={goal.text}
                data={data}
                value={ends.get(goal.id) ?? "active"}
                onChange={(status) => choose(goal.id, status as GoalStatus)}
              />
            </div>
          ))}
          {problem !== null && <ProblemAlert problem={problem} />}
          <DialogActions onClose={onClose}>
            <Button data-autofocus type="submit" loading={busy}>
              {words.resolveNow}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}
