import { Button, type ButtonProps } from "@mantine/core";
import { IconPrinter } from "@tabler/icons-react";
import { useState } from "react";
import type { PatientName, PrintOf } from "../ipc/views";
import { useWords } from "../words/speech";
import { FoldingWords } from "./FoldingWords";
import { PrintDialog } from "./PrintDialog";

interface Props extends ButtonProps {
  of: PrintOf;
  /** None for a print that names no patient. */
  patient: PatientName | null;
  /** Only a sign where the window has no room for the label. */
  folds?: boolean;
  /** The label where a page has two print buttons. */
  label?: string;
  /** A hint that is shown before printing. */
  hint?: string | null;
  /** Stores what is still being typed, since the stored record is printed; false where that failed. */
  store?: () => Promise<boolean>;
}

/** Opens the print of what is on the screen, as Ctrl P does. */
export function PrintButton({ of, patient, folds = false, label, hint = null, store, ...button }: Props) {
  const { prints } = useWords();
  const [isOpen, setIsOpen] = useState(false);
  const open = async () => {
    if (store === undefined || (await store())) setIsOpen(true);
  };
  const words = label ?? prints.print;
  const folded = folds && { px: 8, title: words, "aria-label": words };
  return (
    <>
      <Button variant="default" {...button} {...folded} data-print onClick={() => void open()}>
        {folds ? <FoldingWords icon={IconPrinter} words={words} /> : words}
      </Button>
      {isOpen && <PrintDialog of={of} patient={patient} hint={hint} onClose={() => setIsOpen(false)} />}
    </>
  );
}
