import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { useMay } from "../../nav/session";
import { useFormat, useToday, useWords } from "../../words/speech";
import { DuplicatesPage } from "./merge/DuplicatesPage";
import { ListSwitch } from "./parts/ListSwitch";
import { RequestsPage } from "./record-requests/RequestsPage";

/** The first screen of medical records: what is to be merged, and which copies are to be made. */
export function RecordsWork() {
  const { recordRequests: words, today } = useWords();
  const format = useFormat();
  const title = `${today.title}, ${format.weekday(useToday())}`;
  const may = useMay();
  const [shows, setShows] = useState("merge");
  const tools = may("patients.export") ? (
    <SegmentedControl
      aria-label={words.work}
      data={[
        { value: "merge", label: words.toMerge },
        { value: "export", label: words.list },
      ]}
      value={shows}
      onChange={setShows}
    />
  ) : null;
  return shows === "export" ? (
    <RequestsPage title={title} tools={tools} />
  ) : (
    <DuplicatesPage title={title} tools={tools} />
  );
}

/** One of these lists among the lists of patients. */
export function RecordsList({ shows }: { shows: "duplicates" | "requests" }) {
  const { title } = useWords().patients;
  const tools = <ListSwitch shows={shows} />;
  return shows === "requests" ? (
    <RequestsPage title={title} tools={tools} />
  ) : (
    <DuplicatesPage title={title} tools={tools} />
  );
}
