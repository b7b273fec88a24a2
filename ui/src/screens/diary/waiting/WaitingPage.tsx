import { Button, Tabs } from "@mantine/core";
import { IconCalendarCheck, IconUsersPlus } from "@tabler/icons-react";
import { useState } from "react";
import { waitingQueries } from "../../../ipc/waiting-queries";
import { useClinicQuery } from "../../../ipc/use-clinic";
import { useLeftForm } from "../../../ipc/use-left-form";
import type { Id, WaitingPart, WaitingEntry } from "../../../ipc/views";
import { useNavigation } from "../../../nav/navigation";
import { useMay } from "../../../nav/session";
import { CountedTab } from "../../../parts/CountedTab";
import { Empty } from "../../../parts/Empty";
import { Loaded } from "../../../parts/Loaded";
import { Page } from "../../../parts/Page";
import { Panel } from "../../../parts/Panel";
import { PrintButton } from "../../../parts/PrintButton";
import { useWords } from "../../../words/speech";
import { EndedTable } from "./EndedTable";
import { FreeTimeLine } from "./FreeTimeLine";
import { pageOf } from "./use-waiting";
import { WaitingTable } from "./WaitingTable";
import { NEW_WISHES, NO_WISHES, type TypedWishes, WishesDialog } from "./WishesDialog";

const PARTS: WaitingPart[] = ["current", "ended"];
const isPart = (text: string | null): text is WaitingPart => PARTS.some((part) => part === text);

/** Who waits for a time, and whose wait has ended. `addId` is a patient to be put on the list. */
export function WaitingPage({ addId }: { addId: Id | null }) {
  const { waiting: words, frame } = useWords();
  const mayWrite = useMay()("appointments.write");
  const { go } = useNavigation();
  const [part, setPart] = useState<WaitingPart>("current");
  const [edited, setEdited] = useState<WaitingEntry | "new" | null>(addId === null ? null : "new");
  const [patientId, setPatientId] = useState(addId);
  const current = useClinicQuery(waitingQueries.page(pageOf("current")));
  const ended = useClinicQuery(waitingQueries.page(pageOf("ended")));
  const pages = { current, ended };
  const page = pages[part];
  const reload = () => (current.reload(), ended.reload());
  const left = useLeftForm<TypedWishes>(mayWrite ? NEW_WISHES : null, NO_WISHES, () => setEdited("new"));
  return (
    <Page
      title={words.title}
      line={part === "current" && mayWrite ? words.keys : ""}
      tools={
        <>
          <PrintButton folds of={{ print: "waitingList" }} patient={null} />
          <Button variant="default" onClick={() => go({ page: "diary", day: null })}>
            {frame.pages.diary}
          </Button>
        </>
      }
      primary={
        mayWrite && (
          <Button data-primary onClick={() => setEdited("new")}>
            {words.add}
          </Button>
        )
      }>
      <FreeTimeLine />
      <Tabs value={part} keepMounted={false} onChange={(to) => isPart(to) && setPart(to)}>
        <Tabs.List aria-label={words.title}>
          {PARTS.map((name) => (
            <CountedTab key={name} value={name} name={words.parts[name]} count={pages[name].value?.total ?? null} />
          ))}
        </Tabs.List>
        <Tabs.Panel value={part} pt="sm">
          <Loaded of={page} rows={8}>
            {(first) => {
              if (first.rows.length > 0)
                return part === "current" ? (
                  <WaitingTable first={first} onEdit={setEdited} onChanged={reload} />
                ) : (
                  <EndedTable first={first} onChanged={reload} />
                );
              return (
                <Panel title={words.parts[part]}>
                  {part === "current" ? (
                    <Empty icon={IconUsersPlus} title={words.none}>
                      {words.noneHelp}
                    </Empty>
                  ) : (
                    <Empty icon={IconCalendarCheck} title={words.noneEnded}>
                      {words.noneEndedHelp}
                    </Empty>
                  )}
                </Panel>
              );
            }}
          </Loaded>
        </Tabs.Panel>
      </Tabs>
      {edited !== null && !left.isPending && (
        <WishesDialog
          entry={edited === "new" ? null : edited}
          patientId={patientId}
          onClose={() => (setEdited(null), setPatientId(null), left.clear(), reload())}
        />
      )}
    </Page>
  );
}
