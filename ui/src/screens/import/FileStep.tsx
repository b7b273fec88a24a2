import { Button, FileButton, Text } from "@mantine/core";
import { IconFileImport } from "@tabler/icons-react";
import { useRef } from "react";
import type { Problem } from "../../ipc/views";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useDroppedFile } from "../../parts/use-dropped-file";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Import.module.css";
import { StepTitle } from "./StepParts";
import { type ReadFile, type Refused, useFile } from "./use-file";

interface Props {
  file: ReadFile | null;
  /** None as soon as another file is chosen. */
  onRead: (file: ReadFile | null) => void;
  onNext: () => void;
}

/** The list: chosen or dropped, and read. */
export function FileStep({ file, onRead, onNext }: Props) {
  const { imports, frame } = useWords();
  const format = useFormat();
  const { read, reading, refused, problem } = useFile();
  const reset = useRef<() => void>(null);
  const choose = async (chosen: File | null) => {
    reset.current?.();
    if (chosen === null || reading !== null) return;
    onRead(null);
    const done = await read(chosen);
    if (done) onRead(done);
  };
  const isOver = useDroppedFile((dropped) => void choose(dropped));
  const label = file === null ? imports.choose : imports.chooseOther;
  return (
    <>
      <StepTitle>{imports.steps.file}</StepTitle>
      <p className={classes.text}>{imports.takes}</p>
      <p className={classes.text}>{imports.nothingYet}</p>
      <div className={classes.choose} data-over={isOver || undefined}>
        <FileButton
          resetRef={reset}
          accept=".csv,.txt,text/csv"
          onChange={(chosen) => void choose(chosen)}
          inputProps={{ "aria-label": label, tabIndex: -1 }}>
          {(props) => (
            <Button
              {...props}
              variant={file === null ? "filled" : "default"}
              data-primary={file === null || undefined}
              loading={reading !== null}
              leftSection={<IconFileImport size={16} aria-hidden />}>
              {label}
            </Button>
          )}
        </FileButton>
        <Text size="xs" c="dimmed" role="status">
          {reading === null ? imports.drop : imports.reading(reading)}
        </Text>
        <FileProblem problem={problem} refused={refused} />
      </div>
      {file !== null && (
        <div className={classes.ends}>
          <Text size="sm">{imports.lines(file.name, format.number(file.lines, 0))}</Text>
          <Button data-primary className={classes.missing} onClick={onNext}>
            {frame.next}
          </Button>
        </div>
      )}
    </>
  );
}

/** Why a list was not read. */
function FileProblem({ problem, refused }: { problem: Problem | null; refused: Refused | null }) {
  const { imports } = useWords();
  const { tooLarge, notRead, noHeadings } = imports;
  const sentences: Record<Refused, string> = { tooLarge, notRead, noHeadings };
  const known =
    problem?.code === "importUnreadable"
      ? problem.reference === null
        ? noHeadings
        : imports.unreadable(problem.reference)
      : problem?.reason === "tooLarge"
        ? tooLarge
        : null;
  const sentence = problem === null ? refused && sentences[refused] : known;
  if (sentence !== null)
    return (
      <Text size="sm" role="alert" className={classes.refused}>
        {sentence}
      </Text>
    );
  return problem !== null && <ProblemAlert problem={problem} />;
}
