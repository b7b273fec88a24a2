import { Button, Group, Modal, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { fieldLengths } from "../../ipc/bindings";
import { useCommand } from "../../ipc/use-clinic";
import { changedOver, type LeftForm, useLeftForm, useTypedForm } from "../../ipc/use-left-form";
import type { Choice, ExpenseCategory, ExpenseForm, ExpenseView, FormOf, Id, PaymentMethod } from "../../ipc/views";
import { DayInput } from "../../parts/DayInput";
import { DecimalInput } from "../../parts/DecimalInput";
import { DialogActions } from "../../parts/AskDialog";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { ResumedNote } from "../../parts/ResumedNote";
import { Select } from "../../parts/Select";
import { useFieldErrors, wrongField } from "../../parts/use-field-errors";
import { useToday, useWords } from "../../words/speech";
import { useExpenseName } from "./use-expense-name";

const CATEGORIES: ExpenseCategory[] = [
  "rent",
  "wages",
  "supplies",
  "equipment",
  "utilities",
  "insurance",
  "travel",
  "training",
  "taxes",
  "other",
];
const METHODS: PaymentMethod[] = ["cash", "card", "transfer"];
/** As the clinic names them in an error. */
const FIELDS = ["spentAmount", "category", "spentOn", "method", "facilityId", "note"];

/** A form whose category may still have to be chosen. */
type TypedExpense = Omit<ExpenseForm, "category"> & { category: ExpenseCategory | null };

/** What is typed over the expense as it was. */
interface Typed {
  loaded: TypedExpense;
  form: TypedExpense;
}

const formOf = ({ spentOn, category, facilityId, method, amount, note }: ExpenseForm): ExpenseForm => ({
  spentOn,
  category,
  facilityId,
  method,
  amount,
  note,
});

interface Props {
  /** Null for a new one. */
  expense: ExpenseView | null;
  /** Those that can be chosen. */
  facilities: Choice[];
  /** That of a new one: the one whose expenses are shown, else the one at which the session works. */
  facilityId: Id | null;
  onClose: () => void;
  onSaved: (expense: ExpenseView) => void;
}

/** A new expense or one that is edited; what was left of it is there again. */
export function ExpenseDialog(props: Props) {
  const { expense, facilityId } = props;
  const [today] = useState(useToday());
  const blank: TypedExpense = { spentOn: today, category: null, facilityId, method: "cash", amount: "", note: "" };
  const loaded = expense === null ? blank : formOf(expense);
  const of: FormOf = { form: "setting", list: "expenses", id: expense?.id ?? null };
  const left = useLeftForm<Typed>(of, { loaded, form: loaded });
  return !left.isPending && <ExpenseFields key={left.at} {...props} loaded={loaded} of={of} left={left} />;
}

type FieldsProps = Props & { loaded: TypedExpense; of: FormOf; left: LeftForm<Typed> };

function ExpenseFields({ expense, facilities, loaded, of, left, onClose, onSaved }: FieldsProps) {
  const { expenses: words, billing, reports, frame } = useWords();
  const today = useToday();
  const nameOf = useExpenseName();
  const [form, setForm] = useState(() =>
    left.typed === null ? loaded : changedOver(loaded, left.typed.loaded, left.typed.form),
  );
  const draft = useTypedForm(of, { loaded, form });
  const { busy, problem, submit } = useCommand();
  const isUnknown = wrongField(problem, "facilityId")?.reason === "unknown";
  const { of: errorOf, rest } = useFieldErrors(problem, FIELDS, form, {
    spentAmount: words.takesAmount,
    spentOn: words.takesDay,
    ...(isUnknown && { facilityId: words.takesFacility }),
  });
  const change = (part: Partial<TypedExpense>) => setForm((before) => ({ ...before, ...part }));
  const offered = offeredOf(facilities, expense);
  const { category } = form;
  // where there is but one, it is that one
  const facilityId = form.facilityId ?? (offered.length === 1 ? offered[0]!.id : null);
  const missing = [
    form.amount.trim() === "" && billing.amount,
    category === null && words.category,
    offered.length > 1 && facilityId === null && reports.facility,
  ].filter((name) => name !== false);
  const save = async () => {
    if (category === null || missing.length > 0) return;
    const typed: ExpenseForm = { ...form, category, facilityId };
    const saved = await submit(
      (clinic) =>
        expense === null
          ? clinic.recordExpense(typed)
          : clinic.editExpense({ id: expense.id, seen: expense.seen, loaded: formOf(expense), form: typed }),
      draft.saveNow,
    );
    if (saved === undefined) return;
    await draft.discard();
    left.clear();
    notifications.show({ message: (expense === null ? words.recorded : words.saved)(nameOf(saved)) });
    onSaved(saved);
    onClose();
  };
  const close = () => (void draft.discard(), left.clear(), onClose());
  // Escape is struck by accident: only "Cancel" throws away what is typed
  const leave = () => (void left.leave(draft.saveNow), onClose());
  const hasCurrency = expense !== null && form.facilityId === expense.facilityId;
  return (
    <Modal
      opened
      onClose={leave}
      closeOnClickOutside={false}
      title={expense === null ? words.record : words.edit}
      closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void save())}>
        <Stack gap="md">
          <ResumedNote at={left.at} onAfresh={() => void draft.discard().then(left.clear)} />
          <Group grow align="flex-start">
            <DecimalInput
              data-autofocus
              label={hasCurrency ? words.amountIn(expense.currency) : billing.amount}
              value={form.amount}
              error={errorOf("spentAmount")}
              onChange={(event) => change({ amount: event.currentTarget.value })}
            />
            <Select
              label={words.category}
              searchable
              openOnFocus={false}
              selectFirstOptionOnChange
              allowDeselect={false}
              data={CATEGORIES.map((value) => ({ value, label: words.categories[value] }))}
              value={category}
              error={errorOf("category")}
              onChange={(chosen) => change({ category: chosen })}
            />
          </Group>
          <DayInput
            label={words.day}
            aim="last"
            value={form.spentOn}
            error={errorOf("spentOn")}
            getDayProps={(day) => ({ disabled: day > today })}
            onChange={(to) => to !== null && change({ spentOn: to })}
          />
          <Stack gap={4}>
            <SegmentedControl
              fullWidth
              aria-label={billing.method}
              data={METHODS.map((value) => ({ value, label: billing.methods[value] }))}
              value={form.method}
              onChange={(method) => change({ method })}
            />
            {form.method === "cash" && (
              <Text size="xs" c="dimmed" role="status">
                {expense === null ? words.cashHelp : words.cashHelpOf(expense.recordedBy)}
              </Text>
            )}
          </Stack>
          {offered.length > 1 && (
            <Select
              allowDeselect={false}
              label={reports.facility}
              data={offered.map(({ id, name }) => ({ value: id, label: name }))}
              value={form.facilityId}
              error={errorOf("facilityId")}
              onChange={(chosen) => change({ facilityId: chosen })}
            />
          )}
          <TextInput
            label={words.whatFor}
            value={form.note}
            maxLength={fieldLengths.expense.note}
            error={errorOf("note")}
            autoComplete="off"
            onChange={(event) => change({ note: event.currentTarget.value })}
          />
          {rest !== null && <ProblemAlert problem={rest} />}
          <DialogActions missing={missing.length > 0 ? words.missing(missing.join(", ")) : null} onClose={close}>
            <Button type="submit" loading={busy} disabled={missing.length > 0}>
              {expense === null ? words.record : words.save}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}

/** The facilities in use, and that of the expense where it is none of them any more. */
function offeredOf(facilities: Choice[], expense: ExpenseView | null): Choice[] {
  const id = expense?.facilityId ?? null;
  if (expense === null || id === null || facilities.some((one) => one.id === id)) return facilities;
  return [...facilities, { id, name: expense.facility }];
}
