import { ActionIcon, Button, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconArrowLeft, IconDots } from "@tabler/icons-react";
import { queries } from "../../../ipc/queries";
import { useClinicQuery, useCommand } from "../../../ipc/use-clinic";
import { useLeftForm } from "../../../ipc/use-left-form";
import type { FormOf, RecipeView } from "../../../ipc/views";
import { useMay } from "../../../nav/session";
import { Loaded } from "../../../parts/Loaded";
import { PrintButton } from "../../../parts/PrintButton";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { offerUndo } from "../../../parts/undo";
import { useLanguage, useWords } from "../../../words/speech";
import { RecipeEditor } from "./RecipeEditor";
import { BLANK, type Typed } from "./recipe-form";
import classes from "./Recipes.module.css";

interface Props {
  /** Null for a new one. */
  id: string | null;
  onClose: () => void;
}

/** Adds or edits a recipe; restores an unfinished draft. */
export function RecipePage({ id, onClose }: Props) {
  const view = useClinicQuery(queries.recipe(id, useLanguage()));
  const of: FormOf = { form: "setting", list: "recipes", id };
  const left = useLeftForm<Typed>(of, { loaded: BLANK, form: BLANK });
  if (left.isPending) return null;
  return (
    <Loaded of={view}>
      {({ recipe }) => (
        <div className={classes.page}>
          <Bar recipe={recipe} onClose={onClose} onChanged={view.reload} />
          <RecipeEditor key={left.at} recipe={recipe} of={of} left={left} onClose={onClose} />
        </div>
      )}
    </Loaded>
  );
}

interface BarProps {
  recipe: RecipeView | null;
  onClose: () => void;
  onChanged: () => void;
}

function Bar({ recipe, onClose, onChanged }: BarProps) {
  const { recipes: words, frame } = useWords();
  const language = useLanguage();
  const may = useMay();
  const { problem, run } = useCommand();
  const mayEdit = may("profiles.write") && recipe?.isCurrent === true;
  const offer = async (of: RecipeView) => {
    const done = await run((clinic) => clinic.restoreRecipe(of.id, of.seen, language));
    if (done === undefined) return;
    notifications.show({ message: words.restored(of.form.name) });
    onChanged();
  };
  const remove = async (of: RecipeView) => {
    const done = await run((clinic) => clinic.removeRecipe(of.id, of.seen, language));
    if (done === undefined) return;
    offerUndo(`recipe-${of.id}`, words.removed(of.form.name), frame, () =>
      run((clinic) => clinic.restoreRecipe(of.id, done.seen, language)),
    );
    onClose();
  };
  return (
    <>
      <div className={classes.bar}>
        <Button variant="subtle" leftSection={<IconArrowLeft size={16} aria-hidden />} onClick={onClose}>
          {words.back}
        </Button>
        <h1 className={classes.title}>{recipe?.form.name ?? words.newTitle}</h1>
        {recipe !== null && (
          <div className={classes.tools}>
            {mayEdit && !recipe.isActive && (
              <Button variant="default" onClick={() => void offer(recipe)}>
                {words.restore}
              </Button>
            )}
            <PrintButton of={{ print: "recipe", recipeId: recipe.id }} patient={null} />
            {mayEdit && recipe.isActive && (
              <Menu>
                <Menu.Target>
                  <ActionIcon aria-label={frame.more}>
                    <IconDots size={18} aria-hidden />
                  </ActionIcon>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item onClick={() => void remove(recipe)}>{words.remove}</Menu.Item>
                </Menu.Dropdown>
              </Menu>
            )}
          </div>
        )}
      </div>
      {problem !== null && <ProblemAlert problem={problem} />}
      {recipe !== null && !recipe.isCurrent && <p role="status">{words.changedSince}</p>}
      {recipe !== null && !recipe.isReadable && <p role="alert">{words.unreadable}</p>}
    </>
  );
}
