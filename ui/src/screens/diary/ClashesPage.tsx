import { Button, Tabs } from "@mantine/core";
import { IconCalendarCheck } from "@tabler/icons-react";
import { useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import { useNavigation } from "../../nav/navigation";
import { useMay } from "../../nav/session";
import { CountedTab } from "../../parts/CountedTab";
import { Empty } from "../../parts/Empty";
import { Loaded } from "../../parts/Loaded";
import { Page } from "../../parts/Page";
import { Panel } from "../../parts/Panel";
import { useFormat, useWords } from "../../words/speech";
import { ClashHistory } from "./ClashHistory";
import { ClashRows } from "./ClashRows";

const PARTS = ["current", "decided", "history"] as const;
type Part = (typeof PARTS)[number];
const isPart = (text: string | null): text is Part => PARTS.some((part) => part === text);

/** Appointments that overlap, each pair until a user has decided about it. */
export function ClashesPage() {
  const { clashes: words, frame } = useWords();
  const may = useMay();
  const { go } = useNavigation();
  const [part, setPart] = useState<Part>("current");
  const page = useClinicQuery(queries.clashes("current"));
  const { open, toCall, decided } = page.value ?? { open: null, toCall: null, decided: null };
  return (
    <Page
      title={words.title}
      line={part === "current" && may("appointments.write") ? words.keys : ""}
      tools={
        <Button variant="default" onClick={() => go({ page: "diary", day: null })}>
          {frame.pages.diary}
        </Button>
      }>
      <Tabs value={part} keepMounted={false} onChange={(to) => isPart(to) && setPart(to)}>
        <Tabs.List aria-label={words.title}>
          <CountedTab value="current" name={words.parts.current} count={open === null ? null : open + toCall} />
          <CountedTab value="decided" name={words.parts.decided} count={decided} />
          <Tabs.Tab value="history">{words.parts.history}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value={part} pt="sm">
          {part === "history" ? <ClashHistory /> : <ClashList key={part} part={part} />}
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

function ClashList({ part }: { part: "current" | "decided" }) {
  const { clashes: words } = useWords();
  const format = useFormat();
  const page = useClinicQuery(queries.clashes(part));
  const isDecided = part === "decided";
  return (
    <Loaded of={page} rows={6}>
      {({ rows, open, toCall, decided }) => {
        const total = isDecided ? decided : open + toCall;
        return (
          <Panel title={words.parts[part]} flush={rows.length > 0}>
            {rows.length === 0 ? (
              <Empty icon={IconCalendarCheck} title={isDecided ? words.noneDecided : words.none}>
                {isDecided ? words.noneDecidedHelp : words.noneHelp}
              </Empty>
            ) : (
              <ClashRows
                rows={rows}
                note={total > rows.length ? words.more(format.number(rows.length, 0), format.number(total, 0)) : null}
                onDecided={page.reload}
              />
            )}
          </Panel>
        );
      }}
    </Loaded>
  );
}
