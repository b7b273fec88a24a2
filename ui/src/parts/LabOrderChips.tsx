import { IconAlertTriangle } from "@tabler/icons-react";
import type { LabOrderView } from "../ipc/views";
import { useWords } from "../words/speech";
import { Chip, LooseChip } from "./Chip";

/** How far an order is, and what needs attention. */
export function LabOrderChips({ order }: { order: LabOrderView }) {
  const { labOrders: words } = useWords();
  return (
    <>
      <Chip word={order.state} />
      {order.isUnread && <Chip word="unread" />}
      {order.isContested && <LooseChip tone="bad" icon={IconAlertTriangle} text={words.contested} />}
    </>
  );
}
