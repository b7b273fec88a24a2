import { Checkbox } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useClinic } from "../../../ipc/use-clinic";
import type { ScreeningResult, ScreeningView } from "../../../ipc/views";
import { useMay } from "../../../nav/session";
import { useFormat, useTimeZone, useWords } from "../../../words/speech";
import { dayOf, shiftDay } from "../../../words/time";
import classes from "./Screening.module.css";

const WEEK_DAYS = 7;

export interface Following {
  addsProblem: boolean;
  setAddsProblem: (adds: boolean) => void;
  rescreens: boolean;
  setRescreens: (rescreens: boolean) => void;
  add: (recorded: ScreeningView) => Promise<void>;
}

/** The next steps of a result: a problem of the plan, and a task for a week later. */
export function useSteps(patientId: string) {
  const clinic = useClinic();
  const { screening: words } = useWords();
  const format = useFormat();
  const timeZone = useTimeZone();
  const addProblem = async ({ tool, result, screenedAt }: ScreeningView) => {
    if (result === null || result.concern === "none") return;
    const problem = words.problemOf[result.concern];
    const signs = words.signs(
      words.tools[tool],
      result.score,
      words.categories[result.category],
      format.date(screenedAt),
    );
    await clinic.addDiagnosis(patientId, { problem, aetiology: "", signs, status: "active" });
    notifications.show({ message: words.problemAdded(problem) });
  };
  const rescreen = async ({ tool, screenedAt }: ScreeningView) => {
    const due = shiftDay(dayOf(screenedAt, timeZone), WEEK_DAYS);
    const text = words.rescreenTask(words.tools[tool]);
    await clinic.addTask(patientId, { text, diagnosis: "", goal: "", due, owner: "" });
    notifications.show({ message: words.rescreenAdded(format.day(due)) });
  };
  return { addProblem, rescreen };
}

/** The chosen next steps of a screening; they are added once it is recorded. */
export function useFollowing(patientId: string): Following {
  const { screening: words } = useWords();
  const steps = useSteps(patientId);
  const [addsProblem, setAddsProblem] = useState(false);
  const [rescreens, setRescreens] = useState(false);
  const add = async (recorded: ScreeningView) => {
    try {
      if (addsProblem) await steps.addProblem(recorded);
      if (rescreens) await steps.rescreen(recorded);
    } catch {
      // the screening is saved: a second attempt would record it twice
      notifications.show({ color: "red", autoClose: false, message: words.savedNotAdded });
    }
  };
  return { addsProblem, setAddsProblem, rescreens, setRescreens, add };
}

/** The possible next steps of a result: a problem only where it is of concern. */
export function FollowingChoice({ result, following }: { result: ScreeningResult; following: Following }) {
  const { screening: words } = useWords();
  if (!useMay()("profiles.write")) return null;
  return (
    <div className={classes.stack}>
      {result.concern !== "none" && (
        <Checkbox
          size="xs"
          label={words.addProblemOf(words.problemOf[result.concern])}
          checked={following.addsProblem}
          onChange={(event) => following.setAddsProblem(event.currentTarget.checked)}
        />
      )}
      <Checkbox
        size="xs"
        label={words.rescreen}
        checked={following.rescreens}
        onChange={(event) => following.setRescreens(event.currentTarget.checked)}
      />
    </div>
  );
}
