import { Button, Group, Textarea, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconX } from "@tabler/icons-react";
import { type KeyboardEvent, useState } from "react";
import { fieldLengths } from "../../../ipc/bindings";
import { useCommand } from "../../../ipc/use-clinic";
import { entryOf, type LeftForm, useLeftForm, useTypedForm } from "../../../ipc/use-left-form";
import type { FormOf, LabOrderForm, LabOrderView, LabTestChoice } from "../../../ipc/views";
import { Panel } from "../../../parts/Panel";
import { useOwnPrimary } from "../../../parts/PrimaryScope";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { ResumedNote } from "../../../parts/ResumedNote";
import { useFieldErrors } from "../../../parts/use-field-errors";
import { useFormat, useWords } from "../../../words/speech";
import { readDay } from "../../../words/time";
import { findTests, type NamedTest } from "./find-tests";
import classes from "./Labs.module.css";
import { TestField } from "./TestField";

interface Props {
  patientId: string;
  /** The visit that is open. */
  visitId: string | null;
  /** The one that is corrected. */
  order: LabOrderView | null;
  tests: NamedTest[];
  onClose: () => void;
}

/** The form as it is typed; `text` is a test that is not taken yet. */
interface Typed {
  tests: LabTestChoice[];
  text: string;
  wishedOn: string;
  note: string;
}
const BLANK: Typed = { tests: [], text: "", wishedOn: "", note: "" };

/** What the form of an order begins with. */
const formOf = ({ tests, wishedOn, note }: LabOrderView): LabOrderForm => ({
  tests: tests.map(({ test, name }) => ({ test, name })),
  wishedOn: wishedOn ?? "",
  note,
});

/** A new order, or the correction of one: tests by their letters, for when, a note; restores an unfinished draft. */
export function OrderForm(props: Props) {
  const of = entryOf("labOrders", props.patientId, props.order?.id ?? null);
  const left = useLeftForm<Typed>(of, BLANK);
  return !left.isPending && <Fields key={left.at} {...props} of={of} left={left} />;
}

type FieldsProps = Props & { of: FormOf; left: LeftForm<Typed> };

function Fields({ patientId, visitId, order: before, tests, of, left, onClose }: FieldsProps) {
  const { labOrders: words, frame } = useWords();
  const format = useFormat();
  const loaded = before === null ? BLANK : { ...formOf(before), text: "" };
  // a day is typed as it is read
  const shown =
    before === null || before.wishedOn === null ? loaded : { ...loaded, wishedOn: format.day(before.wishedOn) };
  const [form, setForm] = useState(left.typed ?? shown);
  const draft = useTypedForm(of, form);
  useOwnPrimary();
  const { busy, problem, submit } = useCommand();
  const { of: errorOf, rest } = useFieldErrors(
    problem,
    ["tests", "wishedOn", "note"],
    { ...form, tests: [form.tests, form.text] },
    words.takes,
  );
  const change = (part: Partial<Typed>) => setForm((before) => ({ ...before, ...part }));
  const labelOf = ({ test, name }: LabTestChoice) => tests.find(({ key }) => key === test)?.label ?? name;

  /** The tests with the one that is being typed: one of the list where it is named in full, else any other. */
  const withTyped = (text: string): LabTestChoice[] => {
    const name = text.trim();
    if (name === "") return form.tests;
    const exact = findTests(tests, name).find(({ label, short }) =>
      [label, short].some((one) => one.toLowerCase() === name.toLowerCase()),
    );
    return added({ test: exact?.key ?? null, name: exact === undefined ? name : "" });
  };
  const added = (choice: LabTestChoice) => {
    const isChosen = form.tests.some((one) => labelOf(one) === labelOf(choice));
    return isChosen ? form.tests : [...form.tests, choice];
  };
  const title = before === null ? words.form : words.correct;
  const close = () => (void draft.discard(), left.clear(), onClose());
  const order = async () => {
    const chosen = withTyped(form.text);
    change({ tests: chosen, text: "" });
    const wishedOn = readDay(form.wishedOn) ?? form.wishedOn;
    const ordered = await submit((clinic) => {
      const typed = { tests: chosen, wishedOn, note: form.note };
      if (before === null) return clinic.orderLabTests({ patientId, visitId, form: typed });
      return clinic.correctLabOrder({ id: before.id, seen: before.seen, loaded: formOf(before), form: typed });
    }, draft.saveNow);
    if (ordered === undefined) return;
    const message = before === null ? words.ordered(chosen.map(labelOf).join(", ")) : words.corrected;
    notifications.show({ message });
    close();
  };
  const onKeys = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    // those keys begin a visit elsewhere on the page
    event.stopPropagation();
    void order();
  };
  return (
    <Panel title={title}>
      <form aria-label={title} className={classes.order} onSubmit={(event) => (event.preventDefault(), void order())}>
        <ResumedNote at={left.at} onAfresh={() => void draft.discard().then(left.clear)} />
        {form.tests.length > 0 && (
          <ul className={classes.chosen} aria-label={words.tests}>
            {form.tests.map((choice) => (
              <li key={labelOf(choice)}>
                <Button
                  size="compact-sm"
                  variant="default"
                  rightSection={<IconX size={14} aria-hidden />}
                  aria-label={words.remove(labelOf(choice))}
                  onClick={() => change({ tests: form.tests.filter((one) => one !== choice) })}>
                  {labelOf(choice)}
                </Button>
              </li>
            ))}
          </ul>
        )}
        <TestField
          isFirst
          tests={tests}
          label={words.addTest}
          description={words.testsHelp}
          text={form.text}
          lengthMax={fieldLengths.labResult.name}
          error={errorOf("tests")}
          onChange={(text, test) =>
            test === null ? change({ text }) : change({ text: "", tests: added({ test: test.key, name: "" }) })
          }
          onOtherKey={(event) => {
            if (event.key !== "Enter" || event.ctrlKey || event.metaKey || form.text.trim() === "")
              return onKeys(event);
            event.preventDefault();
            change({ tests: withTyped(form.text), text: "" });
          }}
        />
        <TextInput
          label={words.wishedOn}
          description={words.wishedHelp}
          value={form.wishedOn}
          error={errorOf("wishedOn")}
          autoComplete="off"
          onKeyDown={onKeys}
          onChange={(event) => change({ wishedOn: event.currentTarget.value })}
        />
        <Textarea
          label={words.note}
          autosize
          minRows={2}
          value={form.note}
          maxLength={fieldLengths.labTest.orderNote}
          error={errorOf("note")}
          onKeyDown={onKeys}
          onChange={(event) => change({ note: event.currentTarget.value })}
        />
        {rest !== null && <ProblemAlert problem={rest} />}
        <Group gap={8}>
          <Button type="submit" loading={busy}>
            {before === null ? words.submit : words.saveCorrection}
          </Button>
          <Button variant="default" onClick={close}>
            {frame.cancel}
          </Button>
          <span className="muted small">{words.keys}</span>
        </Group>
      </form>
    </Panel>
  );
}
