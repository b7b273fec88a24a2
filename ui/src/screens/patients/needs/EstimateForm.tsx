import { Button, Group } from "@mantine/core";
import { useWindowEvent } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useEffect, useRef, useState } from "react";
import { useFormDraft } from "../../../ipc/use-form-draft";
import { ResumedNote } from "../../../parts/ResumedNote";
import { queries } from "../../../ipc/queries";
import { useClinicQuery, useCommand } from "../../../ipc/use-clinic";
import type {
  Considered,
  EnergyEstimateView,
  EstimateStart,
  EstimateWarning,
  NewEnergyEstimate,
} from "../../../ipc/views";
import { useMay } from "../../../nav/session";
import { Loaded } from "../../../parts/Loaded";
import { useOwnPrimary } from "../../../parts/PrimaryScope";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { useFormat, useWords } from "../../../words/speech";
import { ACTIVITY_SETS, type ActivitySet, LEVELS } from "./activity";
import { chosenLevel } from "./ActivityInput";
import { changed, type Draft, sent, sentence } from "./draft";
import { EquationTable } from "./EquationTable";
import { InputsCard } from "./InputsCard";
import classes from "./Needs.module.css";
import { Requirements } from "./Requirements";

interface Props {
  patientId: string;
  visitId: string | null;
  corrects: EnergyEstimateView | null;
  onSaved: () => void;
  onClose: () => void;
}

/** A new estimate from what the chart knows, or the correction of one from its own inputs. */
export function EstimateForm(props: Props) {
  const start = useClinicQuery(queries.estimateStart(props.patientId, props.corrects?.id ?? null));
  return (
    <Loaded of={start}>
      {(view) => <Form key={view.draftSavedAt} start={view} onDiscarded={start.reload} {...props} />}
    </Loaded>
  );
}

/** Whether the target is a text field, in which a letter is typed rather than a choice. */
const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches("textarea, select, input:not([type=radio], [type=checkbox])"));

interface FormProps extends Props {
  start: EstimateStart;
  onDiscarded: () => void;
}

