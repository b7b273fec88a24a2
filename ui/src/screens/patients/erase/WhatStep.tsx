import { Alert, Text } from "@mantine/core";
import type { ErasurePreview } from "../../../ipc/views";
import { PatientLine } from "../../../parts/AskDialog";
import { useFormat, useWords } from "../../../words/speech";
import classes from "./Erase.module.css";
import { EraseStep } from "./EraseStep";

/** What is erased: files, records and pending changes, and the computers that have them. */
export function WhatStep({ shown, onBack, onNext }: { shown: ErasurePreview; onBack: () => void; onNext: () => void }) {
  const { erasure, recordNames } = useWords();
  const format = useFormat();
  const counts = shown.counts.filter(({ entity }) => recordNames[entity] !== undefined);
  return (
    <EraseStep title={erasure.steps.what} onBack={onBack} onNext={onNext}>
      <Alert color="red" p="sm">
        {erasure.whatHelp}
      </Alert>
      <section aria-label={erasure.files}>
        <h2 className={classes.head}>{erasure.files}</h2>
        {shown.files.map((file) => (
          <PatientLine key={file.id} patient={file} />
        ))}
      </section>
      <section aria-label={erasure.records}>
        <h2 className={classes.head}>{erasure.records}</h2>
        {counts.length === 0 && <Text size="sm">{erasure.noRecords}</Text>}
        <dl className={classes.counts}>
          {counts.map((row) => (
            <div key={row.entity}>
              <dt>{recordNames[row.entity]}</dt>
              <dd>{row.rows}</dd>
            </div>
          ))}
        </dl>
        {shown.waiting > 0 && (
          <Text size="sm" mt="xs">
            {erasure.waiting(shown.waiting)}
          </Text>
        )}
      </section>
      <section aria-label={erasure.computers}>
        <h2 className={classes.head}>{erasure.computers}</h2>
        <Text size="sm" c="dimmed">
          {erasure.computersHelp}
        </Text>
        <ul className={classes.list}>
          {shown.computers.map((computer) => (
            <li key={computer.id}>
              {computer.name}
              {" · "}
              {computer.isThis
                ? erasure.thisOne
                : computer.lastSeen === null
                  ? erasure.notYetSeen
                  : erasure.lastSeen(format.dateTime(computer.lastSeen))}
            </li>
          ))}
        </ul>
        <Text size="sm" mt="xs">
          {erasure.backups}
        </Text>
      </section>
    </EraseStep>
  );
}
