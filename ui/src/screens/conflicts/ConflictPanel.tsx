import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { photoCell } from "../../ipc/bindings";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import type { ConflictView, FieldChoice, FieldDecision, SiblingView } from "../../ipc/views";
import { FieldList } from "../../parts/FieldList";
import { Detail, DetailHead } from "../../parts/ListDetail";
import { Loaded } from "../../parts/Loaded";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useBirth } from "../../parts/use-birth";
import { useNames } from "../../parts/use-names";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Conflict.module.css";
import { ConflictFieldRow, hereFirst } from "./ConflictFieldRow";

/** The siblings next to each other; every differing field needs a choice, and nothing is chosen beforehand. */
export function ConflictPanel({ id, onResolved }: { id: string; onResolved: () => void }) {
  const view = useClinicQuery(queries.conflict(id));
  return <Loaded of={view}>{(conflict) => <Choosing conflict={conflict} onResolved={onResolved} />}</Loaded>;
}

function Choosing({ conflict, onResolved }: { conflict: ConflictView; onResolved: () => void }) {
  const { conflicts, photos } = useWords();
  const name = useNames();
  const format = useFormat();
  const birth = useBirth();
  const [choices, setChoices] = useState<Record<string, FieldDecision>>({});
  const { busy, problem, run } = useCommand();
  const differing = conflict.fields.filter((field) => !field.same && !conflict.isDeletion);
  const same = conflict.fields.filter((field) => field.same || conflict.isDeletion);
  const isResolved = conflict.staysSigned;
  const isPhoto = conflict.what === photoCell;
  const isComplete = isResolved || differing.every((field) => isMade(choices[field.key]));

  const chosen = () =>
    differing.flatMap((field) => {
      const decision = choices[field.key];
      return decision ? [{ key: field.key, decision }] : [];
    });
  const resolve = async (chosen: FieldChoice[]) => {
    const done = await run(
      async (clinic) => (await clinic.resolveConflict({ id: conflict.id, seen: conflict.seen, choices: chosen }), true),
    );
    if (!done) return;
    notifications.show({ message: conflicts.resolved });
    onResolved();
  };

  const { patient } = conflict;
  const what = [conflict.food, name.what(conflict.what)].filter(Boolean).join(" · ");
  return (
    <Detail
      label={what}
      pane="conflict"
      footer={
        <>
          <Text size="xs" c="dimmed">
            {[
              conflict.isDeletion ? conflicts.deletion : isResolved ? conflicts.signedStays : "",
              isPhoto ? photos.oneStays : conflicts.both,
              isComplete || conflict.isDeletion ? "" : conflicts.chooseAll,
            ]
              .filter(Boolean)
              .join(" ")}
          </Text>
          {conflict.isDeletion ? (
            <Group gap="xs">
              <Button variant="default" loading={busy} onClick={() => void resolve(deletion("delete"))}>
                {conflicts.deletionDelete}
              </Button>
              <Button data-primary loading={busy} onClick={() => void resolve(deletion("undelete"))}>
                {conflicts.deletionUndone}
              </Button>
            </Group>
          ) : (
            <Button data-primary loading={busy} disabled={!isComplete} onClick={() => void resolve(chosen())}>
              {isResolved ? conflicts.storeAsAddendum : conflicts.resolve(differing.length)}
            </Button>
          )}
        </>
      }>
      {patient && <DetailHead title={patient.name} line={[birth.facts(patient), what].join(" · ")} />}
      <div className={classes.siblings}>
        {hereFirst(conflict.siblings).map((index) => (
          <SiblingHead key={index} sibling={conflict.siblings[index]!} />
        ))}
      </div>
      {differing.map((field) => (
        <ConflictFieldRow
          key={field.key}
          field={field}
          siblings={conflict.siblings}
          isResolved={isResolved}
          picturesOf={isPhoto ? conflict.id : null}
          choice={choices[field.key] ?? null}
          onChoose={(choice) => setChoices((before) => ({ ...before, [field.key]: choice }))}
        />
      ))}
      {same.length > 0 && (
        <details className={classes.same}>
          <summary>{conflicts.same(same.length)}</summary>
          <FieldList
            fields={same.map((field) => ({
              label: name.field(field.name),
              text: name.value(field, field.values[0] ?? null) ?? format.dash,
            }))}
          />
        </details>
      )}
      {problem !== null && <ProblemAlert problem={problem} />}
    </Detail>
  );
}

/** An own value counts as a choice only once it is typed. */
const isMade = (choice: FieldDecision | undefined): boolean =>
  choice !== undefined && (choice.kind !== "text" || choice.text.trim() !== "");

/** The decision on a row that was deleted concurrently with a change. */
function deletion(kind: "delete" | "undelete"): FieldChoice[] {
  return [{ key: "deleted", decision: { kind } }];
}

function SiblingHead({ sibling }: { sibling: SiblingView }) {
  const { conflicts } = useWords();
  const format = useFormat();
  return (
    <h3 className={classes.sibling}>
      {conflicts.sibling(
        sibling.isHere ? conflicts.here : conflicts.there,
        sibling.by,
        sibling.isHere ? conflicts.thisComputer : sibling.device,
        format.dateTime(sibling.at),
      )}
    </h3>
  );
}
