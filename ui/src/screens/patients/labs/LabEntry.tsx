import { Button, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useRef, useState } from "react";
import { fieldLengths } from "../../../ipc/bindings";
import { entryOf } from "../../../ipc/use-left-form";
import type { LabSheetView, PatientName } from "../../../ipc/views";
import { Chip } from "../../../parts/Chip";
import { Panel } from "../../../parts/Panel";
import { useOrderWords } from "../../../parts/use-order-words";
import { useFormat, useToday, useWords } from "../../../words/speech";
import { readDay } from "../../../words/time";
import type { NamedTest } from "./find-tests";
import classes from "./Labs.module.css";
import { LineForm, NO_LINE } from "./LineForm";
import { useLabWords } from "../parts/use-lab-words";

interface Props {
  patient: PatientName;
  tests: NamedTest[];
  preferred: (test: NamedTest) => string;
  /** The sheet that gets more lines; null for a new one. */
  sheet: LabSheetView | null;
  onClose: () => void;
}

/** A sheet of paper, typed in: day and laboratory, then line after line, each saved with its Enter. */
export function LabEntry({ patient, tests, preferred, sheet: shown, onClose }: Props) {
  const { labs: words, labOrders } = useWords();
  const format = useFormat();
  const today = useToday();
  const { names } = useOrderWords();
  const [sheet, setSheet] = useState(shown);
  // updated only once the saved line's draft is gone: then the next line is of this sheet
  const last = useRef(shown);
  const [day, setDay] = useState(format.day(shown?.collectedOn ?? today));
  const [laboratory, setLaboratory] = useState(shown?.laboratory ?? "");
  // the next line of the paper probably has the same kind of unit
  const [isConventional, setIsConventional] = useState<boolean | null>(null);
  const collectedOn = readDay(day);
  const unitOf = (test: NamedTest) => {
    if (isConventional === null || test.units.length < 2) return preferred(test);
    return test.units[isConventional ? 0 : 1]!;
  };
  const isClosing = useRef(false);
  const close = () => {
    isClosing.current = true;
    onClose();
  };
  // of an order the next test that has no result
  const next = sheet?.order?.tests.find(({ isResulted }) => !isResulted);
  const known = tests.find(({ key }) => key === next?.test);
  const given =
    next === undefined
      ? NO_LINE
      : {
          ...NO_LINE,
          test: next.test,
          name: known?.label ?? next.name,
          unit: known === undefined ? "" : unitOf(known),
        };
  const isHead = sheet === null;
  const missing = sheet?.order?.tests.filter(({ isResulted }) => !isResulted) ?? [];
  const title = isHead ? words.sheet : words.ofSheet(format.day(sheet.collectedOn));
  return (
    <Panel title={title}>
      {isHead ? (
        <div className={classes.head}>
          <TextInput
            label={words.collectedOn}
            value={day}
            autoFocus
            error={collectedOn === null ? words.takes.day : undefined}
            onFocus={(event) => event.currentTarget.select()}
            onChange={(event) => setDay(event.currentTarget.value)}
          />
          <TextInput
            label={words.laboratory}
            value={laboratory}
            maxLength={fieldLengths.labTest.laboratory}
            onChange={(event) => setLaboratory(event.currentTarget.value)}
          />
        </div>
      ) : (
        <Lines sheet={sheet} />
      )}
      {missing.length > 0 && <p className="small">{labOrders.toCome(names(missing))}</p>}
      <LineForm
        name={words.addLine}
        of={entryOf("labResults", patient.id, sheet?.id ?? null)}
        patientId={patient.id}
        collectedOn={sheet?.collectedOn ?? collectedOn ?? day}
        tests={tests}
        given={given}
        preferred={unitOf}
        goesOn
        isFirst={isHead}
        startsAtValue={next !== undefined}
        isOrdered={sheet !== null && sheet.order !== null}
        save={async (clinic, form) => {
          const units = tests.find(({ key }) => key === form.test)?.units ?? [];
          if (units.length > 1 && units.includes(form.unit)) setIsConventional(form.unit === units[0]);
          const saved =
            sheet === null
              ? await clinic.addLabSheet({
                  patientId: patient.id,
                  visitId: null,
                  sheet: { collectedOn: collectedOn ?? day, laboratory, note: "" },
                  results: [form],
                })
              : await clinic.addLabResult(sheet.id, form);
          last.current = saved;
          return saved;
        }}
        onSaved={() => {
          setSheet(last.current);
          if (missing.length > 0 && last.current?.order?.state === "resulted") {
            notifications.show({ message: labOrders.entered });
            close();
          }
        }}
        onClose={close}
        isClosing={() => isClosing.current}
        head={{ day, laboratory }}
        onHeadLeft={(left) => {
          if (!isHead) return;
          setDay(left.day);
          setLaboratory(left.laboratory);
        }}
      />
      <div className={classes.foot}>
        <Text size="xs" c="dimmed">
          {words.keys} {words.testHelp}
        </Text>
        <Button variant="default" size="compact-sm" onClick={close}>
          {words.close}
        </Button>
      </div>
    </Panel>
  );
}

/** The lines that are on the sheet already. */
function Lines({ sheet }: { sheet: LabSheetView }) {
  const { name, entered } = useLabWords();
  return (
    <ul className={classes.lines} aria-label={sheet.laboratory || sheet.collectedOn}>
      {sheet.results.map((result) => (
        <li key={result.id}>
          {name(result)} <strong className="tabular">{entered(result)}</strong>{" "}
          {result.reading.flag !== null && <Chip word={result.reading.flag} />}
          {result.questioned && <Chip word="check" />}
        </li>
      ))}
    </ul>
  );
}
