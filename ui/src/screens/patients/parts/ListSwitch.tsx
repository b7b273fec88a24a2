import { SegmentedControl } from "@mantine/core";
import { type Route, useNavigation } from "../../../nav/navigation";
import { useMay } from "../../../nav/session";
import { useWords } from "../../../words/speech";
import { useMayListToFile } from "./documents/use-filing";

type List = "all" | "inpatients" | "followUps" | "duplicates" | "requests" | "toFile" | "deleted";

const ROUTES: Record<List, Route> = {
  all: { page: "patients" },
  inpatients: { page: "patients", inpatients: true },
  followUps: { page: "patients", followUps: { part: "overdue", dietitianId: null, row: 0 } },
  duplicates: { page: "patients", duplicates: true },
  requests: { page: "patients", requests: true },
  toFile: { page: "patients", toFile: true },
  deleted: { page: "patients", deleted: true },
};

/** Switches between the lists of patients, as far as the user may see them. */
export function ListSwitch({ shows }: { shows: List }) {
  const { followUps, merge, recordRequests, filing, deletion, stays } = useWords();
  const { go } = useNavigation();
  const may = useMay();
  const mayListToFile = useMayListToFile();
  const lists: { value: List; label: string }[] = [{ value: "all", label: followUps.all }];
  if (may("chart.read")) lists.push({ value: "inpatients", label: stays.list });
  if (may("chart.read") && may("appointments.read")) lists.push({ value: "followUps", label: followUps.title });
  if (may("patients.merge")) lists.push({ value: "duplicates", label: merge.list });
  if (may("patients.export")) lists.push({ value: "requests", label: recordRequests.title });
  if (mayListToFile) lists.push({ value: "toFile", label: filing.title });
  if (may("patients.delete")) lists.push({ value: "deleted", label: deletion.list });
  if (lists.length === 1) return null;
  const change = (to: string) => {
    const list = lists.find(({ value }) => value === to);
    if (list !== undefined && list.value !== shows) go(ROUTES[list.value]);
  };
  return (
    // at a large text size seven names are wider than the toolbar
    <SegmentedControl
      style={{ flexWrap: "wrap" }}
      aria-label={followUps.show}
      data={lists}
      value={shows}
      onChange={change}
    />
  );
}
