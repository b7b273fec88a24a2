import { Alert } from "@mantine/core";
import type { FileStateView } from "../ipc/views";
import { useWords } from "../words/speech";

/** Says that the clinic's file is not the one that this computer wrote last, or that nothing would tell. */
export function FileAlert({ file, className }: { file: FileStateView | null; className?: string }) {
  const { frame } = useWords();
  if (file === null || (file.alarm === null && file.anchor === "stored")) return null;
  const { alarm, anchor } = file;
  return (
    <Alert className={className} color={alarm === null ? "gray" : "red"} p="sm" role="alert">
      {alarm !== null ? `${frame.fileAlarms[alarm]} ${frame.fileAlarmHelp}` : frame.anchors[anchor]}
    </Alert>
  );
}
