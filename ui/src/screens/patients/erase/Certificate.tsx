import { Alert, Button } from "@mantine/core";
import type { ErasureView } from "../../../ipc/views";
import { useNavigation } from "../../../nav/navigation";
import { useFormat, useWords } from "../../../words/speech";
import { Confirmed } from "../../../parts/Confirmed";
import classes from "./Erase.module.css";

/** What stays of an erased patient: the order with its signers, time and reason, without the patient's name. */
export function Certificate({ of }: { of: ErasureView }) {
  const { erasure } = useWords();
  const { go } = useNavigation();
  const format = useFormat();
  const facts = [
    [erasure.record, of.id],
    [erasure.reason, erasure.reasons[of.reason]],
    [erasure.orderedAt, format.dateTime(of.orderedAt)],
    [erasure.orderedBy, of.orderedBy],
    [erasure.secondSigner, of.secondSigner ?? erasure.recoveryKey],
  ];
  return (
    <section className={classes.step} aria-label={erasure.certificate}>
      <Alert color="gray" p="sm" role="status">
        {erasure.erased}
        <Confirmed of={of} />
      </Alert>
      <h2 className={classes.head}>{erasure.certificate}</h2>
      <dl className={classes.facts}>
        {facts.map(([name, value]) => (
          <div key={name} className={classes.fact}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div className={classes.ends}>
        <span />
        <Button data-primary autoFocus onClick={() => go({ page: "patients" })}>
          {erasure.close}
        </Button>
      </div>
    </section>
  );
}
