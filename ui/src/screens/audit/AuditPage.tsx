import { Alert, Button, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconHistory } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicPages, useClinicQuery } from "../../ipc/use-clinic";
import type { AuditRow, ErasedView } from "../../ipc/views";
import { useMay } from "../../nav/session";
import { Empty } from "../../parts/Empty";
import { Loaded } from "../../parts/Loaded";
import { damageText } from "../../parts/FileAlert";
import { Page } from "../../parts/Page";
import { Sheet } from "../../parts/Panel";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useFormat, useTimeZone, useWords } from "../../words/speech";
import classes from "./Audit.module.css";
import { AuditLog } from "./AuditLog";
import { EntryPeek } from "./EntryPeek";
import { ExportDialog } from "./ExportDialog";
import { FilterFields, isFiltered, NO_FILTERS, queryOf } from "./FilterFields";

/** The audit log of this computer, and whether the user of each entry is verified. */
export function AuditPage() {
  const { audit } = useWords();
  const may = useMay();
  const timeZone = useTimeZone();
  const [filters, setFilters] = useState(NO_FILTERS);
  const [open, setOpen] = useState<AuditRow | null>(null);
  const [exports, setExports] = useState(false);
  // a new key also clears fields whose text is no valid day
  const [round, setRound] = useState(0);
  const clear = () => {
    setRound((n) => n + 1);
    setFilters(NO_FILTERS);
  };
  const query = useMemo(() => queryOf(filters, timeZone), [filters, timeZone]);
  const key = JSON.stringify(query);
  const log = useClinicPages(["auditLog", query], (clinic, before) => clinic.auditPage({ ...query, before }));
  const filtered = isFiltered(filters);
  return (
    <Page
      title={audit.title}
      line={audit.line}
      tools={
        filtered && (
          <Button className={classes.clear} variant="subtle" onClick={clear}>
            {audit.filters.clear}
          </Button>
        )
      }
      primary={
        may("audit.export") && (
          <Button data-primary onClick={() => setExports(true)}>
            {audit.export.open}
          </Button>
        )
      }>
      <ChainBanner />
      <FilterFields key={round} filters={filters} onChange={setFilters} />
      <Loaded of={log.pages} rows={12}>
        {(pages) =>
          pages.some((page) => page.rows.length > 0) ? (
            <AuditLog
              key={key}
              rows={pages.flatMap((page) => page.rows)}
              hasMore={log.hasMore}
              problem={log.nextProblem}
              onMore={log.fetchNext}
              open={open}
              onOpen={setOpen}
            />
          ) : (
            <Sheet>
              <Empty icon={IconHistory} title={filtered ? audit.noMatch : audit.none}>
                {filtered ? audit.noMatchHelp : audit.noneHelp}
              </Empty>
            </Sheet>
          )
        }
      </Loaded>
      {open !== null && <EntryPeek row={open} onClose={() => setOpen(null)} />}
      {exports && <ExportDialog query={query} filtered={filtered} onClose={() => setExports(false)} />}
    </Page>
  );
}

/** Whether the hash chain of this computer is complete, and in how many entries the named user is unverified. */
function ChainBanner() {
  const { audit, frame, sync } = useWords();
  const format = useFormat();
  const checked = useClinicQuery(queries.auditChain());
  if (checked.problem !== null) return <ProblemAlert problem={checked.problem} onRetry={checked.reload} />;
  if (checked.value === null)
    return (
      <Text size="sm" c="dimmed" role="status">
        {audit.checking}
      </Text>
    );
  const { entries, deviceOnly, fault, at, isClean, file, number, records, erased } = checked.value.chain;
  const count = (of: ErasedView[], words: (n: number, entries: string) => string) => {
    const sum = of.reduce((sum, { entries }) => sum + entries, 0);
    return sum === 0 ? "" : words(sum, format.number(sum, 0));
  };
  const named = erased.filter(({ patientId }) => patientId !== null);
  const byOrder = count(
    named.filter(({ isOrdered }) => isOrdered),
    audit.erasedByOrder,
  );
  const taken = [
    count(
      named.filter(({ isOrdered }) => !isOrdered),
      audit.takenWithoutOrder,
    ),
    count(
      erased.filter(({ patientId }) => patientId === null),
      audit.takenWithoutPatient,
    ),
  ];
  const alone = audit.aloneCount(deviceOnly, format.number(deviceOnly, 0));
  const isComplete = isClean;
  const other = checked.value.chain.others.find((chain) => chain.fault !== null);
  const verdict = isClean
    ? audit.complete(format.number(entries, 0), format.exactTime(checked.value.at))
    : fault !== null
      ? audit.broken(at === null ? format.dash : format.number(at, 0), audit.faults[fault])
      : other !== undefined
        ? audit.otherBroken(format.number(other.deviceNumber, 0))
        : number === "other"
          ? audit.otherNumber
          : file.alarm !== null
            ? frame.fileAlarms[file.alarm]
            : records.map((damage) => damageText(sync, damage)).join(" · ") || taken.find(Boolean) || audit.brokenHelp;
  const rest = [...taken.filter((sentence) => sentence !== verdict), byOrder, alone];
  const more = [isClean || verdict === audit.brokenHelp ? "" : audit.brokenHelp, ...rest].filter(Boolean).join(" ");
  return (
    <Alert
      className={classes.banner}
      data-tone={isComplete ? "ok" : "bad"}
      role="status"
      icon={isComplete ? <IconCheck size={18} aria-hidden /> : <IconAlertTriangle size={18} aria-hidden />}>
      <div className={classes.result}>
        <div>
          <p className={classes.verdict}>{verdict}</p>
          {more !== "" && <p>{more}</p>}
        </div>
        <Button className={classes.again} size="xs" variant="default" onClick={checked.reload}>
          {audit.checkAgain}
        </Button>
      </div>
    </Alert>
  );
}
