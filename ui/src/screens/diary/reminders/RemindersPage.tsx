import { ActionIcon, Button } from "@mantine/core";
import { IconChevronLeft, IconChevronRight, IconPhone } from "@tabler/icons-react";
import { useState } from "react";
import { queries } from "../../../ipc/queries";
import { useClinicQuery } from "../../../ipc/use-clinic";
import { useNavigation } from "../../../nav/navigation";
import { useMay } from "../../../nav/session";
import { DayInput } from "../../../parts/DayInput";
import { Empty } from "../../../parts/Empty";
import { Loaded } from "../../../parts/Loaded";
import { Page } from "../../../parts/Page";
import { Panel } from "../../../parts/Panel";
import { PrintButton } from "../../../parts/PrintButton";
import { useFormat, useWords } from "../../../words/speech";
import { shiftDay } from "../../../words/time";
import { RemindersTable } from "./RemindersTable";

/** Everyone who is expected on a day, to be called: at first on the next day that has any. */
export function RemindersPage() {
  const { reminders: words, diary, frame } = useWords();
  const format = useFormat();
  const mayWrite = useMay()("appointments.write");
  const { go } = useNavigation();
  const [chosen, setChosen] = useState<string | null>(null);
  const view = useClinicQuery(queries.reminders(chosen), { showsPrevious: true });
  const day = chosen ?? view.value?.day ?? null;
  const step = (by: 1 | -1) => day !== null && setChosen(shiftDay(day, by));
  return (
    <Page
      title={day === null ? words.title : words.of(format.weekday(day))}
      line={mayWrite ? words.keys : ""}
      tools={
        <>
          <ActionIcon aria-label={words.previous} onClick={() => step(-1)}>
            <IconChevronLeft size={18} aria-hidden />
          </ActionIcon>
          <ActionIcon aria-label={words.next} onClick={() => step(1)}>
            <IconChevronRight size={18} aria-hidden />
          </ActionIcon>
          <DayInput
            w={144}
            aria-label={words.day}
            aim="next"
            from={day ?? undefined}
            value={day}
            onChange={(to) => to !== null && setChosen(to)}
          />
          {day !== null && (
            <PrintButton
              folds
              of={{ print: "dayList", day, providerId: null, departmentId: null }}
              patient={null}
              label={diary.printDay}
            />
          )}
          <Button variant="default" onClick={() => go({ page: "diary", day })}>
            {frame.pages.diary}
          </Button>
        </>
      }>
      <Loaded of={view} rows={8}>
        {(shown) =>
          shown.rows.length === 0 ? (
            <Panel title={words.title}>
              <Empty icon={IconPhone} title={words.none}>
                {words.noneHelp}
              </Empty>
            </Panel>
          ) : (
            <RemindersTable view={shown} onChanged={view.reload} />
          )
        }
      </Loaded>
    </Page>
  );
}
