import { Button, Tabs } from "@mantine/core";
import { IconSalad } from "@tabler/icons-react";
import { useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import type { ClinicFoodView, FoodHit, Nutrient } from "../../ipc/views";
import { useMay } from "../../nav/session";
import { Chip } from "../../parts/Chip";
import { type Column, DataTable } from "../../parts/DataTable";
import { Empty } from "../../parts/Empty";
import { Loaded } from "../../parts/Loaded";
import { Page } from "../../parts/Page";
import { Panel } from "../../parts/Panel";
import { useFormat, useWords } from "../../words/speech";
import classes from "./clinic-foods/ClinicFoods.module.css";
import { Corrections } from "./clinic-foods/Corrections";
import { FoodImports } from "./clinic-foods/FoodImports";
import { ImportFoods } from "./clinic-foods/ImportFoods";
import { ListDamaged } from "./clinic-foods/ListDamaged";
import { Profiles } from "./clinic-foods/Profiles";
import { useAllergensInWords } from "./parts/allergens";
import { FoodDialog } from "./parts/clinic-foods/FoodDialog";
import { codeOf } from "./parts/clinic-foods/NutrientFields";
import { RecipePage } from "./recipes/RecipePage";
import { RecipesPanel } from "./recipes/RecipesPanel";

const SHOWN = ["energy", "protein", "carbohydrate", "fat"] as const;

type Tab = "foods" | "recipes";

/** The clinic's own foods, its recipes, and what it says of foods of the built-in list. */
export function FoodsPage() {
  const { clinicFoods: words, foodImports, recipes } = useWords();
  const may = useMay();
  const [tab, setTab] = useState<Tab>("foods");
  const [recipe, setRecipe] = useState<{ id: string | null } | null>(null);
  const [edited, setEdited] = useState<ClinicFoodView | "new" | null>(null);
  const [imports, setImports] = useState(false);
  const view = useClinicQuery(queries.clinicFoods());
  const openOwn = ({ id, isRecipe }: FoodHit) =>
    isRecipe ? setRecipe({ id }) : setEdited(view.value?.find((food) => food.id === id) ?? null);
  const addRecipe = () => setRecipe({ id: null });
  if (recipe !== null) return <RecipePage id={recipe.id} onClose={() => setRecipe(null)} />;
  return (
    <Page
      title={words.title}
      primary={
        may("profiles.write") &&
        (tab === "recipes" ? (
          <Button data-primary onClick={addRecipe}>
            {recipes.add}
          </Button>
        ) : (
          <>
            <Button variant="default" disabled={view.value === null} onClick={() => setImports(true)}>
              {foodImports.action}
            </Button>
            <Button data-primary disabled={view.value === null} onClick={() => setEdited("new")}>
              {words.add}
            </Button>
          </>
        ))
      }>
      <Tabs value={tab} onChange={(next) => setTab(next === "recipes" ? next : "foods")} keepMounted={false}>
        <Tabs.List aria-label={words.title}>
          <Tabs.Tab value="foods">{words.tab}</Tabs.Tab>
          <Tabs.Tab value="recipes">{recipes.tab}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="foods" className={classes.main} pt="md">
          <ListDamaged />
          <Panel title={words.foodsInHundredGrams} flush>
            <Loaded of={view}>
              {(rows) =>
                rows.length === 0 ? (
                  <Empty icon={IconSalad} title={words.none}>
                    {words.noneHelp}
                  </Empty>
                ) : (
                  <FoodTable rows={rows} onOpen={setEdited} />
                )
              }
            </Loaded>
          </Panel>
          <Corrections onOwn={openOwn} />
          <Profiles />
          {may("profiles.write") && <FoodImports onUndone={view.reload} />}
        </Tabs.Panel>
        <Tabs.Panel value="recipes" pt="md">
          <RecipesPanel onOpen={(id) => setRecipe({ id })} onAdd={addRecipe} />
        </Tabs.Panel>
      </Tabs>
      {imports && <ImportFoods onClose={() => setImports(false)} onDone={view.reload} />}
      {edited !== null && (
        <FoodDialog food={edited === "new" ? null : edited} onClose={() => setEdited(null)} onSaved={view.reload} />
      )}
    </Page>
  );
}

function FoodTable({ rows, onOpen }: { rows: ClinicFoodView[]; onOpen: (food: ClinicFoodView) => void }) {
  const { clinicFoods: words, choices, foods } = useWords();
  const inWords = useAllergensInWords();
  const format = useFormat();
  const amountOf = ({ nutrients }: ClinicFoodView, of: Nutrient) => {
    const known = nutrients.find(({ nutrient }) => nutrient === of);
    return known === undefined ? null : format.decimal(known.amount);
  };
  const columns: Column<ClinicFoodView>[] = [
    { key: "name", head: words.name, cell: (row) => row.name },
    { key: "maker", head: words.maker, width: 128, wide: "first", cell: (row) => row.maker || null },
    {
      key: "group",
      head: words.group,
      width: 144,
      wide: "first",
      cell: (row) => choices[codeOf(row.group).toLowerCase()],
    },
    ...SHOWN.map((of): Column<ClinicFoodView> => ({
      key: of,
      head: of === "energy" ? foods.kcal : foods[of],
      width: 80,
      number: true,
      wide: of !== "energy",
      cell: (row) => amountOf(row, of),
    })),
    {
      key: "allergens",
      head: words.allergens,
      width: 224,
      cell: (row) => (row.isActive ? <span className="small">{inWords(row)}</span> : <Chip word="inactive" />),
    },
  ];
  return <DataTable label={words.title} rows={rows} columns={columns} rowKey={(row) => row.id} onOpen={onOpen} wraps />;
}
