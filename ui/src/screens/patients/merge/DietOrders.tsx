import { Text } from "@mantine/core";
import type { MergePreview } from "../../../ipc/views";
import { useFormat, useWords } from "../../../words/speech";
import { useOrderText } from "../parts/use-order-text";
import classes from "./Merge.module.css";

/** The current diet orders where both files have one, since one of them ends with the merge. */
export function DietOrders({ files }: { files: MergePreview }) {
  const { merge } = useWords();
  const format = useFormat();
  const { oral } = useOrderText();
  const { dietOrders } = files;
  if (dietOrders === null) return null;
  return (
    <section aria-label={merge.dietOrders} className={classes.records}>
      <h3 className={classes.head}>{merge.dietOrders}</h3>
      <Text size="sm">{merge.dietOrdersHelp}</Text>
      {(["into", "from"] as const).map((origin) => {
        const order = dietOrders[origin];
        const text = merge.dietOrder(files[origin].fileNumber, oral(order), format.dateTime(order.startedAt));
        return (
          <Text key={origin} size="sm" fw={order.counts ? 600 : undefined}>
            {order.counts ? `${text} (${merge.orderCounts})` : text}
          </Text>
        );
      })}
    </section>
  );
}
