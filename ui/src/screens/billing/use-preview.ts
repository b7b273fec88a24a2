import { useEffect, useEffectEvent, useState } from "react";
import type { Clinic } from "../../ipc/clinic";
import { useClinic } from "../../ipc/use-clinic";
import type { InvoiceLineForm, InvoiceLineView, InvoiceSums } from "../../ipc/views";

const AFTER_MS = 150;

/** A line whose service is chosen. */
export const isComplete = ({ serviceId }: InvoiceLineForm) => serviceId !== "";

export interface Preview {
  /** None where they cannot be read. */
  lines: InvoiceLineView[] | null;
  sums: InvoiceSums;
}

/** A stored draft or quote, with the lines of its form. */
type Stored = Preview & { form: { lines: InvoiceLineForm[] } };

/** What typed lines would cost; while something typed makes no sense, as it was before. */
export function usePreview(
  stored: Stored,
  typed: InvoiceLineForm[],
  compute: (clinic: Clinic, lines: InvoiceLineForm[]) => Promise<Preview>,
): Preview {
  const clinic = useClinic();
  const [preview, setPreview] = useState<Preview>({ lines: stored.lines, sums: stored.sums });
  // a line without a service is one that is being typed
  const lines = JSON.stringify(typed.filter(isComplete));
  const [shown, setShown] = useState(() => JSON.stringify(stored.form.lines));
  const ask = useEffectEvent((asked: string) => compute(clinic, JSON.parse(asked) as InvoiceLineForm[]));
  useEffect(() => {
    if (lines === shown) return;
    let isOver = false;
    const timer = setTimeout(() => {
      void ask(lines).then(
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
  }, [lines, shown]);
  return preview;
}
