import { SegmentedControl } from "@mantine/core";
import { useNavigation } from "../../nav/navigation";
import { useMay } from "../../nav/session";
import { useWords } from "../../words/speech";

/** Everyone, or those who should come again. */
export function ListSwitch({ shows }: { shows: "all" | "followUps" }) {
  const { followUps } = useWords();
  const { go } = useNavigation();
  const may = useMay();
  if (!may("chart.read") || !may("appointments.read")) return null;
  const change = (to: string) => {
    if (to === shows) return;
    go(
      to === "all"
        ? { page: "patients" }
        : { page: "patients", followUps: { part: "overdue", dietitianId: null, row: 0 } },
    );
  };
  return (
    <SegmentedControl
      aria-label={followUps.show}
      data={[
        { value: "all", label: followUps.all },
        { value: "followUps", label: followUps.title },
      ]}
      value={shows}
      onChange={change}
    />
  );
}
