import { ClaimCodesPanel } from "./ClaimCodesPanel";
import classes from "./Billing.module.css";
import { ServicesPanel } from "./ServicesPanel";

/** What invoices choose from: services, and the codes that insurers ask for. */
export function PriceList() {
  return (
    <div className={classes.parts}>
      <ServicesPanel />
      <ClaimCodesPanel />
    </div>
  );
}
