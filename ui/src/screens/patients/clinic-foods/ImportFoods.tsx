import { Button, FileButton, Group, Modal, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconFileImport } from "@tabler/icons-react";
import { useRef } from "react";
import type { FoodImportView, ImportError, Problem } from "../../../ipc/views";
import { DialogActions } from "../../../parts/AskDialog";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { useFormat, useWords } from "../../../words/speech";
import classes from "./ImportFoods.module.css";
import { type Refused, useFoodList } from "./use-food-list";

/** So many errors are shown at once: they are corrected in the file. */
const SHOWN_MAX = 50;

/** Adds the foods of a list to the clinic's own, once what that would do was looked at. */
export function ImportFoods({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const { foodImports: words, frame } = useWords();
  const format = useFormat();
  const { view, reading, refused, busy, problem, choose, start } = useFoodList();
  const reset = useRef<() => void>(null);
  const take = (file: File | null) => {
    reset.current?.();
    if (file !== null && reading === null) void choose(file);
  };
  const ready = view?.ready ?? 0;
  const count = format.number(ready, 0);
  const add = async () => {
    const done = await start();
    if (!done) return;
    notifications.show({ message: words.done(done.imported, format.number(done.imported, 0)) });
    onDone();
    onClose();
  };
  const label = view === null ? words.choose : words.chooseOther;
  return (
    <Modal opened size="lg" onClose={onClose} title={words.title} closeButtonProps={{ "aria-label": frame.close }}>
      <Stack gap="md">
        <Text size="sm">{words.takes}</Text>
        <Group gap="sm">
          <FileButton
            resetRef={reset}
            accept=".csv,.txt,text/csv"
            onChange={take}
            inputProps={{ "aria-label": label, tabIndex: -1 }}>
            {(props) => (
              <Button
                {...props}
                data-autofocus
                variant="default"
                loading={reading !== null}
                leftSection={<IconFileImport size={16} aria-hidden />}>
                {label}
              </Button>
            )}
          </FileButton>
          <Text size="xs" c="dimmed" role="status">
            {reading !== null && words.reading(reading)}
          </Text>
        </Group>
        <ListProblem problem={problem} refused={refused} />
        {view !== null && <Preview view={view} />}
        <DialogActions
          missing={ready > 0 ? null : view === null ? words.chooseFirst : words.noneReady}
          onClose={onClose}>
          <Button loading={busy && reading === null} disabled={ready === 0} onClick={() => void add()}>
            {view === null ? words.startNone : words.start(ready, count)}
          </Button>
        </DialogActions>
      </Stack>
    </Modal>
  );
}

/** Why a list was not read. */
function ListProblem({ problem, refused }: { problem: Problem | null; refused: Refused | null }) {
  const { foodImports: words, imports } = useWords();
  const { tooLarge, notRead, noName } = words;
  const sentences: Record<Refused, string> = { tooLarge, notRead, noName };
  const known = () => {
    if (problem?.code === "importUnreadable")
      return problem.reference === null ? noName : imports.unreadable(problem.reference);
    return problem?.reason === "tooLarge" ? tooLarge : null;
  };
  const sentence = problem === null ? refused && sentences[refused] : known();
  if (sentence !== null)
    return (
      <Text size="sm" role="alert" className={classes.refused}>
        {sentence}
      </Text>
    );
  return problem !== null && <ProblemAlert problem={problem} />;
}

/** What an import would do. */
function Preview({ view: { ready, known, errors, leftOut } }: { view: FoodImportView }) {
  const { foodImports: words } = useWords();
  const format = useFormat();
  const lines = new Set(errors.map(({ line }) => line)).size;
  const sums = [
    words.ready(ready, format.number(ready, 0)),
    known > 0 && words.known(known, format.number(known, 0)),
    lines > 0 && words.wrong(lines, format.number(lines, 0)),
  ];
  return (
    <Stack gap="xs" className={classes.preview}>
      <p className="strong" role="status">
        {sums.filter(Boolean).join(" · ")}
      </p>
      {leftOut.length > 0 && <p className="small muted">{words.leftOut(leftOut.join(", "))}</p>}
      {errors.length > 0 && (
        <>
          <p className="small muted">{words.errorsHelp}</p>
          <ul className={classes.errors} aria-label={words.errors}>
            {errors.slice(0, SHOWN_MAX).map((error) => (
              <li key={`${error.line} ${error.column} ${error.field}`}>
                <ErrorLine error={error} />
              </li>
            ))}
          </ul>
          {errors.length > SHOWN_MAX && (
            <p className="small muted">{words.more(format.number(errors.length - SHOWN_MAX, 0))}</p>
          )}
        </>
      )}
    </Stack>
  );
}

function ErrorLine({ error: { line, column, value, values, field, reason, character } }: { error: ImportError }) {
  const { foodImports: words, wrongFields } = useWords();
  const format = useFormat();
  const ofLine: Record<string, string | undefined> = {
    columns: words.valueCount(format.number(values, 0)),
    nutrients: words.tooHeavy,
    energies: words.energies(value ?? ""),
    energyUnit: words.energyUnit(value ?? ""),
  };
  const name = column === null ? (words.fields[field as keyof typeof words.fields] ?? field) : field;
  const why =
    // of a list it is taken by another line, or by the same one
    (reason === "taken" ? words.twice : undefined) ??
    (column === null ? ofLine[field] : undefined) ??
    (reason === "impossible" ? words.impossible : undefined) ??
    [wrongFields[reason], character].filter(Boolean).join(" ");
  return (
    <>
      <span className="strong">{words.errorIn(format.number(line, 0), name)}</span>
      {column !== null && <span>{value === "" || value === null ? words.noValue : value}</span>}
      <span className={`small ${classes.refused}`}>{why}</span>
    </>
  );
}
