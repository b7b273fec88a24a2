import { ActionIcon, Button, Menu, Modal, Stack, Text } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useState } from "react";
import { flushAll } from "../../ipc/unsaved";
import { useCommand } from "../../ipc/use-clinic";
import type { NoteView, ReadVersionToken, VisitEdit, VisitView } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { AskDialog, DialogActions, PatientLine, ReasonInput } from "../../parts/AskDialog";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { offerUndo } from "../../parts/undo";
import { VisitTimes } from "../../parts/VisitTimes";
import { useWords } from "../../words/speech";

interface Props {
  visit: VisitView;
  note: NoteView | null;
  /** The visit as it is edited now. */
  current: () => VisitEdit;
  onCorrected: (visit: VisitView) => void;
}

/** Corrects the times of a visit, and discards one that was begun by mistake, with Undo. */
export function VisitMenu({ visit, note, current, onCorrected }: Props) {
  const { visits, frame } = useWords();
  const { go } = useNavigation();
  const { run } = useCommand();
  const [asks, setAsks] = useState<"discard" | "times" | null>(null);
  const { name } = visit.header;
  const question = visit.isOwn ? visits.discardAsk(name) : visits.discardOther(name, visit.provider);
  // what is signed stays, unless it is void
  const mayDiscard = note === null || note.state === "draft" || note.state === "void";
  const bringBack = async (removal: ReadVersionToken) => {
    const restored = await run((clinic) => clinic.restoreVisit(visit.id, removal));
    if (restored) go({ page: "visit", id: visit.id });
    return restored;
  };
  const offer = (removal: ReadVersionToken) => {
    go({ page: "patient", id: visit.header.id });
    offerUndo("discarded-visit", visits.discarded, frame, () => bringBack(removal));
  };
  const close = () => setAsks(null);
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={frame.more}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setAsks("times")}>{visits.correctTimes}</Menu.Item>
          {mayDiscard && <Menu.Item onClick={() => setAsks("discard")}>{visits.discardVisit}</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      {asks === "times" && (
        <VisitTimes
          title={visits.correctTimes}
          what={visits.correctTimesWhat}
          answer={visits.correctTimes}
          patient={visit.header}
          asks={visit.endedAt === null ? ["startedAt"] : ["startedAt", "endedAt"]}
          stored={visit}
          act={async (clinic, { startedAt, endedAt }) => {
            await flushAll();
            const times = { startedAt: startedAt ?? visit.startedAt, endedAt: endedAt ?? visit.endedAt };
            return await clinic.correctVisitTimes(current(), times);
          }}
          onDone={onCorrected}
          onClose={close}
        />
      )}
      {asks === "discard" && visit.endedAt === null && (
        <AskDialog
          question={question}
          answer={visits.discardVisit}
          patient={visit.header}
          act={async (open) => {
            await flushAll();
            const removal = await open.discardVisit(visit.id, current().seen, true, null);
            offer(removal);
            return removal;
          }}
          onDone={() => undefined}
          onClose={close}
        />
      )}
      {asks === "discard" && visit.endedAt !== null && (
        <DiscardEnded visit={visit} question={question} current={current} onDiscarded={offer} onClose={close} />
      )}
    </>
  );
}

interface DiscardProps {
  visit: VisitView;
  question: string;
  current: () => VisitEdit;
  onDiscarded: (removal: ReadVersionToken) => void;
  onClose: () => void;
}

/** Asks why a visit that has ended is discarded. */
function DiscardEnded({ visit, question, current, onDiscarded, onClose }: DiscardProps) {
  const { visits, frame } = useWords();
  const { busy, problem, submit } = useCommand();
  const [reason, setReason] = useState("");
  const isMissing = reason.trim() === "";
  const discard = async () => {
    if (isMissing) return;
    const removal = await submit(async (clinic) => {
      await flushAll();
      return await clinic.discardVisit(visit.id, current().seen, true, reason.trim());
    });
    if (removal !== undefined) onDiscarded(removal);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      closeOnClickOutside={false}
      title={visits.discardVisit}
      closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void discard())}>
        <Stack gap="md">
          <PatientLine patient={visit.header} />
          <Text>{question}</Text>
          <ReasonInput label={visits.discardWhy} help={visits.discardWhyHelp} value={reason} onChange={setReason} />
          {problem !== null && <ProblemAlert problem={problem} />}
          <DialogActions missing={isMissing ? visits.typeReason : null} onClose={onClose}>
            <Button type="submit" color="red" loading={busy} disabled={isMissing}>
              {visits.discardVisit}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}
