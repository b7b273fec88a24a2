import { Alert, Button, Checkbox, Modal, NativeSelect, Text } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useCommand } from "../ipc/use-clinic";
import type { PatientName, PrinterAnswer, PrintFacts, PrintOf, PrintSection, ScreenLanguage } from "../ipc/views";
import { useWords } from "../words/speech";
import { PatientLine } from "./AskDialog";
import { Pages } from "./Pages";
import classes from "./PrintDialog.module.css";
import { ProblemAlert } from "./ProblemAlert";
import { SaveFileDialog } from "./SaveFileDialog";
import { type Made, usePrint } from "./use-print";

const LANGUAGES: ScreenLanguage[] = ["en", "fr"];

interface Props {
  of: PrintOf;
  /** None for a print that names no patient. */
  patient: PatientName | null;
  /** A hint that is shown before printing. */
  hint?: string | null;
  onClose: () => void;
}

/** The pages of a print as the program made them; the same are printed or saved. */
export function PrintDialog({ of, patient, hint = null, onClose }: Props) {
  const { prints, frame } = useWords();
  const [chosen, setChosen] = useState<ScreenLanguage | null>(null);
  const [sections, setSections] = useState<PrintSection[] | null>(null);
  const { made, problem } = usePrint(of, chosen, sections);
  const name = (language: ScreenLanguage) => {
    const word = prints.languages[language];
    return language === made?.facts.ofPatient ? prints.ofPatient(word) : word;
  };
  return (
    <Modal
      opened
      size={1100}
      onClose={onClose}
      title={prints.title(prints.kinds[of.print])}
      closeButtonProps={{ "aria-label": frame.close }}>
      <div className={classes.split}>
        <div className={classes.options}>
          {patient !== null && <PatientLine patient={patient} />}
          <NativeSelect
            label={prints.language}
            data={LANGUAGES.map((value) => ({ value, label: name(value) }))}
            value={made?.facts.language ?? ""}
            disabled={made === null}
            onChange={(event) => setChosen(event.currentTarget.value as ScreenLanguage)}
          />
          {made !== null && <Sections of={made.facts} onChange={setSections} />}
          {hint !== null && <Text size="sm">{hint}</Text>}
          {problem !== null && <ProblemAlert problem={problem} />}
          {made !== null && <Leaving made={made} patient={patient} />}
        </div>
        {made !== null ? (
          <Pages key={pagesOf(made.facts)} bytes={made.bytes} name={made.facts.title} mediaType="application/pdf" />
        ) : (
          problem === null && (
            <Text size="sm" c="dimmed" role="status">
              {prints.making}
            </Text>
          )
        )}
      </div>
    </Modal>
  );
}

/** Changes with the pages, so that another print starts at its first page. */
const pagesOf = ({ language, sections }: PrintFacts) => JSON.stringify([language, sections]);

/** The parts that can be left out. */
function Sections({ of, onChange }: { of: PrintFacts; onChange: (sections: PrintSection[]) => void }) {
  const { prints } = useWords();
  const printed = of.sections.filter(({ isPrinted }) => isPrinted).map(({ section }) => section);
  return of.sections.map(({ section, isPrinted }) => (
    <Checkbox
      key={section}
      label={prints.sections[section]}
      checked={isPrinted}
      onChange={() => onChange(isPrinted ? printed.filter((one) => one !== section) : [...printed, section])}
    />
  ));
}

/** Print and save, and the result of the last attempt. */
function Leaving({ made, patient }: { made: Made; patient: PatientName | null }) {
  const { prints } = useWords();
  const { busy, problem, run } = useCommand();
  const [answer, setAnswer] = useState<PrinterAnswer | null>(null);
  const [saves, setSaves] = useState(false);
  const { missing, title } = made.facts;
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const dialog = button.current?.closest("[role=dialog]");
    const focused = document.activeElement;
    // while the pages were made, nothing but the button that closes it could have the focus
    if (focused === dialog || focused?.closest("header, [role=dialog]") !== dialog) button.current?.focus();
  }, []);
  const send = async () => {
    setAnswer(null);
    const done = await run((clinic) => clinic.sendPrint());
    if (done !== undefined) setAnswer(done);
  };
  return (
    <>
      {missing.length > 0 && (
        <Alert color="yellow" p="sm">
          {prints.missing(missing.join(" "))}
        </Alert>
      )}
      <Button ref={button} data-primary data-autofocus loading={busy} onClick={() => void send()}>
        {prints.print}
      </Button>
      <Button variant="default" onClick={() => setSaves(true)}>
        {prints.savePdf}
      </Button>
      {answer !== null && (
        <Text size="sm" role="status">
          {prints[answer]}
        </Text>
      )}
      {problem !== null && <ProblemAlert problem={problem} />}
      <Text size="xs" c="dimmed">
        {prints.logged}
      </Text>
      {saves && (
        <SaveFileDialog
          name={prints.fileName(title, patient?.fileNumber ?? "")}
          save={(clinic, path) => clinic.savePrint(path)}
          onClose={() => setSaves(false)}
        />
      )}
    </>
  );
}
