import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import { entryOf, useLeftForm } from "../../ipc/use-left-form";
import type { InvoiceDraftView, InvoiceForm, ServiceView } from "../../ipc/views";
import { Loaded } from "../../parts/Loaded";
import { DraftEditor } from "./DraftEditor";

/** An invoice that is being written, with the page that it becomes beside it; what was left of it is there again. */
export function DraftPage({ id }: { id: string }) {
  const view = useClinicQuery(queries.invoiceDraft(id));
  const services = useClinicQuery(queries.services());
  return (
    <Loaded of={view}>
      {(draft) => (
        <Loaded of={services}>
          {(all) => <Left key={draft.seen} draft={draft} services={all} onChanged={view.reload} />}
        </Loaded>
      )}
    </Loaded>
  );
}

interface Props {
  draft: InvoiceDraftView;
  services: ServiceView[];
  onChanged: () => void;
}

function Left(props: Props) {
  const { form, patientId, id } = props.draft;
  const of = entryOf("invoices", patientId, id);
  const left = useLeftForm<{ loaded: InvoiceForm; form: InvoiceForm }>(of, { loaded: form, form });
  return !left.isPending && <DraftEditor key={left.at} {...props} of={of} left={left} />;
}
