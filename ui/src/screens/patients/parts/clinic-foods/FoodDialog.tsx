import { Button, Modal, Stack, Switch, Textarea, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { fieldLengths } from "../../../../ipc/bindings";
import type { Clinic } from "../../../../ipc/clinic";
import { useCommand } from "../../../../ipc/use-clinic";
import { changedOver, type LeftForm, useLeftForm, useTypedForm } from "../../../../ipc/use-left-form";
import type { ClinicFoodForm, ClinicFoodView, FormOf } from "../../../../ipc/views";
import { useMay } from "../../../../nav/session";
import { DialogActions } from "../../../../parts/AskDialog";
import { ProblemAlert } from "../../../../parts/ProblemAlert";
import { ResumedNote } from "../../../../parts/ResumedNote";
import { Select } from "../../../../parts/Select";
import { useFoodGroups } from "../../../../parts/use-food-groups";
import { useFieldErrors } from "../../../../parts/use-field-errors";
import { useFormat, useWords } from "../../../../words/speech";
import { AllergenFields } from "./AllergenFields";
import classes from "./FoodDialog.module.css";
import { MeasureFields } from "./MeasureFields";
import { amountsOf, codeOf, NutrientFields } from "./NutrientFields";

const BLANK: ClinicFoodForm = {
  name: "",
  otherNames: "",
  maker: "",
  group: "dishes",
  nutrients: [],
  measures: [],
  contains: [],
  freeOf: [],
  isActive: true,
};

/** The fields of a form without what only a stored food has. */
function formOf(food: ClinicFoodForm): ClinicFoodForm {
  const { name, otherNames, maker, group, nutrients, measures, contains, freeOf, isActive } = food;
  return { name, otherNames, maker, group, nutrients, measures, contains, freeOf, isActive };
}

interface Props {
  food: ClinicFoodView | null;
  /** The name of a new food, as it was typed elsewhere. */
  name?: string;
  onClose: () => void;
  onSaved: (food: ClinicFoodView) => void;
}

/** The form, and the food that it was loaded with. */
interface Typed {
  loaded: ClinicFoodForm;
  form: ClinicFoodForm;
}

/** Adds or edits a food; restores an unfinished draft. */
export function FoodDialog(props: Props) {
  const of: FormOf = { form: "setting", list: "clinicFoods", id: props.food?.id ?? null };
  const left = useLeftForm<Typed>(of, { loaded: BLANK, form: BLANK });
  return !left.isPending && <FoodFields key={left.at} {...props} of={of} left={left} />;
}

function FoodFields({ food, name = "", of, left, onClose, onSaved }: Props & { of: FormOf; left: LeftForm<Typed> }) {
  const { clinicFoods: words, frame, nutrients } = useWords();
  const format = useFormat();
  const may = useMay();
  const loaded = formOf(food ?? BLANK);
  const [form, setForm] = useState(() =>
    left.typed === null
      ? { ...loaded, name: loaded.name || name }
      : changedOver(loaded, left.typed.loaded, left.typed.form),
  );
  const draft = useTypedForm(of, { loaded, form });
  const { busy, problem, submit } = useCommand();
  const change = (part: Partial<ClinicFoodForm>) => setForm((before) => ({ ...before, ...part }));
  const save = async () => {
    const write = (clinic: Clinic) =>
      food === null
        ? clinic.addClinicFood(form)
        : clinic.editClinicFood({ id: food.id, seen: food.seen, loaded, form });
    const saved = await submit(write, draft.saveNow);
    if (!saved) return;
    await draft.discard();
    left.clear();
    notifications.show({ message: words.saved(saved.name) });
    onSaved(saved);
    onClose();
  };
  const codes = Object.keys(nutrients.names).map(codeOf);
  const fields = ["name", "otherNames", "maker", "nutrients", "measures", "grams", ...codes];
  const values = { ...form, grams: form.measures, ...amountsOf(form.nutrients) };
  const { of: errorOf, wrong, rest } = useFieldErrors(problem, fields, values, { nutrients: words.tooHeavy });
  const nameError = wrong("name")?.reason === "taken" ? words.taken : errorOf("name");
  const areMeasuresWrong = ["measures", "grams"].some((field) => wrong(field) !== null);
  const close = () => (void draft.discard(), left.clear(), onClose());
  // Escape is often pressed by accident: it keeps the draft, only "Cancel" discards it
  const leave = () => (void left.leave(draft.saveNow), onClose());
  return (
    <Modal
      opened
      size="xl"
      onClose={leave}
      closeOnClickOutside={false}
      title={food === null ? words.add : words.edit}
      closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void save())}>
        <Stack gap="md">
          <ResumedNote at={left.at} onAfresh={() => void draft.discard().then(left.clear)} />
          {food !== null && <p className="small muted">{words.by(food.by, format.date(food.addedAt))}</p>}
          <div className={classes.grid}>
            <TextInput
              data-autofocus
              label={words.name}
              value={form.name}
              maxLength={fieldLengths.clinicFood.name}
              error={nameError}
              autoComplete="off"
              onChange={(event) => change({ name: event.currentTarget.value })}
            />
            <TextInput
              label={words.maker}
              value={form.maker}
              maxLength={fieldLengths.clinicFood.maker}
              error={errorOf("maker")}
              autoComplete="off"
              onChange={(event) => change({ maker: event.currentTarget.value })}
            />
            <Select
              label={words.group}
              allowDeselect={false}
              data={useFoodGroups()}
              value={form.group}
              onChange={(group) => group && change({ group })}
            />
          </div>
          <Textarea
            label={words.otherNames}
            description={words.otherNamesHelp}
            autosize
            minRows={1}
            value={form.otherNames}
            maxLength={fieldLengths.clinicFood.otherNames}
            error={errorOf("otherNames")}
            onChange={(event) => change({ otherNames: event.currentTarget.value })}
          />
          <NutrientFields
            value={form.nutrients}
            wrong={wrong}
            sum={errorOf("nutrients")}
            onChange={(known) => change({ nutrients: known })}
          />
          <MeasureFields
            value={form.measures}
            error={areMeasuresWrong ? words.notGrams : undefined}
            onChange={(measures) => change({ measures })}
          />
          <AllergenFields value={form} onChange={({ contains, freeOf }) => change({ contains, freeOf })} />
          <Switch
            label={words.isOffered}
            checked={form.isActive}
            onChange={(event) => change({ isActive: event.currentTarget.checked })}
          />
          {rest !== null && <ProblemAlert problem={rest} />}
          <DialogActions
            missing={may("profiles.write") && form.name.trim() === "" ? words.missing : null}
            onClose={close}>
            {may("profiles.write") && (
              <Button type="submit" loading={busy} disabled={form.name.trim() === ""}>
                {words.save}
              </Button>
            )}
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}
