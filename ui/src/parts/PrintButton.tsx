import { Button, type ButtonProps } from "@mantine/core";
import { useState } from "react";
import type { PatientName, PrintOf } from "../ipc/views";
import { useWords } from "../words/speech";
import { PrintDialog } from "./PrintDialog";

interface Props extends ButtonProps {
  of: PrintOf;
  /** None for a print that names no patient. */
  patient: PatientName | null;
  /** The label where a page has two print buttons. */
  label?: string;
  /** A hint that is shown before printing. */
  hint?: string | null;
  /** Stores what is still being typed, since the stored record is printed; false where that failed. */
  store?: () => Promise<boolean>;
}

/** Opens the print of what is on the screen, as Ctrl P does. */
export function PrintButton({ of, patient, label, hint = null, store, ...button }: Props) {
  const { prints } = useWords();
  const [isOpen, setIsOpen] = useState(false);
  const open = async () => {
    if (store === undefined || (await store())) setIsOpen(true);
  };
  return (
    <>
      <Button variant="default" {...button} data-print onClick={() => void open()}>
        {label ?? prints.print}
      </Button>
      {isOpen && <PrintDialog of={of} patient={patient} hint={hint} onClose={() => setIsOpen(false)} />}
    </>
  );
}
