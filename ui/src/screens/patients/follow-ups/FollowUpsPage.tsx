import { Tabs } from "@mantine/core";
import { IconCalendarCheck } from "@tabler/icons-react";
import { useState } from "react";
import { queries } from "../../../ipc/queries";
import { useClinicQuery } from "../../../ipc/use-clinic";
import type { FollowUpPage, FollowUpPart, FollowUpQuery } from "../../../ipc/views";
import { type FollowUpList, useNavigation } from "../../../nav/navigation";
import { useMay } from "../../../nav/session";
import { CountedTab } from "../../../parts/CountedTab";
import { Empty } from "../../../parts/Empty";
import { Loaded } from "../../../parts/Loaded";
import { Page } from "../../../parts/Page";
import { Panel } from "../../../parts/Panel";
import { Select } from "../../../parts/Select";
import { PAGE_ROWS } from "../../../parts/row-pages";
import { useWords } from "../../../words/speech";
import { ListSwitch } from "../parts/ListSwitch";
import { FollowUpTable } from "./FollowUpTable";

const PARTS: FollowUpPart[] = ["overdue", "thisWeek", "unbooked"];
const isPart = (text: string | null): text is FollowUpPart => PARTS.some((part) => part === text);

/** Patients who are due for a follow-up and have no appointment; `left` has the part and the row to restore. */
export function FollowUpsPage({ left }: { left: FollowUpList }) {
  const { followUps, patients } = useWords();
  const may = useMay();
  const { amend } = useNavigation();
  const [part, setPart] = useState(left.part);
  const [dietitianId, setDietitianId] = useState(left.dietitianId);
  const dietitians = useClinicQuery(queries.dietitians());
  const query: FollowUpQuery = { part, dietitianId, offset: 0, limit: PAGE_ROWS };
  const page = useClinicQuery(queries.followUps(query));
  const show = (list: Omit<FollowUpList, "row">) => {
    setPart(list.part);
    setDietitianId(list.dietitianId);
    amend({ page: "patients", followUps: { ...list, row: 0 } });
  };
  const isAsLeft = part === left.part && dietitianId === left.dietitianId;
  return (
    <Page
      title={patients.title}
      line={may("appointments.write") ? followUps.keys : ""}
      tools={
        <>
          <ListSwitch shows="followUps" />
          <Select
            w={208}
            aria-label={patients.dietitian}
            placeholder={followUps.anyDietitian}
            clearable
            data={(dietitians.value ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            value={dietitianId}
            onChange={(id) => show({ part, dietitianId: id })}
          />
        </>
      }>
      <Tabs value={part} keepMounted={false} onChange={(to) => isPart(to) && show({ part: to, dietitianId })}>
        <Tabs.List aria-label={followUps.title}>
          {PARTS.map((name) => (
            <CountedTab key={name} value={name} name={followUps.parts[name]} count={page.value?.[name] ?? null} />
          ))}
        </Tabs.List>
        <Tabs.Panel value={part} pt="sm">
          <Loaded of={page} rows={10}>
            {(result: FollowUpPage) =>
              result.rows.length > 0 ? (
                <FollowUpTable
                  key={`${part}-${dietitianId}`}
                  first={result}
                  query={query}
                  startAt={isAsLeft ? Math.min(left.row, result.total - 1) : 0}
                />
              ) : (
                <Panel title={followUps.parts[part]}>
                  <Empty icon={IconCalendarCheck} title={followUps.none[part]}>
                    {followUps.noneHelp[part]}
                  </Empty>
                </Panel>
              )
            }
          </Loaded>
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