function Form({ start, patientId, visitId, corrects, onSaved, onClose, onDiscarded }: FormProps) {
  const { needs: words, needsEquations: equations, targets } = useWords();
  const format = useFormat();
  // a correction concerns a past estimate, so it sets no targets
  const setsTargets = useMay()("profiles.write") && corrects === null;
  const [method, setMethod] = useState(start.method);
  const [inputs, setInputs] = useState<Record<string, string>>(start.inputs as Record<string, string>);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [set, setSet] = useState<ActivitySet>(
    ACTIVITY_SETS.find((one) => start.inputs[one] !== undefined) ?? "activity",
  );
  const form: NewEnergyEstimate = {
    patientId,
    method,
    inputs: sent(inputs),
    visitId: corrects === null ? visitId : null,
    estimatedAt: null,
    replaces: corrects?.id ?? null,
  };
  const considered = useClinicQuery(queries.considered(form), { showsPrevious: true });
  useOwnPrimary();
  const { busy, problem, run, submit } = useCommand();
  const unfinished = useFormDraft(form, (clinic, now) => clinic.saveEstimateDraft(now));
  const discard = async () => {
    await unfinished.forget();
    const discarded = await run((clinic) => clinic.discardEstimateDraft(patientId, corrects?.id ?? null));
    if (discarded !== undefined) onDiscarded();
  };
  const page = useRef<HTMLDivElement>(null);
  const current = considered.isPending ? null : considered.value;
  const wrong = current !== null && current.result === null;
  const draft: Draft = {
    inputs,
    put: (changes) => setInputs((before) => changed(before, changes)),
    leave: (name) => setLeft((before) => new Set(before).add(name)),
    errorOf: (name) => {
      const wrongly = considered.value?.problems.find(({ field }) => field === name);
      // these errors concern two fields together, so they are shown at once
      const isDue = left.has(name) || wrongly?.kind === "overHundred" || wrongly?.kind === "womenOnly";
      return wrongly !== undefined && isDue ? sentence(wrongly, words, format) : null;
    },
  };
  const finish = async (isTarget: boolean) => {
    if (busy) return;
    if (wrong) {
      const first = current.problems[0]?.field;
      setLeft(new Set(current.problems.map(({ field }) => field)));
      page.current?.querySelector<HTMLElement>(`[data-input="${first}"]`)?.focus();
      return;
    }
    const saved = await submit((clinic) => clinic.recordEstimate(form), unfinished.saveNow);
    if (saved === undefined) return;
    await unfinished.forget();
    if (isTarget && (await run((clinic) => clinic.setEstimateTargets(saved.id))) === undefined) {
      // the estimate is saved: a second attempt would record it twice
      onSaved();
      notifications.show({ color: "red", message: targets.savedNotSet });
      onClose();
      return;
    }
    notifications.show({ message: isTarget ? targets.savedAndSet : words.saved });
    onSaved();
    onClose();
  };
  const isShown = considered.value !== null;
  useEffect(() => {
    if (isShown) page.current?.querySelector<HTMLElement>("[data-activity] [role=radio]")?.focus();
  }, [isShown]);
  useWindowEvent(
    "keydown",
    (event) => {
      // an open dialog handles the keys
      if (document.querySelector("[role=dialog]") !== null) return;
      const isMod = event.ctrlKey || event.metaKey;
      if (isMod && event.key === "Enter") {
        event.preventDefault();
        event.stopImmediatePropagation();
        void finish(setsTargets);
        return;
      }
      if (isMod || event.altKey || isTyping(event.target)) return;
      const level = LEVELS[set].find(({ letter }) => letter === event.key.toLowerCase());
      if (level === undefined) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      draft.put(chosenLevel(set, level.name));
    },
    { capture: true },
  );
  return (
    <div className={classes.stack} ref={page}>
      <div className={classes.toolbar}>
        <Button variant="default" onClick={onClose}>
          {words.back}
        </Button>
        {corrects !== null && <span className="strong">{words.corrects(format.dateTime(corrects.estimatedAt))}</span>}
        <span role="status" className="small muted">
          {wrong && current.reason !== null && equations.reasons[current.reason]}
        </span>
        <Group gap={8}>
          <Button
            variant={setsTargets ? "default" : "filled"}
            loading={busy}
            disabled={wrong}
            onClick={() => void finish(false)}>
            {words.save}
          </Button>
          {setsTargets && (
            <Button loading={busy} disabled={wrong} onClick={() => void finish(true)}>
              {targets.set}
            </Button>
          )}
        </Group>
      </div>
      {problem !== null && <ProblemAlert problem={problem} />}
      <ResumedNote at={start.draftSavedAt} onAfresh={() => void discard()} />
      <Loaded of={considered}>
        {(view) => (
          <div className={classes.page}>
            <InputsCard
              start={start}
              draft={draft}
              weights={view.weights}
              sizes={view.sizes}
              set={set}
              onSet={setSet}
            />
            <div className={classes.right}>
              <Warnings warnings={view.warnings} />
              <EquationTable rows={view.rows} chosen={method} onChoose={setMethod} />
              <Requirements start={start} draft={draft} result={view.result} />
              <Caveats considered={view} />
              <p className="small muted">{words.keys}</p>
            </div>
          </div>
        )}
      </Loaded>
    </div>
  );
}

/** Warnings, which do not block saving. */
function Warnings({ warnings }: { warnings: EstimateWarning[] }) {
  const { needs: words } = useWords();
  const age = (days: number | null) => {
    const months = Math.floor((days ?? 0) / 30.4375);
    return months < 2 ? words.ageDays(days ?? 0) : words.ageMonths(months);
  };
  return warnings.map(({ kind, days }) => (
    <p key={kind} className={classes.warn}>
      {kind === "notForPregnancy" || kind === "pregnancyNotCounted" || kind === "ageEstimated"
        ? words[kind]
        : words[kind](age(days))}
    </p>
  ));
}

/** Caveats of the chosen result. */
function Caveats({ considered: { result } }: { considered: Considered }) {
  const { needsEquations: equations } = useWords();
  const caveats = [...new Set(result?.caveats)];
  if (caveats.length === 0) return null;
  return <p className="small muted">{caveats.map((caveat) => equations.caveats[caveat]).join(" ")}</p>;
}
