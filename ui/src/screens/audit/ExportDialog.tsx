import { Button, Modal, Radio, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useEffect, useRef, useState } from "react";
import { useClinicEvents, useCommand } from "../../ipc/use-clinic";
import type { AuditFile, AuditFormat, AuditQuery, Problem } from "../../ipc/views";
import { ReasonInput } from "../../parts/AskDialog";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useFormat, useToday, useWords } from "../../words/speech";

const ENDINGS: Record<AuditFormat, string> = { json: ".json", csv: ".csv" };

/** Writes the filtered entries into a file; the reason is logged. */
export function ExportDialog({
  query,
  filtered,
  onClose,
}: {
  query: AuditQuery;
  filtered: boolean;
  onClose: () => void;
}) {
  const { audit, frame } = useWords();
  const words = audit.export;
  const format = useFormat();
  const today = useToday();
  const [kind, setKind] = useState<AuditFormat>("csv");
  const [path, setPath] = useState(`${words.fileName}-${today}${ENDINGS.csv}`);
  const [reason, setReason] = useState("");
  const [file, setFile] = useState<AuditFile | null>(null);
  const [written, setWritten] = useState(0);
  const { busy, problem, run } = useCommand();
  useClinicEvents((event) => event.kind === "exporting" && setWritten(event.entries));
  const isShown = useRef(true);
  useEffect(() => {
    isShown.current = true;
    return () => void (isShown.current = false);
  }, []);
  const isComplete = path.trim() !== "" && reason.trim() !== "";

  const choose = (next: AuditFormat) => {
    setKind(next);
    if (path.endsWith(ENDINGS[kind])) setPath(path.slice(0, -ENDINGS[kind].length) + ENDINGS[next]);
  };
  const sentence = (done: AuditFile) => words.done(done.path, done.entries, format.number(done.entries, 0));
  const write = async () => {
    setWritten(0);
    const done = await run((clinic) => clinic.exportAudit({ query, format: kind, path, reason: reason.trim() }));
    if (done) setFile(done);
    // after the dialog is gone, notify on the current page; a problem stays until it is closed
    if (!isShown.current)
      notifications.show(
        done ? { message: sentence(done) } : { message: words.notDone, color: "red", autoClose: false },
      );
  };
  const atPath = pathProblem(problem, words.bad);
  return (
    <Modal opened onClose={onClose} title={words.title} closeButtonProps={{ "aria-label": frame.close }}>
      {file !== null ? (
        <Stack gap="md">
          <Text role="status">{sentence(file)}</Text>
          <Text size="sm" c="dimmed">
            {words.unsealed}
          </Text>
          <Button data-autofocus onClick={onClose}>
            {frame.close}
          </Button>
        </Stack>
      ) : (
        <form onSubmit={(event) => (event.preventDefault(), isComplete && void write())}>
          <Stack gap="md">
            <Text size="sm" c="dimmed">
              {filtered ? words.filtered : words.all}
            </Text>
            <Radio.Group label={words.format} value={kind} onChange={(value) => choose(value)}>
              <Stack gap="sm" mt={4}>
                <Radio size="xs" value="csv" label={words.csv} />
                <Radio size="xs" value="json" label={words.json} />
              </Stack>
            </Radio.Group>
            <TextInput
              label={words.path}
              description={words.pathHelp}
              inputWrapperOrder={["label", "input", "description", "error"]}
              value={path}
              error={atPath}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => setPath(event.currentTarget.value)}
            />
            <ReasonInput label={words.reason} help={words.reasonHelp} value={reason} onChange={setReason} />
            {problem !== null && atPath === null && <ProblemAlert problem={problem} />}
            {busy && (
              <Text size="sm" role="status">
                {words.soFar(written, format.number(written, 0))}
              </Text>
            )}
            <Button type="submit" loading={busy} disabled={!isComplete}>
              {words.run}
            </Button>
          </Stack>
        </form>
      )}
    </Modal>
  );
}

type Bad = ReturnType<typeof useWords>["audit"]["export"]["bad"];

function pathProblem(problem: Problem | null, bad: Bad): string | null {
  if (problem?.code !== "invalid" || problem.field !== "path") return null;
  const reason = problem.reason as keyof Bad | null;
  return (reason && bad[reason]) ?? bad.malformed;
}
