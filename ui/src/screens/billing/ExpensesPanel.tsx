import { Alert } from "@mantine/core";
import { IconWallet } from "@tabler/icons-react";
import { useState } from "react";
import { expenseQueries } from "../../ipc/expense-queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import type { ExpenseList, ExpenseQuery, ExpenseView, Id } from "../../ipc/views";
import { useMay, useSession } from "../../nav/session";
import { Empty } from "../../parts/Empty";
import { Loaded } from "../../parts/Loaded";
import { Panel } from "../../parts/Panel";
import { ReasonDialog } from "../../parts/ReasonDialog";
import { offerUndo } from "../../parts/undo";
import { useCategorySums } from "../../parts/use-category-sums";
import { useFormat, useToday, useWords } from "../../words/speech";
import { firstOfMonth, lastOfMonth } from "../../words/time";
import classes from "./Billing.module.css";
import { ExpenseDialog } from "./ExpenseDialog";
import { ExpensesTable } from "./ExpensesTable";
import { ExpenseTools } from "./ExpenseTools";
import { useExpenseName } from "./use-expense-name";

type Asked = { what: "record" } | { what: "edit" | "remove"; row: ExpenseView };

/** What the clinic itself paid for in a month, with its sums: this month, or another. */
export function ExpensesPanel() {
  const { expenses: words, frame } = useWords();
  const format = useFormat();
  const nameOf = useExpenseName();
  const mayRecord = useMay()("billing.collect");
  const { session } = useSession();
  const [month, setMonth] = useState(firstOfMonth(useToday()));
  const [facilityId, setFacilityId] = useState<Id | null>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const { run } = useCommand();
  const query: ExpenseQuery = { from: month, until: lastOfMonth(month), facilityId };
  const view = useClinicQuery(expenseQueries.of(query), { showsPrevious: true });
  const facilities = view.value?.facilities ?? [];
  // the rows of the month before stay until those of the next are read, under their own title
  const shown = view.value?.query.from ?? month;
  const close = () => setAsked(null);
  const saved = (row: ExpenseView) => {
    setMonth(firstOfMonth(row.spentOn));
    if (facilityId !== row.facilityId) setFacilityId(null);
    view.reload();
  };
  return (
    <Panel
      title={words.ofMonth(format.longMonth(shown))}
      flush
      action={
        <ExpenseTools
          query={query}
          facilities={facilities}
          onMonth={setMonth}
          onFacility={setFacilityId}
          onRecord={mayRecord ? () => setAsked({ what: "record" }) : null}
        />
      }>
      <Loaded of={view} rows={6}>
        {(list) => (
          <Listed
            list={list}
            onEdit={mayRecord ? (row) => setAsked({ what: "edit", row }) : undefined}
            onRemove={mayRecord ? (row) => setAsked({ what: "remove", row }) : undefined}
          />
        )}
      </Loaded>
      {asked !== null && asked.what !== "remove" && (
        <ExpenseDialog
          expense={asked.what === "edit" ? asked.row : null}
          facilities={facilities}
          facilityId={facilityId ?? session.facilityId}
          onClose={close}
          onSaved={saved}
        />
      )}
      {asked?.what === "remove" && (
        <ReasonDialog
          title={words.removeOf(nameOf(asked.row))}
          action={words.remove}
          patient={null}
          act={(clinic, reason) => clinic.removeExpense(asked.row.id, asked.row.seen, reason)}
          onDone={(removal) => {
            const { id } = asked.row;
            const undo = () => run((clinic) => clinic.restoreExpense(id, removal));
            offerUndo(`expense-${id}`, words.removed(nameOf(asked.row)), frame, undo);
          }}
          onClose={close}
        />
      )}
    </Panel>
  );
}

interface ListedProps {
  list: ExpenseList;
  onEdit?: (row: ExpenseView) => void;
  onRemove?: (row: ExpenseView) => void;
}

/** The rows, and what follows from them. */
function Listed({ list, onEdit, onRemove }: ListedProps) {
  const { expenses: words } = useWords();
  const format = useFormat();
  const sumsOf = useCategorySums();
  const { expenses: rows, total, sums } = list;
  return (
    <>
      {list.isUnsure && <Alert color="yellow">{words.unsure}</Alert>}
      {list.isOwn && <p className={classes.nothing}>{words.own}</p>}
      {rows.length === 0 ? (
        <Empty icon={IconWallet} title={words.none}>
          {words.noneHelp}
        </Empty>
      ) : (
        <ExpensesTable rows={rows} hasFacilities={list.facilities.length > 1} onEdit={onEdit} onRemove={onRemove} />
      )}
      {rows.length < total && (
        <p className={classes.nothing}>{words.latestOf(format.number(rows.length, 0), format.number(total, 0))}</p>
      )}
      {sums.length > 0 && (
        <div className={classes.sums}>
          {sums.map((sum) => (
            <div key={sum.currency}>
              <p className={classes.total}>{words.total(format.money(sum.total, sum.currency))}</p>
              <p className={classes.categories}>{sumsOf(sum)}</p>
            </div>
          ))}
        </div>
      )}
    </>
  );
}
