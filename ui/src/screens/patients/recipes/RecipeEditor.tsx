import { Button, Textarea, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { fieldLengths } from "../../../ipc/bindings";
import type { Clinic } from "../../../ipc/clinic";
import { queries } from "../../../ipc/queries";
import { useClinicQuery, useCommand } from "../../../ipc/use-clinic";
import { changedOver, type LeftForm, useTypedForm } from "../../../ipc/use-left-form";
import type { FormOf, RecipeForm, RecipeView } from "../../../ipc/views";
import { useMay } from "../../../nav/session";
import { DecimalInput } from "../../../parts/DecimalInput";
import { Panel } from "../../../parts/Panel";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { ResumedNote } from "../../../parts/ResumedNote";
import { useFieldErrors } from "../../../parts/use-field-errors";
import { useFormat, useLanguage, useWords } from "../../../words/speech";
import { useAllergensInWords } from "../parts/allergens";
import { RecipeParts } from "./RecipeParts";
import { BLANK, type Typed } from "./recipe-form";
import classes from "./Recipes.module.css";
import { RecipeTotals } from "./RecipeTotals";
import { UsedIn } from "./UsedIn";

interface Props {
  recipe: RecipeView | null;
  of: FormOf;
  left: LeftForm<Typed>;
  onClose: () => void;
}

const FIELDS = ["name", "portions", "yieldWeight", "method", "parts"];

/** The form of a recipe, next to the nutrients of a portion. */
export function RecipeEditor({ recipe, of, left, onClose }: Props) {
  const { recipes: words } = useWords();
  const format = useFormat();
  const language = useLanguage();
  const may = useMay();
  const inWords = useAllergensInWords();
  const loaded = recipe?.form ?? BLANK;
  const [form, setForm] = useState<RecipeForm>(() =>
    left.typed === null ? loaded : changedOver(loaded, left.typed.loaded, left.typed.form),
  );
  const [alsoUnfinished, setAlsoUnfinished] = useState(false);
  const draft = useTypedForm(of, { loaded, form });
  const id = recipe?.id ?? null;
  const sums = useClinicQuery(queries.consideredRecipe(id, form, language), { showsPrevious: true });
  const { busy, problem, submit } = useCommand();
  const {
    of: errorOf,
    wrong,
    rest,
  } = useFieldErrors(problem, FIELDS, form, {
    portions: words.portionsHelp,
    yieldWeight: words.notGrams,
    parts: form.parts.length === 0 ? words.noParts : undefined,
  });
  const mayEdit = may("profiles.write") && recipe?.isCurrent !== false;
  const nameError = wrong("name")?.reason === "taken" ? words.taken : errorOf("name");
  const change = (part: Partial<RecipeForm>) => setForm((before) => ({ ...before, ...part }));
  const save = async () => {
    const write = (clinic: Clinic) =>
      id === null ? clinic.addRecipe(form, language) : clinic.editRecipe({ id, form, alsoUnfinished }, language);
    const saved = await submit(write, draft.saveNow);
    if (saved === undefined) return;
    await draft.discard();
    left.clear();
    notifications.show({ message: words.saved(saved.form.name) });
    onClose();
  };
  const field = (name: "name" | "portions" | "yieldWeight") => ({
    value: form[name],
    readOnly: !mayEdit,
    autoComplete: "off",
    onChange: (event: { currentTarget: HTMLInputElement }) => change({ [name]: event.currentTarget.value }),
  });
  const grams = sums.value === null ? "" : format.quantityOf({ value: sums.value.partsGrams, unit: "g" }, 0);
  return (
    <div className={classes.columns}>
      <div className={classes.main}>
        <ResumedNote at={left.at} onAfresh={() => void draft.discard().then(left.clear)} />
        <div className={classes.fields}>
          <TextInput
            {...field("name")}
            autoFocus={id === null}
            label={words.name}
            maxLength={fieldLengths.recipe.name}
            error={nameError}
          />
          <TextInput {...field("portions")} label={words.portions} inputMode="numeric" error={errorOf("portions")} />
          <DecimalInput
            {...field("yieldWeight")}
            label={words.yieldWeight}
            placeholder={words.yieldHelp(grams)}
            error={errorOf("yieldWeight")}
          />
        </div>
        <Panel title={words.parts} flush>
          <RecipeParts
            parts={form.parts}
            sums={sums.value}
            onChange={mayEdit ? (to) => setForm((before) => ({ ...before, parts: to(before.parts) })) : null}
          />
          {errorOf("parts") !== undefined && (
            <p role="alert" className={classes.wrong}>
              {errorOf("parts")}
            </p>
          )}
        </Panel>
        <Textarea
          label={words.method}
          autosize
          minRows={4}
          value={form.method}
          readOnly={!mayEdit}
          maxLength={fieldLengths.recipe.method}
          error={errorOf("method")}
          onChange={(event) => change({ method: event.currentTarget.value })}
        />
      </div>
      <aside className={classes.aside}>
        {mayEdit && (
          <div className={classes.saving}>
            {id !== null && <UsedIn id={id} alsoUnfinished={alsoUnfinished} onChange={setAlsoUnfinished} />}
            {rest !== null && <ProblemAlert problem={rest} />}
            <Button data-primary loading={busy} onClick={() => void save()}>
              {words.save}
            </Button>
          </div>
        )}
        {sums.problem !== null && <ProblemAlert problem={sums.problem} onRetry={sums.reload} />}
        {sums.value !== null && (
          <>
            <RecipeTotals sums={sums.value} />
            <Panel title={words.allergens}>
              <p className="small">{inWords(sums.value.allergens, sums.value.allergens.isComplete)}</p>
            </Panel>
          </>
        )}
      </aside>
    </div>
  );
}
