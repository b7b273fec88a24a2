import { Button, Paper, SegmentedControl } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useState } from "react";
import { queries } from "../../../ipc/queries";
import { flushAll } from "../../../ipc/unsaved";
import { useClinicQuery } from "../../../ipc/use-clinic";
import type { GridFood, Meal, Nutrient, PatientHeader as Header, Problem, RecallView } from "../../../ipc/views";
import { useNavigation } from "../../../nav/navigation";
import { useMay } from "../../../nav/session";
import { Loaded } from "../../../parts/Loaded";
import { PatientHeader } from "../../../parts/PatientHeader";
import { PrintButton } from "../../../parts/PrintButton";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { offerUndo } from "../../../parts/undo";
import { useFormat, useWords } from "../../../words/speech";
import { FoodPatient } from "../parts/foods/food-patient";
import { FoodGrid } from "../parts/foods/FoodGrid";
import { ExchangesPanel } from "../parts/foods/ExchangesPanel";
import { MEALS } from "../parts/foods/grid";
import { Totals } from "../parts/foods/Totals";
import { useSelection } from "../parts/foods/use-selection";
import { useSlot } from "../parts/foods/use-slot";
import { BeforeFinishing } from "./BeforeFinishing";
import classes from "./Recalls.module.css";
import { type RecallActions, useRecall } from "./use-recall";

/** One recall, typed food by food, next to its nutrients. */
export function RecallPage({ id }: { id: string }) {
  const { view, actions, problem } = useRecall(id);
  return (
    <Loaded of={view} rows={10}>
      {(recall) => <OfPatient recall={recall} actions={actions} problem={problem} />}
    </Loaded>
  );
}

interface Props {
  recall: RecallView;
  actions: RecallActions;
  problem: Problem | null;
}

function OfPatient(props: Props) {
  const patient = useClinicQuery(queries.patient(props.recall.patientId));
  return <Loaded of={patient}>{({ header }) => <Shown {...props} header={header} />}</Loaded>;
}

/** The first meal without a food, to go on with. */
function nextMeal(recall: RecallView, day: number): Meal {
  const eaten = recall.grid.days.find((of) => of.day === day)?.meals ?? [];
  return eaten.at(-1)?.meal ?? MEALS[0]!;
}

function Shown({ recall, actions, problem, header }: Props & { header: Header }) {
  const { recalls: words, foods: foodWords, frame, prints } = useWords();
  const format = useFormat();
  const may = useMay();
  const { go } = useNavigation();
  const { days } = recall.grid;
  const { day, meal, setMeal, toDay, toLeft } = useSlot(days, (of) => nextMeal(recall, of));
  const [chosen, setChosen] = useState<Nutrient | null>(null);
  const selection = useSelection(recall.grid);
  const of = { form: "foods", list: "recall", id: recall.id } as const;
  const mayEdit = may("measurements.write") && header.deletedAt === null && !recall.isRemoved;
  const isOpen = mayEdit && recall.finishedAt === null;
  const looked = [...(recall.grid.average.length > 0 ? recall.grid.average : []), ...day.nutrients];
  const largest = looked.flatMap(({ nutrient, largest }) => (nutrient === chosen ? largest : []));
  const name = words.nameOf(words.kinds[recall.form.kind], format.day(recall.form.takenOn));
  const toPatient = () => go({ page: "patient", id: header.id, tab: "plan", plan: "recalls" });
  const toTargets = () => go({ page: "patient", id: header.id, tab: "plan", plan: "needs" });
  const finish = async () => {
    if (await flushAll()) await actions.finish();
  };
  const choose = (table: string | null, isAnew: boolean) =>
    void actions.edit({ exchanges: table === null ? null : { table, isAnew } });
  const onRemoved = (food: GridFood) => {
    const seen = actions.removals.get(food.id);
    if (seen === undefined) return;
    offerUndo(`food-${food.id}`, foodWords.removed(food.name), frame, async () =>
      (await actions.restoreFood(food.id, seen)) === null ? true : undefined,
    );
  };
  const dayName = (of: (typeof days)[number]) =>
    foodWords.day(of.day, of.date === null ? "" : format.shortDay(of.date));
  return (
    <div className={classes.page}>
      <PatientHeader
        header={header}
        actions={
          !mayEdit ? null : isOpen ? (
            <Button data-primary onClick={() => void finish()}>
              {words.finish}
            </Button>
          ) : (
            <Button data-primary variant="default" onClick={() => void actions.reopen()}>
              {words.reopen}
            </Button>
          )
        }
      />
      <div className={classes.bar}>
        <Button ml={-12} variant="subtle" leftSection={<IconArrowLeft size={16} aria-hidden />} onClick={toPatient}>
          {words.back(header.name)}
        </Button>
        <h2 className={classes.title}>{name}</h2>
        <span className="small muted">{about(recall, words, format)}</span>
        {days.length > 1 && (
          <SegmentedControl
            aria-label={foodWords.days}
            size="xs"
            data={days.map((of) => ({ value: String(of.day), label: dayName(of) }))}
            value={String(day.day)}
            onChange={(next) => toDay(Number(next))}
          />
        )}
        <PrintButton
          of={{ print: "recall", recallId: recall.id }}
          patient={header}
          hint={recall.finishedAt === null ? prints.recallOpen : null}
          store={flushAll}
        />
      </div>
      {problem !== null && <ProblemAlert problem={problem} />}
      <div className={classes.columns}>
        <div className={classes.main}>
          <Paper className={classes.sheet}>
            <FoodPatient value={recall.patientId}>
              <FoodGrid
                key={day.day}
                label={name}
                of={of}
                day={day}
                exchanges={recall.grid.exchangesOf}
                actions={isOpen ? actions : null}
                largest={largest}
                selection={selection}
                meal={meal}
                onMeal={setMeal}
                onLeft={toLeft}
                onRemoved={onRemoved}
              />
            </FoodPatient>
          </Paper>
          {isOpen && <p className="small muted">{foodWords.keysHelp}</p>}
        </div>
        <aside className={classes.aside}>
          <Totals
            of={of}
            selection={selection}
            grid={recall.grid}
            day={day.day}
            meal={meal}
            hasTargets={recall.hasTargets}
            onSetTargets={may("profiles.write") ? toTargets : null}
            chosen={chosen}
            onChoose={setChosen}
          />
          {(mayEdit || recall.grid.exchangesOf !== null) && (
            <ExchangesPanel
              grid={recall.grid}
              day={day}
              meal={meal}
              meals={day.meals.map((of) => of.meal)}
              onChoose={mayEdit ? choose : null}
            />
          )}
          <BeforeFinishing recall={recall} actions={isOpen ? actions : null} />
        </aside>
      </div>
    </div>
  );
}

function about(
  { form, finishedAt, isRemoved, by }: RecallView,
  words: ReturnType<typeof useWords>["recalls"],
  format: ReturnType<typeof useFormat>,
): string {
  const facts = [
    form.days.length > 0 && words.about(form.days.map((day) => format.shortDay(day)).join(", ")),
    by,
    isRemoved ? words.removed : finishedAt !== null && words.finishedAt(format.dateTime(finishedAt)),
  ];
  return facts.filter(Boolean).join(" · ");
}
