import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconAlertTriangle, IconDots, IconToolsKitchen2 } from "@tabler/icons-react";
import { useState } from "react";
import { queries } from "../../../ipc/queries";
import { useClinicQuery, useCommand } from "../../../ipc/use-clinic";
import type { MealPlanSummary, PatientHeader } from "../../../ipc/views";
import { useNavigation } from "../../../nav/navigation";
import { useMay } from "../../../nav/session";
import { LooseChip } from "../../../parts/Chip";
import { type Column, DataTable } from "../../../parts/DataTable";
import { Empty } from "../../../parts/Empty";
import { damageText } from "../../../parts/FileAlert";
import { Loaded } from "../../../parts/Loaded";
import { Panel } from "../../../parts/Panel";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { offerUndo } from "../../../parts/undo";
import { useFormat, useLanguage, useWords } from "../../../words/speech";
import { ErrorDialog } from "../parts/ErrorDialog";
import classes from "./MealPlans.module.css";

interface Props {
  patient: PatientHeader;
  visitId: string | null;
}

/** The number of recalls and plans that are offered as a start of a new plan, the newest first. */
const OFFERED = 4;

/** The meal plans of a patient, and the way to a new one, which belongs to the visit that is open. */
export function MealPlansPanel({ patient, visitId }: Props) {
  const plans = useClinicQuery(queries.mealPlans(patient.id));
  return <Loaded of={plans}>{(list) => <List patient={patient} visitId={visitId} list={list} />}</Loaded>;
}

function List({ patient, visitId, list }: Props & { list: MealPlanSummary[] }) {
  const { mealPlans: words, foods, patients, sync } = useWords();
  const format = useFormat();
  const may = useMay();
  const { go } = useNavigation();
  const mayEdit = may("profiles.write") && patient.deletedAt === null;
  const lacks = patient.damaged.filter(({ what }) => what === "meal_plan" || what === "meal_plan_item");
  const sum = (value: number | null, unit: string, unknown: number) => {
    if (value === null) return "";
    const amount = format.quantityOf({ value, unit }, 0);
    return unknown > 0 ? foods.atLeast(amount) : amount;
  };
  const stateOf = ({ isRemoved, givenAt }: MealPlanSummary) =>
    isRemoved ? words.removed : givenAt === null ? words.draft : words.givenOn(format.shortDate(givenAt));
  const columns: Column<MealPlanSummary>[] = [
    { key: "title", head: words.name, cell: (row) => row.title },
    { key: "on", head: words.firstDay, width: 128, cell: (row) => format.day(row.firstDay) },
    { key: "days", head: words.days, width: 64, number: true, cell: (row) => format.number(row.days) },
    { key: "foods", wide: true, head: words.foods, width: 72, number: true, cell: (row) => format.number(row.foods) },
    {
      key: "energy",
      head: words.energyOfDay,
      width: 128,
      number: true,
      cell: (row) => sum(row.kcal, foods.kcal, row.unknown),
    },
    {
      key: "protein",
      wide: true,
      head: words.protein,
      width: 128,
      number: true,
      cell: (row) => sum(row.protein, "g", row.unknown),
    },
    { key: "state", head: words.state, width: 144, cell: stateOf },
    { key: "by", wide: true, head: patients.by, width: 144, cell: (row) => row.by },
  ];
  return (
    <Panel
      title={words.title}
      action={mayEdit ? <AddMenu patient={patient} visitId={visitId} plans={list} /> : null}
      flush={list.length > 0 && lacks.length === 0}>
      {lacks.map((damage) => (
        <LooseChip key={damage.what} tone="bad" icon={IconAlertTriangle} text={damageText(sync, damage)} />
      ))}
      {list.length > 0 ? (
        <DataTable
          label={words.title}
          rows={list}
          columns={columns}
          rowKey={(row) => row.id}
          onOpen={(row) => go({ page: "mealPlan", id: row.id })}
          menu={mayEdit ? (row) => <RowMenu plan={row} patient={patient} /> : undefined}
        />
      ) : (
        lacks.length === 0 && (
          <Empty icon={IconToolsKitchen2} title={patient.partial ? patients.partial : words.none}>
            {words.noneHelp}
          </Empty>
        )
      )}
    </Panel>
  );
}

interface Source {
  recall: string | null;
  plan: string | null;
}

function AddMenu({ patient, visitId, plans }: Props & { plans: MealPlanSummary[] }) {
  const { mealPlans: words, recalls: recallWords } = useWords();
  const format = useFormat();
  const language = useLanguage();
  const { go } = useNavigation();
  const { busy, problem, run } = useCommand();
  const recalls = useClinicQuery(queries.recalls(patient.id)).value ?? [];
  const add = async ({ recall, plan }: Source) => {
    const begun = await run((clinic) =>
      clinic.addMealPlan(
        {
          patientId: patient.id,
          visitId,
          title: plan === null ? words.page : "",
          firstDay: null,
          days: null,
          meals: null,
          energy: "",
          fromRecall: recall,
          fromPlan: plan,
        },
        language,
      ),
    );
    if (begun !== undefined) go({ page: "mealPlan", id: begun.id });
  };
  return (
    <div className={classes.add}>
      {problem !== null && <ProblemAlert problem={problem} />}
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" loading={busy}>
            {words.add}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => void add({ recall: null, plan: null })}>
            {words.fresh}
            <div className="small muted">{words.freshHelp}</div>
          </Menu.Item>
          {plans.slice(0, OFFERED).map(({ id, title, firstDay }) => (
            <Menu.Item key={id} onClick={() => void add({ recall: null, plan: id })}>
              {words.from(`${title}, ${format.day(firstDay)}`)}
            </Menu.Item>
          ))}
          {recalls.slice(0, OFFERED).map(({ id, kind, takenOn }) => (
            <Menu.Item key={id} onClick={() => void add({ recall: id, plan: null })}>
              {words.from(recallWords.nameOf(recallWords.kinds[kind], format.day(takenOn)))}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}

function RowMenu({ plan, patient }: { plan: MealPlanSummary; patient: PatientHeader }) {
  const { mealPlans: words, background, frame } = useWords();
  const language = useLanguage();
  const { go } = useNavigation();
  const [asks, setAsks] = useState(false);
  const { problem, run } = useCommand();
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={frame.labelled(frame.more, plan.title)}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => go({ page: "mealPlan", id: plan.id })}>{words.open(plan.title)}</Menu.Item>
          <Menu.Item onClick={() => setAsks(true)}>{background.enteredInError}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {problem !== null && <ProblemAlert problem={problem} />}
      {asks && (
        <ErrorDialog
          name={plan.title}
          patient={patient}
          remove={(clinic, reason) => clinic.removeMealPlan(plan.id, plan.seen, reason)}
          onRemoved={(seen) =>
            offerUndo(`plan-${plan.id}`, background.removed(plan.title), frame, () =>
              run((clinic) => clinic.restoreMealPlan(plan.id, seen, language)),
            )
          }
          onClose={() => setAsks(false)}
        />
      )}
    </>
  );
}
