import { Button, Group, Modal, Stack, Switch, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { fieldLengths } from "../../ipc/bindings";
import type { Clinic } from "../../ipc/clinic";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import { changedOver, type LeftForm, useLeftForm, useTypedForm } from "../../ipc/use-left-form";
import type { FormOf, NutritionProductForm, NutritionProductView } from "../../ipc/views";
import { DialogActions } from "../../parts/AskDialog";
import { Chip } from "../../parts/Chip";
import { type Column, DataTable } from "../../parts/DataTable";
import { DecimalInput } from "../../parts/DecimalInput";
import { Loaded } from "../../parts/Loaded";
import { Panel } from "../../parts/Panel";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { ResumedNote } from "../../parts/ResumedNote";
import { useFieldErrors } from "../../parts/use-field-errors";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Settings.module.css";

/** The supplements and tube feeds that diet orders choose from. */
export function ProductsPanel() {
  const { dietOrders } = useWords();
  const words = dietOrders.products;
  const format = useFormat();
  const [edited, setEdited] = useState<NutritionProductView | "new" | null>(null);
  const view = useClinicQuery(queries.nutritionProducts());
  const columns: Column<NutritionProductView>[] = [
    { key: "name", head: words.name, cell: (row) => row.name },
    {
      key: "label",
      head: words.ofHundred,
      width: 224,
      cell: (row) =>
        row.isActive ? (
          <span className="small muted">{words.label(format.decimal(row.energy), format.decimal(row.protein))}</span>
        ) : (
          <Chip word="inactive" />
        ),
    },
  ];
  return (
    <Panel
      title={words.title}
      flush
      action={
        <Button size="xs" variant="default" onClick={() => setEdited("new")}>
          {words.add}
        </Button>
      }>
      <Loaded of={view}>
        {(rows) =>
          rows.length === 0 ? (
            <p className={classes.nothing}>{words.none}</p>
          ) : (
            <DataTable label={words.title} rows={rows} columns={columns} rowKey={(row) => row.id} onOpen={setEdited} />
          )
        }
      </Loaded>
      {edited !== null && (
        <ProductDialog
          product={edited === "new" ? null : edited}
          onClose={() => setEdited(null)}
          onSaved={view.reload}
        />
      )}
    </Panel>
  );
}

const BLANK: NutritionProductForm = { name: "", energy: "", protein: "", water: "", isActive: true };
const NUMBERS = ["energy", "protein", "water"] as const;

/** The fields of a form without what only a stored product has. */
function formOf({ name, energy, protein, water, isActive }: NutritionProductForm) {
  return { name, energy, protein, water, isActive };
}

interface Props {
  product: NutritionProductView | null;
  onClose: () => void;
  onSaved: () => void;
}

/** The form, and the product that it was loaded with. */
interface Typed {
  loaded: NutritionProductForm;
  form: NutritionProductForm;
}

/** Adds or edits a product; restores an unfinished draft. */
function ProductDialog(props: Props) {
  const of: FormOf = { form: "setting", list: "products", id: props.product?.id ?? null };
  const left = useLeftForm<Typed>(of, { loaded: BLANK, form: BLANK });
  return !left.isPending && <ProductFields key={left.at} {...props} of={of} left={left} />;
}

function ProductFields({ product, of, left, onClose, onSaved }: Props & { of: FormOf; left: LeftForm<Typed> }) {
  const { dietOrders, frame } = useWords();
  const words = dietOrders.products;
  const loaded = formOf(product ?? BLANK);
  const [form, setForm] = useState(() =>
    left.typed === null ? loaded : changedOver(loaded, left.typed.loaded, left.typed.form),
  );
  const draft = useTypedForm(of, { loaded, form });
  const { busy, problem, submit } = useCommand();
  const takes = Object.fromEntries(NUMBERS.map((field) => [field, words.number]));
  const { of: errorOf, wrong, rest } = useFieldErrors(problem, Object.keys(form), form, takes);
  const isTaken = wrong("name")?.reason === "taken";
  const change = (part: Partial<NutritionProductForm>) => setForm((before) => ({ ...before, ...part }));
  const save = async () => {
    const write = (clinic: Clinic) =>
      product === null
        ? clinic.addNutritionProduct(form)
        : clinic.editNutritionProduct(product.id, product.seen, loaded, form);
    const saved = await submit(write, draft.saveNow);
    if (!saved) return;
    await draft.discard();
    left.clear();
    notifications.show({ message: words.saved(saved.name) });
    onSaved();
    onClose();
  };
  const close = () => (void draft.discard(), left.clear(), onClose());
  // Escape is often pressed by accident: it keeps the draft, only "Cancel" discards it
  const leave = () => (void left.leave(draft.saveNow), onClose());
  const isReady = [form.name, ...NUMBERS.map((field) => form[field])].every((text) => text.trim() !== "");
  return (
    <Modal
      opened
      onClose={leave}
      closeOnClickOutside={false}
      title={product === null ? words.add : words.edit}
      closeButtonProps={{ "aria-label": frame.close }}>
      <form onSubmit={(event) => (event.preventDefault(), void save())}>
        <Stack gap="md">
          <ResumedNote at={left.at} onAfresh={() => void draft.discard().then(left.clear)} />
          <TextInput
            data-autofocus
            label={words.name}
            value={form.name}
            maxLength={fieldLengths.nutritionProduct.name}
            error={isTaken ? words.taken : errorOf("name")}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <Group grow align="flex-start">
            {NUMBERS.map((field) => (
              <DecimalInput
                key={field}
                label={words[field]}
                value={form[field]}
                error={errorOf(field)}
                onChange={(event) => change({ [field]: event.currentTarget.value })}
              />
            ))}
          </Group>
          <Switch
            label={words.isOffered}
            checked={form.isActive}
            onChange={(event) => change({ isActive: event.currentTarget.checked })}
          />
          {rest !== null && <ProblemAlert problem={rest} />}
          <DialogActions missing={isReady ? null : words.missing} onClose={close}>
            <Button type="submit" loading={busy} disabled={!isReady}>
              {words.save}
            </Button>
          </DialogActions>
        </Stack>
      </form>
    </Modal>
  );
}
