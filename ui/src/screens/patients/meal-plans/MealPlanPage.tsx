import { Button, Paper, Tabs } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconArrowLeft, IconCheck } from "@tabler/icons-react";
import { useState } from "react";
import { queries } from "../../../ipc/queries";
import { flushAll } from "../../../ipc/unsaved";
import { useClinicQuery } from "../../../ipc/use-clinic";
import type {
  GridDay,
  GridFood,
  Meal,
  MealPlanView,
  Nutrient,
  PatientHeader as Header,
  PlanChange,
  Problem,
} from "../../../ipc/views";
import { useNavigation } from "../../../nav/navigation";
import { useMay } from "../../../nav/session";
import { Chip, LooseChip } from "../../../parts/Chip";
import { Loaded } from "../../../parts/Loaded";
import { PatientHeader } from "../../../parts/PatientHeader";
import { PrintButton } from "../../../parts/PrintButton";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { offerUndo } from "../../../parts/undo";
import { useFormat, useWords } from "../../../words/speech";
import { FoodPatient } from "../parts/foods/food-patient";
import { FoodGrid } from "../parts/foods/FoodGrid";
import type { Swap } from "../parts/foods/grid";
import { Totals } from "../parts/foods/Totals";
import { useSelection } from "../parts/foods/use-selection";
import { useSlot } from "../parts/foods/use-slot";
import { AboutPlan } from "./AboutPlan";
import { ChangedSince } from "./ChangedSince";
import { CopyDay } from "./CopyDay";
import classes from "./MealPlans.module.css";
import { GivePlan, undecidedOf } from "./GivePlan";
import { PlanExchanges } from "./PlanExchanges";
import { ScaleDays } from "./ScaleDays";
import { SwapFood } from "./SwapFood";
import { type PlanActions, useMealPlan } from "./use-meal-plan";
import { usePlanKeys } from "./use-plan-keys";

/** One meal plan, day by day, next to its nutrients against the targets. */
export function MealPlanPage({ id }: { id: string }) {
  const { view, actions, problem } = useMealPlan(id);
  return (
    <Loaded of={view} rows={10}>
      {(plan) => <OfPatient plan={plan} actions={actions} problem={problem} />}
    </Loaded>
  );
}

interface Props {
  plan: MealPlanView;
  actions: PlanActions;
  problem: Problem | null;
}

function OfPatient(props: Props) {
  const patient = useClinicQuery(queries.patient(props.plan.patientId));
  return <Loaded of={patient}>{({ header }) => <Shown {...props} header={header} />}</Loaded>;
}

/** The first meal of a day without a food, to go on with. */
function nextMeal({ grid, meals }: MealPlanView, day: number): Meal {
  const eaten = grid.days.find((of) => of.day === day)?.meals ?? [];
  return meals.find((meal) => !eaten.some((of) => of.meal === meal)) ?? meals[0]!;
}

type Asked = "copy" | "scale" | "give" | null;

