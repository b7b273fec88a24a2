import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { useMay } from "../../nav/session";
import { useFormat, useToday, useWords } from "../../words/speech";
import { FilingPage } from "./filing/FilingPage";
import { DuplicatesPage } from "./merge/DuplicatesPage";
import { useMayListToFile } from "./parts/documents/use-filing";
import { ListSwitch } from "./parts/ListSwitch";
import { RequestsPage } from "./record-requests/RequestsPage";

const LISTS = { duplicates: DuplicatesPage, requests: RequestsPage, toFile: FilingPage };
type List = keyof typeof LISTS;

/** The first screen of medical records: what is to be merged, which copies are to be made, and what is to be filed. */
export function RecordsWork() {
  const { recordRequests: words, filing, today } = useWords();
  const format = useFormat();
  const title = `${today.title}, ${format.weekday(useToday())}`;
  const may = useMay();
  const mayListToFile = useMayListToFile();
  const [shows, setShows] = useState<List>("duplicates");
  const lists: { value: List; label: string }[] = [{ value: "duplicates", label: words.toMerge }];
  if (may("patients.export")) lists.push({ value: "requests", label: words.list });
  if (mayListToFile) lists.push({ value: "toFile", label: filing.title });
  const tools =
    lists.length > 1 ? (
      <SegmentedControl aria-label={words.work} data={lists} value={shows} onChange={setShows} />
    ) : null;
  const Shown = LISTS[shows];
  return <Shown title={title} tools={tools} />;
}

/** One of these lists among the lists of patients. */
export function RecordsList({ shows }: { shows: List }) {
  const { title } = useWords().patients;
  const Shown = LISTS[shows];
  return <Shown title={title} tools={<ListSwitch shows={shows} />} />;
}
