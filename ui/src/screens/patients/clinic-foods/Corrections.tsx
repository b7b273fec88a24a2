import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { queries } from "../../../ipc/queries";
import { useClinicQuery, useCommand } from "../../../ipc/use-clinic";
import type { CorrectedFood, FoodHit } from "../../../ipc/views";
import { useMay } from "../../../nav/session";
import { DialogActions } from "../../../parts/AskDialog";
import { type Column, DataTable } from "../../../parts/DataTable";
import { Loaded } from "../../../parts/Loaded";
import { Panel } from "../../../parts/Panel";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { useLanguage, useWords } from "../../../words/speech";
import { type KnownAllergens, useAllergensInWords } from "../parts/allergens";
import { AllergenFields } from "../parts/clinic-foods/AllergenFields";
import classes from "./ClinicFoods.module.css";
import { PickFood } from "./PickFood";

/** Foods of the built-in list whose allergens the clinic corrected, and a search that adds one. */
export function Corrections({ onOwn }: { onOwn: (food: FoodHit) => void }) {
  const { clinicFoods: words } = useWords();
  const language = useLanguage();
  const may = useMay();
  const inWords = useAllergensInWords();
  const [food, setFood] = useState<string | null>(null);
  const view = useClinicQuery(queries.correctedFoods(language));
  const columns: Column<CorrectedFood>[] = [
    { key: "name", head: words.name, cell: (row) => row.name },
    {
      key: "allergens",
      head: words.allergens,
      cell: ({ allergens }) => <span className="small">{inWords(allergens, allergens.isComplete)}</span>,
    },
  ];
  const open = (chosen: FoodHit) => (chosen.isOwn ? onOwn(chosen) : setFood(chosen.id));
  return (
    <Panel title={words.corrections} flush>
      {may("profiles.write") && <PickFood label={words.searchToCorrect} onPick={open} />}
      <Loaded of={view}>
        {(rows) =>
          rows.length === 0 ? (
            <p className={`${classes.search} small muted`}>{words.noCorrections}</p>
          ) : (
            <DataTable
              label={words.corrections}
              rows={rows}
              columns={columns}
              rowKey={(row) => row.food}
              onOpen={(row) => setFood(row.food)}
              wraps
            />
          )
        }
      </Loaded>
      {food !== null && <CorrectDialog food={food} onClose={() => setFood(null)} onSaved={view.reload} />}
    </Panel>
  );
}

interface Props {
  food: string;
  onClose: () => void;
  onSaved: () => void;
}

function CorrectDialog({ food, onClose, onSaved }: Props) {
  const { clinicFoods: words, frame } = useWords();
  const language = useLanguage();
  const view = useClinicQuery(queries.foodAllergens(food, language));
  const title = view.value === null ? words.allergens : words.correct(view.value.name);
  return (
    <Modal opened size="xl" onClose={onClose} title={title} closeButtonProps={{ "aria-label": frame.close }}>
      <Loaded of={view}>{(of) => <CorrectFields of={of} onClose={onClose} onSaved={onSaved} />}</Loaded>
    </Modal>
  );
}

function CorrectFields({ of, onClose, onSaved }: Omit<Props, "food"> & { of: CorrectedFood }) {
  const { clinicFoods: words } = useWords();
  const language = useLanguage();
  const inWords = useAllergensInWords();
  const { allergens, ofList } = of;
  const [known, setKnown] = useState<KnownAllergens>({ contains: allergens.contains, freeOf: allergens.freeOf });
  const { busy, problem, run } = useCommand();
  const save = async (isActive: boolean) => {
    const form = { food: of.food, seen: of.seen, ...known, isActive };
    const saved = await run((clinic) => clinic.correctFoodAllergens(form, language));
    if (!saved) return;
    notifications.show({ message: words.allergensSaved(saved.name) });
    onSaved();
    onClose();
  };
  return (
    <form onSubmit={(event) => (event.preventDefault(), void save(true))}>
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {words.ofList(inWords(ofList, ofList.isComplete))}
        </Text>
        <AllergenFields value={known} onChange={setKnown} />
        {problem !== null && <ProblemAlert problem={problem} />}
        <Group justify="space-between">
          {allergens.isClinics ? (
            <Button variant="subtle" onClick={() => void save(false)}>
              {words.asListed}
            </Button>
          ) : (
            <span />
          )}
          <DialogActions onClose={onClose}>
            <Button type="submit" loading={busy}>
              {words.saveAllergens}
            </Button>
          </DialogActions>
        </Group>
      </Stack>
    </form>
  );
}
