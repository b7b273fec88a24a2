import { Button, Modal, Stack, Text } from "@mantine/core";
import { useCommand } from "../../ipc/use-clinic";
import type { InvoiceDraftView, InvoiceForm, InvoiceView } from "../../ipc/views";
import { DialogActions, PatientLine } from "../../parts/AskDialog";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useWords } from "../../words/speech";

interface Props {
  draft: InvoiceDraftView;
  /** What is typed and not stored. */
  form: InvoiceForm | null;
  total: string;
  onIssued: (invoice: InvoiceView) => Promise<void>;
  onClose: () => void;
}

/** Asks once before a draft gets its number; Enter issues it. */
export function IssueDialog({ draft, form, total, onIssued, onClose }: Props) {
  const { billing: words, frame } = useWords();
  const { busy, problem, submit } = useCommand();
  const issue = async () => {
    const invoice = await submit(async (clinic) => {
      const { id, seen } =
        form === null ? draft : await clinic.editInvoiceDraft(draft.id, draft.seen, draft.form, form);
      return clinic.issueInvoice(id, seen);
    });
    if (invoice !== undefined) await onIssued(invoice);
  };
  return (
    <Modal opened onClose={onClose} title={words.issueWhat(total)} closeButtonProps={{ "aria-label": frame.close }}>
      <Stack gap="md">
        {draft.patient !== null && <PatientLine patient={draft.patient} />}
        <Text>{words.issueHelp}</Text>
        {problem !== null && <ProblemAlert problem={problem} />}
        <DialogActions onClose={onClose}>
          <Button data-autofocus loading={busy} onClick={() => void issue()}>
            {words.issue}
          </Button>
        </DialogActions>
      </Stack>
    </Modal>
  );
}
