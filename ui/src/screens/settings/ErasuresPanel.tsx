import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import { Confirmed } from "../../parts/Confirmed";
import { Loaded } from "../../parts/Loaded";
import { Panel } from "../../parts/Panel";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Settings.module.css";

/** The erasures, by the id of the record only, and the computers that have not confirmed them yet. */
export function ErasuresPanel() {
  const { erasure } = useWords();
  const format = useFormat();
  const view = useClinicQuery(queries.erasures());
  return (
    <Panel title={erasure.orders}>
      <Loaded of={view}>
        {(orders) => (
          <ul className={classes.list}>
            {orders.map((order) => (
              <li key={order.id} className={classes.order}>
                <div>{erasure.orderOf(format.dateTime(order.orderedAt), order.orderedBy)}</div>
                <div className="muted small">{`${erasure.reasons[order.reason]} · ${order.id}`}</div>
                <Confirmed of={order} />
              </li>
            ))}
            {orders.length === 0 && <li className="muted small">{erasure.noOrders}</li>}
          </ul>
        )}
      </Loaded>
    </Panel>
  );
}
