import { Button, Group, Stack, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useCommand } from "../../ipc/use-clinic";
import { changedOver, type LeftForm, useTakeover, useTypedForm } from "../../ipc/use-left-form";
import type { FormOf, InvoiceDraftView, InvoiceForm, ServiceView } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { useMay } from "../../nav/session";
import { AskDialog, PatientLine } from "../../parts/AskDialog";
import { NO_CLAIM } from "../../parts/invoice-form";
import { Page } from "../../parts/Page";
import { Panel } from "../../parts/Panel";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { ResumedNote } from "../../parts/ResumedNote";
import { useFormat, useWords } from "../../words/speech";
import { CLAIM_FIELDS, isPolicyGone } from "./claim-form";
import { ClaimSection } from "./ClaimSection";
import classes from "./Invoice.module.css";
import { InvoiceSheet } from "./InvoiceSheet";
import { IssueDialog } from "./IssueDialog";
import { Lines } from "./Lines";
import { QuoteLink } from "./QuoteLink";
import { useLineErrors } from "./use-line-errors";
import { usePreview } from "./use-preview";

/** Each is refused for a reason that says enough. */
const CLAIM = Object.fromEntries(CLAIM_FIELDS.map((field) => [field, undefined]));

interface Props {
  draft: InvoiceDraftView;
  services: ServiceView[];
  of: FormOf;
  left: LeftForm<{ loaded: InvoiceForm; form: InvoiceForm }>;
  onChanged: () => void;
}

/** The lines of a draft, and its page as it would be printed. */
export function DraftEditor({ draft, services, of, left, onChanged }: Props) {
  const { billing: words } = useWords();
  const format = useFormat();
  const mayWrite = useMay()("billing.write");
  const { go, back } = useNavigation();
  const loaded = draft.form;
  const [form, setForm] = useState(() =>
    left.typed === null ? loaded : changedOver(loaded, left.typed.loaded, left.typed.form),
  );
  const typed = useTypedForm(of, { loaded, form });
  const [asks, setAsks] = useState<"issue" | "discard" | null>(null);
  const { busy, problem, submit } = useCommand();
  useTakeover(left, typed, busy);
  // days and what an insurer asks for change no sum
  const preview = usePreview(draft, form.lines, (clinic, lines) =>
    clinic.previewInvoice(draft.id, { lines, dueDays: "", claim: NO_CLAIM }),
  );
  const values = { ...form, ...form.claim, policy: form.claim.policyId };
  const { of: errorOf, rest } = useLineErrors(problem, values, { dueDays: words.daysTakes, ...CLAIM });
  const isChanged = JSON.stringify(form) !== JSON.stringify(loaded);
  const forget = async () => {
    await typed.discard();
    left.clear();
  };
  const save = async () => {
    const stored = await submit((clinic) => clinic.editInvoiceDraft(draft.id, draft.seen, loaded, form), typed.saveNow);
    if (stored === undefined) return;
    await forget();
    notifications.show({ message: words.saved });
    onChanged();
  };
  // what is wrong is said at its field, before anything is asked
  const ask = async () => {
    if (isPolicyGone(draft, form.claim)) document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    else if ((await submit((clinic) => clinic.previewInvoice(draft.id, form))) !== undefined) setAsks("issue");
  };
  return (
    <Page
      title={words.draft}
      line={words.noNumber}
      tools={
        mayWrite && (
          <>
            <Button variant="subtle" onClick={() => setAsks("discard")}>
              {words.discard}
            </Button>
            <Button variant="default" disabled={!isChanged} loading={busy} onClick={() => void save()}>
              {words.save}
            </Button>
          </>
        )
      }
      primary={
        mayWrite && (
          <Button data-primary loading={busy} disabled={form.lines.length === 0} onClick={() => void ask()}>
            {words.issue}
          </Button>
        )
      }>
      <Group gap="md">
        {draft.patient !== null && <PatientLine patient={draft.patient} />}
        {draft.quote !== null && <QuoteLink of={draft.quote} />}
      </Group>
      <div className={classes.columns}>
        <Panel title={words.lines}>
          <form onSubmit={(event) => (event.preventDefault(), void save())}>
            <Stack gap="sm">
              <ResumedNote at={left.at} onAfresh={() => void forget()} />
              <Lines
                lines={form.lines}
                loaded={loaded.lines}
                services={services}
                preview={preview}
                errorOf={errorOf}
                onChange={(lines) => setForm((before) => ({ ...before, lines }))}>
                <TextInput
                  w={144}
                  label={words.dueDays}
                  inputMode="numeric"
                  value={form.dueDays}
                  error={errorOf("dueDays")}
                  autoComplete="off"
                  onChange={(event) => setForm({ ...form, dueDays: event.currentTarget.value })}
                />
              </Lines>
              <ClaimSection
                draft={draft}
                claim={form.claim}
                errorOf={errorOf}
                onChange={(claim) => setForm((before) => ({ ...before, claim }))}
              />
              {rest !== null && <ProblemAlert problem={rest} />}
              <button type="submit" hidden aria-hidden tabIndex={-1} />
            </Stack>
          </form>
        </Panel>
        <Panel title={words.page} flush>
          <InvoiceSheet lines={preview.lines} sums={preview.sums} />
          <p className={classes.note}>{words.issueHelp}</p>
        </Panel>
      </div>
      {asks === "issue" && (
        <IssueDialog
          draft={draft}
          form={isChanged ? form : null}
          total={format.money(preview.sums.total, preview.sums.currency)}
          onIssued={async (invoice) => {
            await forget();
            notifications.show({ message: words.issuedAs(invoice.number) });
            go({ page: "invoice", id: invoice.id });
          }}
          onClose={() => setAsks(null)}
        />
      )}
      {asks === "discard" && (
        <AskDialog
          question={words.discardWhat(draft.patient?.name ?? "")}
          answer={words.discard}
          {...(draft.patient !== null && { patient: draft.patient })}
          act={async (clinic) => (await clinic.discardInvoiceDraft(draft.id, draft.seen, words.discard), true)}
          onDone={() => void forget().then(back)}
          onClose={() => setAsks(null)}
        />
      )}
    </Page>
  );
}
