import { Alert, Button, Group, Switch, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useState } from "react";
import { fieldLengths } from "../../../ipc/bindings";
import { queries } from "../../../ipc/queries";
import { useClinicQuery, useCommand } from "../../../ipc/use-clinic";
import { changedOver, entryOf, type LeftForm, useLeftForm, useTypedForm } from "../../../ipc/use-left-form";
import type { DietOrderForm, DietOrderView, DietQuestion, FormOf, NutritionProductView } from "../../../ipc/views";
import { Loaded } from "../../../parts/Loaded";
import { useOwnPrimary } from "../../../parts/PrimaryScope";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { ResumedNote } from "../../../parts/ResumedNote";
import { useFieldErrors } from "../../../parts/use-field-errors";
import { useWords } from "../../../words/speech";
import { again, EVERYTHING } from "./again";
import classes from "./DietOrders.module.css";
import { LevelCards } from "./LevelCards";
import { SupplementFields } from "./SupplementFields";
import { TubeFields } from "./TubeFields";
import { useOrderText } from "../parts/use-order-text";

interface Props {
  patientId: string;
  current: DietOrderView | null;
  onClose: () => void;
}

/** The form, and the order that it began with. */
interface Typed {
  loaded: DietOrderForm;
  form: DietOrderForm;
}

const SUPPLEMENTS_MAX = 6;
const LINES = Array.from({ length: SUPPLEMENTS_MAX }, (_, line) => `supplements.${line}`);
const AMOUNTS = ["rate", "bolus", "flush", ...LINES.map((line) => `${line}.amount`)];
const TIMES = ["hours", "boluses", "flushes", ...LINES.map((line) => `${line}.times`)];
const FIELDS = ["supplements", "remark", ...AMOUNTS, ...TIMES];

/** A new order, which begins as a copy of the current one; restores an unfinished draft. */
export function OrderForm(props: Props) {
  const of = entryOf("dietOrders", props.patientId);
  const blank = again(null, []);
  const left = useLeftForm<Typed>(of, { loaded: blank, form: blank });
  const products = useClinicQuery(queries.offeredProducts());
  if (left.isPending) return null;
  return (
    <Loaded of={products}>
      {(offered) => <Fields key={left.at} {...props} of={of} left={left} products={offered} />}
    </Loaded>
  );
}

interface FieldsProps extends Props {
  of: FormOf;
  left: LeftForm<Typed>;
  products: NutritionProductView[];
}

function Fields({ patientId, current, of, left, products, onClose }: FieldsProps) {
  const { dietOrders: words, frame } = useWords();
  const text = useOrderText();
  const [loaded] = useState(() => again(current, products));
  const [form, setForm] = useState(() =>
    left.typed === null ? loaded : changedOver(loaded, left.typed.loaded, left.typed.form),
  );
  const [asked, setAsked] = useState<DietQuestion[]>([]);
  const draft = useTypedForm(of, { loaded, form });
  const considered = useClinicQuery(queries.consideredOrder(patientId, form), { showsPrevious: true });
  useOwnPrimary();
  const { busy, problem, submit } = useCommand();
  const { of: errorOf, rest } = useFieldErrors(
    problem,
    FIELDS,
    { ...form, ...form.tubeFeed },
    {
      ...Object.fromEntries(AMOUNTS.map((field) => [field, words.takes.ml])),
      ...Object.fromEntries(TIMES.map((field) => [field, words.takes.times])),
      supplements: words.takes.supplements,
    },
  );
  const change = (part: Partial<DietOrderForm>) => {
    setAsked([]);
    setForm((before) => ({ ...before, ...part }));
  };
  const close = () => (void draft.discard(), left.clear(), onClose());
  const start = async () => {
    const isConfirmed = asked.length > 0;
    const started = await submit((clinic) => clinic.startDietOrder(patientId, form, isConfirmed), draft.saveNow);
    if (started === undefined) return;
    if (started.outcome === "asked") return setAsked(started.questions);
    notifications.show({ message: words.started });
    close();
  };
  const isOral = form.foodLevel !== null || form.fluidLevel !== null;
  return (
    <form className={classes.form} aria-label={words.add} onSubmit={(event) => (event.preventDefault(), void start())}>
      <h3 className={classes.legend}>{words.add}</h3>
      <ResumedNote at={left.at} onAfresh={() => void draft.discard().then(left.clear)} />
      <fieldset className={classes.block} aria-label={words.oral}>
        <Switch
          data-autofocus
          autoFocus
          label={words.oral}
          checked={isOral}
          onChange={({ currentTarget: { checked } }) =>
            change(checked ? EVERYTHING : { foodLevel: null, fluidLevel: null })
          }
        />
        {isOral && (
          <div className={classes.oral}>
            <LevelCards
              label={words.food}
              names={words.foodLevels}
              help={words.foodHelp}
              none={words.noFood}
              level={form.foodLevel}
              onChange={(foodLevel) => change({ foodLevel })}
            />
            <LevelCards
              label={words.fluid}
              names={words.fluidLevels}
              help={words.fluidHelp}
              none={words.noFluid}
              level={form.fluidLevel}
              onChange={(fluidLevel) => change({ fluidLevel })}
            />
          </div>
        )}
      </fieldset>
      {products.length === 0 ? (
        <Text size="sm" c="dimmed">
          {words.noProducts}
        </Text>
      ) : (
        <>
          <SupplementFields
            rows={form.supplements}
            products={products}
            errorOf={errorOf}
            onChange={(supplements) => change({ supplements })}
          />
          <TubeFields
            feed={form.tubeFeed}
            products={products}
            errorOf={errorOf}
            onChange={(tubeFeed) => change({ tubeFeed })}
          />
        </>
      )}
      <TextInput
        label={words.remark}
        value={form.remark}
        maxLength={fieldLengths.dietOrder.remark}
        error={errorOf("remark")}
        onChange={(event) => change({ remark: event.currentTarget.value })}
      />
      {considered.value?.gives && considered.problem === null && (
        <div role="status">
          <Text size="xs" c="dimmed">
            {words.gives}
          </Text>
          <p className={classes.gives}>{text.given(considered.value.gives)}</p>
        </div>
      )}
      {asked.length > 0 && (
        <Alert role="alert" color="yellow" icon={<IconAlertTriangle size={18} aria-hidden />}>
          {asked.map((question, index) => (
            <p key={index} className={classes.line}>
              {text.question(question)}
            </p>
          ))}
        </Alert>
      )}
      {rest !== null && <ProblemAlert problem={rest} />}
      <Group gap={8}>
        <Button type="submit" data-primary loading={busy}>
          {asked.length > 0 ? words.startAsked : words.start}
        </Button>
        <Button variant="default" onClick={close}>
          {frame.cancel}
        </Button>
        {current !== null && (
          <Text size="xs" c="dimmed">
            {words.replaces}
          </Text>
        )}
      </Group>
    </form>
  );
}
