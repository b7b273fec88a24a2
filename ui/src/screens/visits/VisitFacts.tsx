import { Button, TextInput } from "@mantine/core";
import { flushAll } from "../../ipc/unsaved";
import type { VisitForm, VisitType, VisitView } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { useMay } from "../../nav/session";
import { DayInput } from "../../parts/DayInput";
import { Select } from "../../parts/Select";
import { useWords } from "../../words/speech";
import classes from "./Visit.module.css";

const TYPES: VisitType[] = ["initial", "followUp", "group", "phone"];

/** The complaint and kind of a visit, and when the next one is due, which is booked from here. */
export function VisitFacts({
  visit,
  facts,
  change,
  save,
}: {
  visit: VisitView;
  facts: VisitForm;
  change: (part: Partial<VisitForm>) => void;
  save: () => Promise<boolean>;
}) {
  const { visits, diary } = useWords();
  const { go } = useNavigation();
  const may = useMay();
  const book = async () => {
    if (await flushAll()) go({ page: "diary", day: facts.followUpOn, patientId: visit.header.id });
  };
  return (
    <div className={classes.facts}>
      <Select
        w={136}
        label={visits.type}
        allowDeselect={false}
        data={TYPES.map((value) => ({ value, label: visits.types[value] }))}
        value={facts.type}
        onChange={(value) => (change({ type: value ?? facts.type }), void save())}
      />
      <TextInput
        flex={1}
        label={visits.complaint}
        name="complaint"
        value={facts.complaint}
        onChange={(event) => change({ complaint: event.currentTarget.value })}
        onBlur={() => void save()}
      />
      <DayInput
        w={136}
        label={visits.followUpOn}
        aim="next"
        clearLabel={visits.clearFollowUp}
        value={facts.followUpOn}
        onChange={(day) => (change({ followUpOn: day }), void save())}
      />
      {may("appointments.write") && (
        <Button variant="default" onClick={() => void book()}>
          {diary.book}
        </Button>
      )}
    </div>
  );
}
