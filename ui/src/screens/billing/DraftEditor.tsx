import { Button, Group, Stack, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useCommand } from "../../ipc/use-clinic";
import { changedOver, type LeftForm, useTypedForm } from "../../ipc/use-left-form";
import type { FormOf, InvoiceDraftView, InvoiceForm, InvoiceLineForm, ServiceView } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { useMay } from "../../nav/session";
import { AskDialog, PatientLine } from "../../parts/AskDialog";
import { Page } from "../../parts/Page";
import { Panel } from "../../parts/Panel";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { ResumedNote } from "../../parts/ResumedNote";
import { useFieldErrors } from "../../parts/use-field-errors";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Invoice.module.css";
import { InvoiceSheet } from "./InvoiceSheet";
import { IssueDialog } from "./IssueDialog";
import { LineFields } from "./LineFields";
import { isComplete, usePreview } from "./use-preview";

const LINE_FIELDS = ["serviceId", "quantity", "price", "tax"] as const;
const BLANK: InvoiceLineForm = { serviceId: "", quantity: "1", price: "", tax: "" };

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
  const preview = usePreview(draft, form);
  const takes = { serviceId: undefined, quantity: words.quantityTakes, price: words.priceTakes, tax: words.percent };
  const fields = form.lines.flatMap((_, at) =>
    LINE_FIELDS.map((name) => [`lines.${at}.${name}`, takes[name]] as const),
  );
  const { of: errorOf, rest } = useFieldErrors(problem, [...fields.map(([name]) => name), "lines", "dueDays"], {
    ...Object.fromEntries(fields.filter(([, sentence]) => sentence !== undefined)),
    dueDays: words.daysTakes,
  });
  const isChanged = JSON.stringify(form) !== JSON.stringify(loaded);
  const setLines = (lines: InvoiceLineForm[]) => setForm((before) => ({ ...before, lines }));
  const change = (at: number, part: Partial<InvoiceLineForm>) =>
    setLines(form.lines.map((line, index) => (index === at ? { ...line, ...part } : line)));
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
    if ((await submit((clinic) => clinic.previewInvoice(draft.id, form))) !== undefined) setAsks("issue");
  };
  const offered = services.filter(
    ({ isActive, id }) => isActive || loaded.lines.some(({ serviceId }) => serviceId === id),
  );
  const totals = preview.lines?.map(({ total }) => format.money(total, preview.sums.currency)) ?? [];
  const totalOf = (at: number) => {
    const isShown = form.lines[at] !== undefined && isComplete(form.lines[at]);
    return (isShown && totals[form.lines.slice(0, at).filter(isComplete).length]) || format.dash;
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
      {draft.patient !== null && <PatientLine patient={draft.patient} />}
      <div className={classes.columns}>
        <Panel title={words.lines}>
          <form onSubmit={(event) => (event.preventDefault(), void save())}>
            <Stack gap="sm">
              <ResumedNote at={left.at} onAfresh={() => void forget()} />
              {form.lines.map((line, at) => (
                <LineFields
                  key={at}
                  line={line}
                  services={offered}
                  total={totalOf(at)}
                  isLast={at === form.lines.length - 1}
                  errorOf={(field) => errorOf(`lines.${at}.${field}`)}
                  onChange={(part) => change(at, part)}
                  onRemove={() => setLines(form.lines.filter((_, index) => index !== at))}
                />
              ))}
              <Group align="end" justify="space-between">
                <Button variant="default" onClick={() => setLines([...form.lines, BLANK])}>
                  {words.addLine}
                </Button>
                <TextInput
                  w={144}
                  label={words.dueDays}
                  inputMode="numeric"
                  value={form.dueDays}
                  error={errorOf("dueDays")}
                  autoComplete="off"
                  onChange={(event) => setForm({ ...form, dueDays: event.currentTarget.value })}
                />
              </Group>
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
