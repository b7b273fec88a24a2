import { useState } from "react";
import { queries } from "../../../ipc/queries";
import { useClinicQuery } from "../../../ipc/use-clinic";
import type { FoodProfileView } from "../../../ipc/views";
import { useMay } from "../../../nav/session";
import { type Column, DataTable } from "../../../parts/DataTable";
import { Loaded } from "../../../parts/Loaded";
import { Panel } from "../../../parts/Panel";
import { useLanguage, useWords } from "../../../words/speech";
import { FoodProfileDialog } from "../parts/foods/FoodProfileDialog";
import { useTextures } from "../parts/foods/textures";
import classes from "./ClinicFoods.module.css";
import { PickFood } from "./PickFood";

/** What paper calls foods for patients, their textures, and a search that describes another one. */
export function Profiles() {
  const { foodProfiles: words, clinicFoods } = useWords();
  const { inWords } = useTextures();
  const may = useMay();
  const mayEdit = may("profiles.write");
  const [food, setFood] = useState<string | null>(null);
  const view = useClinicQuery(queries.foodProfiles(useLanguage()));
  const columns: Column<FoodProfileView>[] = [
    { key: "name", head: clinicFoods.name, cell: (row) => row.name },
    { key: "english", head: words.english, cell: (row) => row.english || null },
    { key: "french", head: words.french, cell: (row) => row.french || null },
    {
      key: "texture",
      head: words.texture,
      cell: ({ texture, isUnsure }) => (isUnsure ? words.unsureShort : texture && inWords(texture)),
    },
  ];
  return (
    <Panel title={words.title} flush>
      {mayEdit && <PickFood label={words.search} onPick={({ id }) => setFood(id)} />}
      <Loaded of={view}>
        {(rows) =>
          rows.length === 0 ? (
            <p className={`${classes.search} small muted`}>{words.none}</p>
          ) : (
            <DataTable
              label={words.title}
              rows={rows}
              columns={columns}
              rowKey={(row) => row.food}
              {...(mayEdit && { onOpen: (row: FoodProfileView) => setFood(row.food) })}
              wraps
            />
          )
        }
      </Loaded>
      {food !== null && <FoodProfileDialog food={food} onClose={() => setFood(null)} onSaved={view.reload} />}
    </Panel>
  );
}
