import { queries } from "../../ipc/queries";
import { quoteQueries } from "../../ipc/quote-queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import { entryOf, useLeftForm } from "../../ipc/use-left-form";
import type { QuoteView, ServiceView } from "../../ipc/views";
import { useMay } from "../../nav/session";
import { Loaded } from "../../parts/Loaded";
import { Panel } from "../../parts/Panel";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Invoice.module.css";
import { type TypedQuote, typedOf } from "./quote-form";
import { QuoteEditor } from "./QuoteEditor";
import { QuoteFrame, QuoteSheet } from "./QuoteParts";

/** A quote: it is edited until an invoice is made of it, and only looked at from then on. */
export function QuotePage({ id }: { id: string }) {
  const mayWrite = useMay()("billing.write");
  const view = useClinicQuery(quoteQueries.one(id));
  return (
    <Loaded of={view}>
      {(quote) =>
        mayWrite && quote.state !== "invoiced" && quote.lines !== null && !quote.isPatientDeleted ? (
          <Edited quote={quote} onChanged={view.reload} />
        ) : (
          <LookedAt quote={quote} />
        )
      }
    </Loaded>
  );
}

function LookedAt({ quote }: { quote: QuoteView }) {
  const { quotes: words, billing } = useWords();
  const format = useFormat();
  return (
    <QuoteFrame quote={quote}>
      <div className={classes.single}>
        <Panel title={billing.lines} flush>
          <QuoteSheet
            lines={quote.lines}
            sums={quote.sums}
            validUntil={words.validUntilDay(format.day(quote.validUntil))}
            note={quote.form.note}
          />
        </Panel>
      </div>
    </QuoteFrame>
  );
}

interface Props {
  quote: QuoteView;
  onChanged: () => void;
}

function Edited(props: Props) {
  const services = useClinicQuery(queries.services());
  return <Loaded of={services}>{(all) => <Left key={props.quote.seen} {...props} services={all} />}</Loaded>;
}

function Left(props: Props & { services: ServiceView[] }) {
  const format = useFormat();
  const { form, patientId, id } = props.quote;
  const typed = typedOf(form, format.day);
  const of = entryOf("quotes", patientId, id);
  const left = useLeftForm<{ loaded: TypedQuote; form: TypedQuote }>(of, { loaded: typed, form: typed });
  return !left.isPending && <QuoteEditor key={left.at} {...props} of={of} left={left} />;
}
