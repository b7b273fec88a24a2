import { Button, Switch } from "@mantine/core";
import { IconCalendarOff } from "@tabler/icons-react";
import { useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import { useNavigation } from "../../nav/navigation";
import { useMay } from "../../nav/session";
import { Empty } from "../../parts/Empty";
import { Loaded } from "../../parts/Loaded";
import { Page } from "../../parts/Page";
import { Panel } from "../../parts/Panel";
import { PrintButton } from "../../parts/PrintButton";
import { Select } from "../../parts/Select";
import { useFormat, useToday, useWords } from "../../words/speech";
import { ArrivalColumns } from "./ArrivalColumns";
import { usePrivacy } from "./use-privacy";

/** Whom the clinic expects today, who waits and who is in a room: it may face the waiting room. */
export function ArrivalsPage() {
  const { arrivals: words, frame } = useWords();
  const format = useFormat();
  const day = useToday();
  const may = useMay();
  const { go } = useNavigation();
  const [providerId, setProviderId] = useState<string | null>(null);
  const { isPrivate, toggle } = usePrivacy();
  const view = useClinicQuery(queries.arrivals(day));
  const providers = view.value?.providers ?? [];
  const isFiltered = providers.some(({ id }) => id === providerId);
  return (
    <Page
      title={`${frame.pages.arrivals}, ${format.weekday(day)}`}
      line={words.keys}
      tools={
        <>
          <Select
            w={192}
            aria-label={words.person}
            placeholder={words.anyone}
            clearable
            data={providers.map(({ id, name }) => ({ value: id, label: name }))}
            value={isFiltered ? providerId : null}
            onChange={setProviderId}
          />
          <Switch size="sm" label={words.privacy} checked={isPrivate} onChange={toggle} />
          <PrintButton
            folds
            of={{ print: "dayList", day, providerId: isFiltered ? providerId : null, departmentId: null }}
            patient={null}
            label={words.printDay}
          />
        </>
      }
      primary={
        may("patients.create") && (
          <Button data-primary onClick={() => go({ page: "register", text: "" })}>
            {words.walkIn}
          </Button>
        )
      }>
      <Loaded of={view} rows={8}>
        {(shown) => {
          const cards = shown.cards.filter((card) => !isFiltered || card.providerId === providerId);
          return cards.length === 0 ? (
            <Panel title={frame.pages.arrivals}>
              <Empty
                icon={IconCalendarOff}
                title={isFiltered ? words.noneOf : words.none}
                action={
                  <Button variant="default" onClick={() => go({ page: "diary", day })}>
                    {words.openDiary}
                  </Button>
                }>
                {words.noneHelp}
              </Empty>
            </Panel>
          ) : (
            <ArrivalColumns cards={cards} isPrivate={isPrivate} onPrivacy={toggle} onChanged={view.reload} />
          );
        }}
      </Loaded>
    </Page>
  );
}
