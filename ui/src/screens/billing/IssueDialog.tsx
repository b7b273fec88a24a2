import { Alert, Button, Modal, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { claimQueries } from "../../ipc/claim-queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import type { Day, Id, InvoiceDraftView, InvoiceForm, InvoiceView, PolicyView } from "../../ipc/views";
import { DialogActions, PatientLine } from "../../parts/AskDialog";
import { PackageProblem } from "../../parts/packages/PackageProblem";
import { useFormat, useWords } from "../../words/speech";

interface Props {
  draft: InvoiceDraftView;
  /** What is typed and not stored. */
  form: InvoiceForm | null;
  total: string;
  onIssued: (invoice: InvoiceView) => Promise<void>;
  onClose: () => void;
}

/** Asks once before a draft gets its number, also about a policy that does not hold today; Enter issues it. */
export function IssueDialog(props: Props) {
  const { policyId } = (props.form ?? props.draft.form).claim;
  return policyId === null ? <Ask {...props} doubted={null} /> : <AskOfPolicy {...props} policyId={policyId} />;
}

function AskOfPolicy({ policyId, ...props }: Props & { policyId: Id }) {
  const policies = useClinicQuery(claimQueries.policies(props.draft.patientId));
  const named = policies.value?.find(({ id }) => id === policyId);
  const doubted = named === undefined || named.state === "current" ? null : named;
  return <Ask {...props} doubted={doubted} isReading={policies.isPending} />;
}

interface AskProps extends Props {
  /** The policy that would go onto the invoice though it is over or begins later. */
  doubted: PolicyView | null;
  isReading?: boolean;
}

function Ask({ draft, form, total, doubted, isReading = false, onIssued, onClose }: AskProps) {
  const { billing: words, claims, frame } = useWords();
  const format = useFormat();
  const { busy, problem, submit } = useCommand();
  const issue = async () => {
    const invoice = await submit(async (clinic) => {
      const { id, seen } =
        form === null ? draft : await clinic.editInvoiceDraft(draft.id, draft.seen, draft.form, form);
      return clinic.issueInvoice(id, seen);
    });
    if (invoice !== undefined) await onIssued(invoice);
  };
  const day = (of: Day | null) => (of === null ? "" : format.day(of));
  return (
    <Modal opened onClose={onClose} title={words.issueWhat(total)} closeButtonProps={{ "aria-label": frame.close }}>
      <Stack gap="md">
        {draft.patient !== null && <PatientLine patient={draft.patient} />}
        {doubted !== null && (
          <Alert color="yellow" p="sm" role="alert" icon={<IconAlertTriangle size={18} aria-hidden />}>
            {doubted.state === "over"
              ? claims.isOver(doubted.insurer, day(doubted.validTo))
              : claims.isAhead(doubted.insurer, day(doubted.validFrom))}
          </Alert>
        )}
        <Text>{words.issueHelp}</Text>
        <PackageProblem problem={problem} />
        <DialogActions removes={doubted !== null} onClose={onClose}>
          <Button
            data-autofocus={doubted === null || undefined}
            loading={busy || isReading}
            onClick={() => void issue()}>
            {doubted === null ? words.issue : claims.issueAnyway}
          </Button>
        </DialogActions>
      </Stack>
    </Modal>
  );
}
