import { Button } from "@mantine/core";
import { IconSoup } from "@tabler/icons-react";
import { queries } from "../../../ipc/queries";
import { useClinicQuery } from "../../../ipc/use-clinic";
import type { RecipeSummary } from "../../../ipc/views";
import { useMay } from "../../../nav/session";
import { Chip } from "../../../parts/Chip";
import { type Column, DataTable } from "../../../parts/DataTable";
import { Empty } from "../../../parts/Empty";
import { Loaded } from "../../../parts/Loaded";
import { Panel } from "../../../parts/Panel";
import { useFormat, useLanguage, useWords } from "../../../words/speech";
import { useAllergensInWords } from "../parts/allergens";

interface Props {
  onOpen: (id: string) => void;
  onAdd: () => void;
}

/** The recipes of the clinic, with the nutrients of a portion. */
export function RecipesPanel({ onOpen, onAdd }: Props) {
  const { recipes: words } = useWords();
  const may = useMay();
  const view = useClinicQuery(queries.recipes(useLanguage()));
  return (
    <Panel title={words.inPortion} flush>
      <Loaded of={view}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty
              icon={IconSoup}
              title={words.none}
              action={
                may("profiles.write") && (
                  <Button variant="default" onClick={onAdd}>
                    {words.add}
                  </Button>
                )
              }>
              {words.noneHelp}
            </Empty>
          ) : (
            <RecipeTable rows={rows} onOpen={onOpen} />
          )
        }
      </Loaded>
    </Panel>
  );
}

function RecipeTable({ rows, onOpen }: { rows: RecipeSummary[]; onOpen: (id: string) => void }) {
  const { recipes: words, clinicFoods, foods } = useWords();
  const format = useFormat();
  const inWords = useAllergensInWords();
  const known = (row: RecipeSummary, value: number | null, digits: number) => {
    if (value === null) return null;
    const text = format.number(value, digits);
    return row.unknown > 0 ? foods.atLeast(text) : text;
  };
  const columns: Column<RecipeSummary>[] = [
    {
      key: "name",
      head: words.name,
      cell: (row) => (
        <>
          {row.name}
          {row.isContested && <span className="small muted"> {words.contested}</span>}
        </>
      ),
    },
    { key: "portions", head: words.portions, width: 80, number: true, cell: (row) => row.portions },
    {
      key: "portion",
      head: words.portion,
      width: 96,
      number: true,
      wide: true,
      cell: ({ portionGrams: grams }) => (grams === null ? null : format.quantityOf({ value: grams, unit: "g" }, 0)),
    },
    { key: "kcal", head: foods.kcal, width: 80, number: true, cell: (row) => known(row, row.kcal, 0) },
    {
      key: "protein",
      head: foods.protein,
      width: 80,
      number: true,
      wide: true,
      cell: (row) => known(row, row.protein, 1),
    },
    {
      key: "allergens",
      head: clinicFoods.allergens,
      width: 200,
      cell: ({ isActive, allergens }) =>
        isActive ? <span className="small">{inWords(allergens, allergens.isComplete)}</span> : <Chip word="inactive" />,
    },
  ];
  return (
    <DataTable
      label={words.tab}
      rows={rows}
      columns={columns}
      rowKey={(row) => row.id}
      onOpen={(row) => onOpen(row.id)}
      wraps
    />
  );
}
