import { NativeSelect, Switch } from "@mantine/core";
import type { FeedRoute, FeedSchedule, NutritionProductView, TubeFeedForm } from "../../../ipc/views";
import { DecimalInput } from "../../../parts/DecimalInput";
import { useWords } from "../../../words/speech";
import classes from "./DietOrders.module.css";

interface Props {
  feed: TubeFeedForm | null;
  products: NutritionProductView[];
  errorOf: (field: string) => string | undefined;
  onChange: (feed: TubeFeedForm | null) => void;
}

type Amount = "rate" | "hours" | "bolus" | "boluses" | "flush" | "flushes";

/** The tube feed of an order: product, route, rate or boluses, and flushes. */
export function TubeFields({ feed, products, errorOf, onChange }: Props) {
  const { dietOrders: words } = useWords();
  const blank: TubeFeedForm = {
    productId: products[0]!.id,
    route: "nasogastric",
    schedule: "continuous",
    rate: "",
    hours: "",
    bolus: "",
    boluses: "",
    flush: "",
    flushes: "",
  };
  const options = <T extends string>(names: Record<T, string>) =>
    Object.entries<string>(names).map(([value, label]) => ({ value, label }));
  const input = (of: TubeFeedForm, field: Amount, label: string) => (
    <DecimalInput
      label={label}
      value={of[field]}
      error={errorOf(field)}
      onChange={(event) => onChange({ ...of, [field]: event.currentTarget.value })}
    />
  );
  return (
    <fieldset className={classes.block} aria-label={words.tube}>
      <Switch
        label={words.tube}
        checked={feed !== null}
        onChange={(event) => onChange(event.currentTarget.checked ? blank : null)}
      />
      {feed !== null && (
        <>
          <div className={classes.choices}>
            <NativeSelect
              label={words.product}
              data={products.map(({ id, name }) => ({ value: id, label: name }))}
              value={feed.productId}
              onChange={(event) => onChange({ ...feed, productId: event.currentTarget.value })}
            />
            <NativeSelect
              label={words.route}
              data={options(words.routes)}
              value={feed.route}
              onChange={(event) => onChange({ ...feed, route: event.currentTarget.value as FeedRoute })}
            />
            <NativeSelect
              label={words.schedule}
              data={options(words.schedules)}
              value={feed.schedule}
              onChange={(event) => onChange({ ...feed, schedule: event.currentTarget.value as FeedSchedule })}
            />
          </div>
          <div className={classes.amounts}>
            {feed.schedule === "continuous" ? input(feed, "rate", words.rate) : input(feed, "bolus", words.bolus)}
            {feed.schedule === "continuous" ? input(feed, "hours", words.hours) : input(feed, "boluses", words.boluses)}
            {input(feed, "flush", words.flush)}
            {input(feed, "flushes", words.flushes)}
          </div>
        </>
      )}
    </fieldset>
  );
}
