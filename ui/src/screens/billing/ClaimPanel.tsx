import { Fragment, type ReactNode } from "react";
import type { ClaimView } from "../../ipc/views";
import { Panel } from "../../parts/Panel";
import { useWords } from "../../words/speech";
import classes from "./Invoice.module.css";

/** What an insurer asks for, as it was when the invoice was issued. */
export function ClaimPanel({ claim }: { claim: ClaimView }) {
  const { claims: words, insurance } = useWords();
  const { referrer, referrerNumber: number, codes } = claim;
  const hasBoth = referrer !== "" && number !== "";
  const facts: [label: string, fact: ReactNode][] = [
    [insurance.fields.insurer, claim.insurer],
    [insurance.fields.plan, claim.plan],
    [insurance.fields.memberId, claim.memberId],
    [insurance.fields.groupNumber, claim.groupNumber],
    [insurance.fields.holder, claim.holder],
    [words.referrer, hasBoth ? words.referredBy(referrer, number) : referrer],
    [words.referrerNumber, hasBoth ? "" : number],
    [words.codes, codes.map(({ id, code, name }) => <div key={id}>{`${code} ${name}`}</div>)],
  ];
  const shown = facts.filter(([, fact]) => (Array.isArray(fact) ? fact.length > 0 : fact !== ""));
  return (
    <Panel title={words.title}>
      <dl className={classes.facts}>
        {shown.map(([label, fact]) => (
          <Fragment key={label}>
            <dt>{label}</dt>
            <dd>{fact}</dd>
          </Fragment>
        ))}
      </dl>
    </Panel>
  );
}
