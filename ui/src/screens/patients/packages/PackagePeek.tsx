import { Button } from "@mantine/core";
import { useRef } from "react";
import type { PackageUseView, PackageView } from "../../../ipc/views";
import { PackageProblem } from "../../../parts/packages/PackageProblem";
import { usePackageUses } from "../../../parts/packages/use-package-uses";
import { usePackageWords } from "../../../parts/packages/use-package-words";
import { Peek } from "../../../parts/Peek";
import { useLostFocus } from "../../../parts/use-lost-focus";
import { useFormat, useWords } from "../../../words/speech";
import classes from "./Packages.module.css";
import { BilledWith, Left } from "./PackageParts";

interface Props {
  of: PackageView;
  mayUse: boolean;
  onClose: () => void;
}

/** One package with the sessions that were used of it, next to the list. */
export function PackagePeek({ of, mayUse, onClose }: Props) {
  const { packages: words } = useWords();
  const format = useFormat();
  const { name } = usePackageWords();
  return (
    <Peek title={name(of)} onClose={onClose}>
      <article className={classes.peek}>
        <Left of={of} />
        <p className={classes.fact}>
          <span className="muted">{words.soldBy(format.date(of.at), of.by)}</span> <BilledWith of={of} />
        </p>
        {of.form.note !== "" && <p className={classes.fact}>{of.form.note}</p>}
        <h3 className={classes.head}>{words.uses}</h3>
        <Uses uses={of.uses} mayUse={mayUse} />
      </article>
    </Peek>
  );
}

function Uses({ uses, mayUse }: { uses: PackageUseView[]; mayUse: boolean }) {
  const { packages: words } = useWords();
  const format = useFormat();
  const list = useRef<HTMLDivElement>(null);
  const { busy, problem, giveBack } = usePackageUses();
  const expectLost = useLostFocus(list, uses);
  return (
    <div ref={list} tabIndex={-1} className={classes.uses}>
      <PackageProblem problem={problem} />
      {uses.length === 0 && <p className={`muted ${classes.fact}`}>{words.noUses}</p>}
      {uses.length > 0 && (
        <ul aria-label={words.uses} className={classes.list}>
          {uses.map(({ id, on, by, appointmentId, note }) => (
            <li key={id} className={classes.use}>
              <div className={classes.about}>
                <span className="tabular">{format.day(on)}</span>
                <span className="small muted">
                  {[by, appointmentId !== null && words.ofVisit, note].filter(Boolean).join(" · ")}
                </span>
              </div>
              {mayUse && (
                <Button
                  size="xs"
                  variant="default"
                  disabled={busy}
                  aria-label={words.giveBackOf(format.day(on))}
                  onClick={() => (expectLost(), void giveBack(id))}>
                  {words.giveBack}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
