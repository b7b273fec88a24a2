import { Button, Paper } from "@mantine/core";
import { IconArrowsLeftRight } from "@tabler/icons-react";
import { useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import { useNavigation } from "../../nav/navigation";
import { useMay } from "../../nav/session";
import { Empty } from "../../parts/Empty";
import { ListDetail } from "../../parts/ListDetail";
import { Loaded } from "../../parts/Loaded";
import { Page } from "../../parts/Page";
import { useNames } from "../../parts/use-names";
import { useFormat, useWords } from "../../words/speech";
import { ConflictPanel } from "./ConflictPanel";

/** The conflicts, one after the other until none is left. */
export function ConflictsPage({ id }: { id: string | null }) {
  const { conflicts } = useWords();
  const name = useNames();
  const format = useFormat();
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
            <ListDetail
              isPage
              label={conflicts.title}
              rows={list}
              rowKey={(row) => row.id}
              current={current}
              lines={({ patient, what, at }) => [
                patient?.name ?? name.what(what),
                [name.what(what), format.dateTime(at)].join(" · "),
              ]}
              onPick={setPicked}>
              <ConflictPanel key={current.id} id={current.id} onResolved={rows.reload} />
            </ListDetail>
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
