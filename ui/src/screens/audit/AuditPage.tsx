import { Button } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useClinicPages } from "../../ipc/use-clinic";
import { useMay } from "../../nav/session";
import { Empty } from "../../parts/Empty";
import { Loaded } from "../../parts/Loaded";
import { Page } from "../../parts/Page";
import { Sheet } from "../../parts/Panel";
import { useTimeZone, useWords } from "../../words/speech";
import classes from "./Audit.module.css";
import { AuditLog } from "./AuditLog";
import { ChainBanner } from "./ChainBanner";
import { EntryPeek } from "./EntryPeek";
import { ExportDialog } from "./ExportDialog";
import { FilterFields, isFiltered, NO_FILTERS, queryOf } from "./FilterFields";

/** Who did what on this computer, and whose word each entry is. */
export function AuditPage() {
  const { audit } = useWords();
  const may = useMay();
  const timeZone = useTimeZone();
  const [filters, setFilters] = useState(NO_FILTERS);
  const [open, setOpen] = useState<number | null>(null);
  const [exports, setExports] = useState(false);
  // what was typed and is no day goes, too
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
      {open !== null && <EntryPeek number={open} onClose={() => setOpen(null)} />}
      {exports && <ExportDialog query={query} filtered={filtered} onClose={() => setExports(false)} />}
    </Page>
  );
}