function Shown({ plan, actions, problem, header }: Props & { header: Header }) {
  const { mealPlans: words, foods: foodWords, frame, prints } = useWords();
  const format = useFormat();
  const may = useMay();
  const { go } = useNavigation();
  const { days } = plan.grid;
  const { day, meal, setMeal, toDay, toLeft } = useSlot(days, (of) => nextMeal(plan, of));
  const [chosen, setChosen] = useState<Nutrient | null>(null);
  const selection = useSelection(plan.grid);
  const of = { form: "foods", list: "mealPlan", id: plan.id } as const;
  const [asked, setAsked] = useState<Asked>(null);
  const [swapping, setSwapping] = useState<string | null>(null);
  const mayEdit = may("profiles.write") && header.deletedAt === null && !plan.isRemoved;
  const isOpen = mayEdit && plan.givenAt === null;
  const looked = [...plan.grid.average, ...day.nutrients];
  const largest = looked.flatMap(({ nutrient, largest }) => (nutrient === chosen ? largest : []));
  usePlanKeys(isOpen && asked === null, () => day.meals.length > 0 && setAsked("copy"));
  const giveNow = async () => {
    if ((await actions.give()) !== null) return;
    // a given plan no longer changes
    notifications.hide(`plan-${plan.id}`);
    for (const food of actions.removals.keys()) notifications.hide(`food-${food}`);
  };
  const give = async () => {
    if (!(await flushAll())) return;
    const { hasNoFood, ...undecided } = undecidedOf(plan);
    if (hasNoFood || Object.values(undecided).some((foods) => foods.length > 0)) setAsked("give");
    else await giveNow();
  };
  const onRemoved = (food: GridFood) => {
    const seen = actions.removals.get(food.id);
    if (seen === undefined) return;
    offerUndo(`food-${food.id}`, foodWords.removed(food.name), frame, async () =>
      (await actions.restoreFood(food.id, seen)) === null ? true : undefined,
    );
  };
  const onChanged = (message: string) => (change: PlanChange) =>
    offerUndo(`plan-${plan.id}`, message, frame, async () =>
      (await actions.undo(change.undo)) === null ? true : undefined,
    );
  // it contains the label of its tab
  const nameOf = (of: GridDay) => foodWords.day(of.day, of.date === null ? "" : format.dayAndWeekday(of.date));
  const { title } = plan.form;
  const swap: Swap = {
    foodId: swapping,
    ask: (food) => setSwapping(food?.id ?? null),
    choices: (food, onDone) => <SwapFood food={food} actions={actions} onChanged={onChanged} onDone={onDone} />,
  };
  const dialog = { plan, day, actions, onChanged, onClose: () => setAsked(null) };
  return (
    <div className={classes.page}>
      <PatientHeader
        header={header}
        actions={
          !mayEdit ? null : isOpen ? (
            <Button data-primary onClick={() => void give()}>
              {words.give}
            </Button>
          ) : (
            <Button data-primary variant="default" onClick={() => void actions.takeBack()}>
              {words.takeBack}
            </Button>
          )
        }
      />
      <div className={classes.bar}>
        <Button
          ml={-12}
          variant="subtle"
          leftSection={<IconArrowLeft size={16} aria-hidden />}
          onClick={() => go({ page: "patient", id: header.id, tab: "plan", plan: "mealPlans" })}>
          {words.back(header.name)}
        </Button>
        <h2 className={classes.title}>{title}</h2>
        {plan.isRemoved ? null : plan.givenAt === null ? (
          <Chip word="draft" />
        ) : (
          <LooseChip tone="ok" icon={IconCheck} text={words.givenOn(format.dateTime(plan.givenAt))} />
        )}
        <span className="small muted">{aboutOf(plan, words, format)}</span>
        <div className={classes.tools}>
          {isOpen && (
            <>
              <Button variant="default" disabled={day.meals.length === 0} onClick={() => setAsked("copy")}>
                {words.copy}
              </Button>
              <Button
                variant="default"
                disabled={plan.grid.average.length === 0 && day.meals.length === 0}
                onClick={() => setAsked("scale")}>
                {words.scale}
              </Button>
            </>
          )}
          <PrintButton
            of={{ print: "mealPlan", mealPlanId: plan.id }}
            patient={header}
            hint={plan.givenAt === null ? prints.planDraft : null}
            store={flushAll}
          />
        </div>
      </div>
      {problem !== null && <ProblemAlert problem={problem} />}
      <ChangedSince changes={plan.changedSince} hasLostGiven={plan.hasLostGiven} />
      <div className={classes.columns}>
        <div className={classes.main}>
          {days.length > 1 && (
            <Tabs value={String(day.day)} onChange={(next) => toDay(Number(next))}>
              <Tabs.List aria-label={foodWords.days}>
                {days.map((of) => (
                  <Tabs.Tab key={of.day} value={String(of.day)} aria-label={nameOf(of)}>
                    {of.date === null ? nameOf(of) : format.dayOfWeek(of.date)}
                  </Tabs.Tab>
                ))}
              </Tabs.List>
            </Tabs>
          )}
          <Paper className={classes.sheet}>
            <FoodPatient value={plan.patientId}>
              <FoodGrid
                key={day.day}
                label={`${title}, ${nameOf(day)}`}
                of={of}
                day={day}
                exchanges={plan.grid.exchangesOf}
                meals={plan.meals}
                actions={isOpen ? { ...actions, swap } : null}
                largest={largest}
                selection={selection}
                meal={meal}
                onMeal={setMeal}
                onLeft={toLeft}
                onRemoved={onRemoved}
              />
            </FoodPatient>
          </Paper>
          {isOpen && <p className="small muted">{words.keysHelp}</p>}
        </div>
        <aside className={classes.aside}>
          <Totals
            of={of}
            selection={selection}
            grid={plan.grid}
            day={day.day}
            meal={meal}
            hasTargets={plan.hasTargets}
            onSetTargets={
              may("profiles.write") ? () => go({ page: "patient", id: header.id, tab: "plan", plan: "needs" }) : null
            }
            chosen={chosen}
            onChoose={setChosen}
          />
          <PlanExchanges plan={plan} day={day} meal={meal} actions={isOpen ? actions : null} />
          <AboutPlan plan={plan} actions={isOpen ? actions : null} />
        </aside>
      </div>
      {asked === "copy" && <CopyDay {...dialog} nameOf={nameOf} />}
      {asked === "give" && <GivePlan plan={plan} give={giveNow} onClose={() => setAsked(null)} />}
      {asked === "scale" && <ScaleDays {...dialog} nameOf={nameOf} />}
    </div>
  );
}

function aboutOf(
  { form, isRemoved, by }: MealPlanView,
  words: ReturnType<typeof useWords>["mealPlans"],
  format: ReturnType<typeof useFormat>,
): string {
  return [words.starts(format.day(form.firstDay)), by, isRemoved && words.removed].filter(Boolean).join(" · ");
}
