import { useEffect, useState } from "react";
import { useClinic } from "../../ipc/use-clinic";
import type { InvoiceDraftView, InvoiceForm, InvoiceLineForm, InvoiceLineView, InvoiceSums } from "../../ipc/views";

const AFTER_MS = 150;

/** A line whose service is chosen. */
export const isComplete = ({ serviceId }: InvoiceLineForm) => serviceId !== "";

interface Preview {
  /** None where they cannot be read. */
  lines: InvoiceLineView[] | null;
  sums: InvoiceSums;
}

/** What a draft would be with what is typed; while something typed makes no sense, as it was before. */
export function usePreview(draft: InvoiceDraftView, form: InvoiceForm): Preview {
  const clinic = useClinic();
  const [preview, setPreview] = useState<Preview>({ lines: draft.lines, sums: draft.sums });
  // a line without a service is one that is being typed, and days change no sum
  const lines = JSON.stringify(form.lines.filter(isComplete));
  const [shown, setShown] = useState(() => JSON.stringify(draft.form.lines));
  useEffect(() => {
    if (lines === shown) return;
    let isOver = false;
    const timer = setTimeout(() => {
      const typed: InvoiceForm = { lines: JSON.parse(lines) as InvoiceLineForm[], dueDays: "" };
      void clinic.previewInvoice(draft.id, typed).then(
        (next) => {
          if (isOver) return;
          setPreview(next);
          setShown(lines);
        },
        // what is wrong is said once it is saved
        () => undefined,
      );
    }, AFTER_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [clinic, draft.id, lines, shown]);
  return preview;
}
