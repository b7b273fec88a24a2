import { Button, Paper } from "@mantine/core";
import { IconArrowsLeftRight } from "@tabler/icons-react";
import { useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import type { ConflictRow } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { useMay } from "../../nav/session";
import { Empty } from "../../parts/Empty";
import { Loaded } from "../../parts/Loaded";
import { Page } from "../../parts/Page";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Conflict.module.css";
import { useNames } from "./ConflictFieldRow";
import { ConflictPanel } from "./ConflictPanel";

/** The conflicts, one after the other until none is left. */
export function ConflictsPage({ id }: { id: string | null }) {
  const { conflicts } = useWords();
  const rows = useClinicQuery(queries.conflicts());
  const [picked, setPicked] = useState(id);
  return (
    <Page title={conflicts.title} tools={useMay()("appointments.read") && <ToClashes />}>
      <Loaded of={rows}>
        {(list) => {
          const current = list.find((row) => row.id === picked) ?? list[0];
          return current === undefined ? (
            <Paper>
              <Empty icon={IconArrowsLeftRight} title={conflicts.none}>
                {conflicts.noneHelp}
              </Empty>
            </Paper>
          ) : (
            <div className={classes.columns}>
              <Rows list={list} current={current} onPick={(row) => setPicked(row.id)} />
              <ConflictPanel key={current.id} id={current.id} onResolved={rows.reload} />
            </div>
          );
        }}
      </Loaded>
    </Page>
  );
}

/** Appointments that overlap are decided about on a page of their own. */
function ToClashes() {
  const { clashes } = useWords();
  const { go } = useNavigation();
  const open = useClinicQuery(queries.clashes("current")).value?.open ?? 0;
  return (
    <Button variant="default" onClick={() => go({ page: "clashes" })}>
      {clashes.open(open)}
    </Button>
  );
}

function Rows({
  list,
  current,
  onPick,
}: {
  list: ConflictRow[];
  current: ConflictRow;
  onPick: (row: ConflictRow) => void;
}) {
  const { conflicts } = useWords();
  const name = useNames();
  const format = useFormat();
  return (
    <Paper component="nav" aria-label={conflicts.title} className={classes.list} data-pane="list">
      {list.map((row) => (
        <button
          key={row.id}
          type="button"
          className={classes.row}
          aria-current={row.id === current.id || undefined}
          onClick={() => onPick(row)}>
          <span className="strong ellipsis">{row.patient?.name ?? name.what(row.what)}</span>
          <span className={`small muted ellipsis ${classes.what}`}>
            {[name.what(row.what), format.dateTime(row.at)].join(" · ")}
          </span>
        </button>
      ))}
    </Paper>
  );
}
