import { Button, Group, Textarea, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconX } from "@tabler/icons-react";
import { type KeyboardEvent, useState } from "react";
import { fieldLengths } from "../../../ipc/bindings";
import { useCommand } from "../../../ipc/use-clinic";
import { entryOf, type LeftForm, useLeftForm, useTypedForm } from "../../../ipc/use-left-form";
import type { FormOf, LabTestChoice } from "../../../ipc/views";
import { Panel } from "../../../parts/Panel";
import { useOwnPrimary } from "../../../parts/PrimaryScope";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { ResumedNote } from "../../../parts/ResumedNote";
import { useFieldErrors } from "../../../parts/use-field-errors";
import { useWords } from "../../../words/speech";
import { readDay } from "../../../words/time";
import { findTests, type NamedTest } from "./find-tests";
import classes from "./Labs.module.css";
import { TestField } from "./TestField";

interface Props {
  patientId: string;
  /** The visit that is open. */
  visitId: string | null;
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

/** A new order: tests by their letters, for when, and a note; restores an unfinished draft. */
export function OrderForm(props: Props) {
  const of = entryOf("labOrders", props.patientId);
  const left = useLeftForm<Typed>(of, BLANK);
  return !left.isPending && <Fields key={left.at} {...props} of={of} left={left} />;
}

function Fields({ patientId, visitId, tests, of, left, onClose }: Props & { of: FormOf; left: LeftForm<Typed> }) {
  const { labOrders: words, frame } = useWords();
  const [form, setForm] = useState(left.typed ?? BLANK);
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
  const close = () => (void draft.discard(), left.clear(), onClose());
  const order = async () => {
    const chosen = withTyped(form.text);
    change({ tests: chosen, text: "" });
    const wishedOn = readDay(form.wishedOn) ?? form.wishedOn;
    const ordered = await submit(
      (clinic) => clinic.orderLabTests({ patientId, visitId, form: { tests: chosen, wishedOn, note: form.note } }),
      draft.saveNow,
    );
    if (ordered === undefined) return;
    notifications.show({ message: words.ordered(chosen.map(labelOf).join(", ")) });
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
    <Panel title={words.form}>
      <form
        aria-label={words.form}
        className={classes.order}
        onSubmit={(event) => (event.preventDefault(), void order())}>
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
            {words.submit}
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
