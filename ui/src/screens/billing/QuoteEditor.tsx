import { ActionIcon, Button, Menu, Stack, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDots } from "@tabler/icons-react";
import { useState } from "react";
import { fieldLengths } from "../../ipc/bindings";
import { useCommand } from "../../ipc/use-clinic";
import { changedOver, type LeftForm, useTakeover, useTypedForm } from "../../ipc/use-left-form";
import type { FormOf, QuoteView, ServiceView } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { Panel } from "../../parts/Panel";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { ReasonDialog } from "../../parts/ReasonDialog";
import { ResumedNote } from "../../parts/ResumedNote";
import { offerUndo } from "../../parts/undo";
import { useFormat, useWords } from "../../words/speech";
import { readDay } from "../../words/time";
import classes from "./Invoice.module.css";
import { Lines } from "./Lines";
import { toForm, type TypedQuote, typedOf } from "./quote-form";
import { QuoteFrame, QuoteSheet } from "./QuoteParts";
import { useLineErrors } from "./use-line-errors";
import { usePreview } from "./use-preview";

interface Props {
  quote: QuoteView;
  services: ServiceView[];
  of: FormOf;
  left: LeftForm<{ loaded: TypedQuote; form: TypedQuote }>;
  onChanged: () => void;
}

/** The lines of a quote, until when it is valid, and its page as it would be printed. */
export function QuoteEditor({ quote, services, of, left, onChanged }: Props) {
  const { quotes: words, billing, frame } = useWords();
  const format = useFormat();
  const { go, back } = useNavigation();
  const { id, seen, number, patient } = quote;
  const [loaded] = useState(() => typedOf(quote.form, format.day));
  const [form, setForm] = useState(() =>
    left.typed === null ? loaded : changedOver(loaded, left.typed.loaded, left.typed.form),
  );
  const typed = useTypedForm(of, { loaded, form });
  const [removes, setRemoves] = useState(false);
  const { busy, problem, run, submit } = useCommand();
  useTakeover(left, typed, busy);
  const preview = usePreview(quote, form.lines, (clinic, lines) =>
    clinic.previewQuote(id, { lines, validUntil: null, note: "" }),
  );
  const { of: errorOf, rest } = useLineErrors(problem, form, { validUntil: words.takesDay, note: undefined });
  const edit = { id, seen, loaded: quote.form, form: toForm(form) };
  const isChanged = JSON.stringify(edit.form) !== JSON.stringify(toForm(loaded));
  const isDeclined = quote.state === "declined";
  const change = (part: Partial<TypedQuote>) => setForm((before) => ({ ...before, ...part }));
  const undoKey = `quote-${id}`;
  const forget = async () => {
    await typed.discard();
    left.clear();
  };
  const save = async () => {
    if ((await submit((clinic) => clinic.editQuote(edit), typed.saveNow)) === undefined) return;
    await forget();
    notifications.show({ message: words.saved });
    onChanged();
  };
  const invoice = async () => {
    const draft = await submit(async (clinic) => {
      const now = isChanged ? await clinic.editQuote(edit) : quote;
      return clinic.invoiceQuote(id, now.seen);
    }, typed.saveNow);
    if (draft === undefined) return;
    await forget();
    go({ page: "invoiceDraft", id: draft.id });
  };
  const answer = async () => {
    const next = await submit((clinic) => clinic.declineQuote(id, seen, !isDeclined), typed.saveNow);
    if (next === undefined) return;
    // what is typed is not stored with the answer, and is offered again
    if (isChanged) left.reload();
    onChanged();
    offerUndo(undoKey, (isDeclined ? words.reopened : words.declined)(number), frame, () =>
      run((clinic) => clinic.declineQuote(id, next.seen, isDeclined)),
    );
  };
  const day = readDay(form.validUntil);
  return (
    <QuoteFrame
      quote={quote}
      isChanged={isChanged}
      tools={
        <>
          <Button variant="default" disabled={busy} onClick={() => void answer()}>
            {isDeclined ? words.reopen : words.decline}
          </Button>
          <Button variant="default" disabled={!isChanged} loading={busy} onClick={() => void save()}>
            {words.save}
          </Button>
          <Menu>
            <Menu.Target>
              <ActionIcon aria-label={frame.more}>
                <IconDots size={18} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => setRemoves(true)}>{words.remove}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </>
      }
      primary={
        !isDeclined && (
          <Button data-primary loading={busy} disabled={form.lines.length === 0} onClick={() => void invoice()}>
            {words.makeInvoice}
          </Button>
        )
      }>
      <div className={classes.columns}>
        <Panel title={billing.lines}>
          <form onSubmit={(event) => (event.preventDefault(), void save())}>
            <Stack gap="sm">
              <ResumedNote at={left.at} onAfresh={() => void forget()} />
              <Lines
                lines={form.lines}
                loaded={quote.form.lines}
                services={services}
                preview={preview}
                errorOf={errorOf}
                onChange={(lines) => change({ lines })}>
                <TextInput
                  w={176}
                  label={words.validUntil}
                  placeholder={words.usualDays}
                  value={form.validUntil}
                  error={errorOf("validUntil")}
                  autoComplete="off"
                  onChange={(event) => change({ validUntil: event.currentTarget.value })}
                />
              </Lines>
              <TextInput
                label={words.note}
                description={words.noteHelp}
                value={form.note}
                maxLength={fieldLengths.quote.note}
                error={errorOf("note")}
                autoComplete="off"
                onChange={(event) => change({ note: event.currentTarget.value })}
              />
              {rest !== null && <ProblemAlert problem={rest} />}
              <button type="submit" hidden aria-hidden tabIndex={-1} />
            </Stack>
          </form>
        </Panel>
        <Panel title={billing.page} flush>
          <QuoteSheet
            lines={preview.lines}
            sums={preview.sums}
            validUntil={day === null ? null : words.validUntilDay(format.day(day))}
            note={form.note}
          />
        </Panel>
      </div>
      {removes && (
        <ReasonDialog
          title={words.removeOf(number)}
          action={words.remove}
          patient={patient}
          act={(clinic, reason) => clinic.removeQuote(id, seen, reason)}
          onDone={(removal) => {
            offerUndo(undoKey, words.removed(number), frame, () => run((clinic) => clinic.restoreQuote(id, removal)));
            void forget().then(back);
          }}
          onClose={() => setRemoves(false)}
        />
      )}
    </QuoteFrame>
  );
}
