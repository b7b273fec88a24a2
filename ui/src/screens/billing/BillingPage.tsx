import { Page } from "../../parts/Page";
import { useWords } from "../../words/speech";
import { ServicesPanel } from "./ServicesPanel";

/** What the clinic is paid for. */
export function BillingPage() {
  const { frame } = useWords();
  return (
    <Page title={frame.pages.billing}>
      <ServicesPanel />
    </Page>
  );
}
