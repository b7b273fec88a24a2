import { Alert, Button } from "@mantine/core";
import { queries } from "../ipc/queries";
import { useClinicQuery } from "../ipc/use-clinic";
import { useNavigation } from "../nav/navigation";
import { useMay } from "../nav/session";
import { useRoleName } from "./use-role-name";
import { useWords } from "../words/speech";

/** Says to an admin who reads no chart how the clinic gets its charts, as long as no role that reads them is given. */
export function NoCharts() {
  const may = useMay();
  return may("users.manage") && may("users.read") && !may("chart.read") ? <IfNotGiven /> : null;
}

function IfNotGiven() {
  const { start, settings } = useWords();
  const roleName = useRoleName();
  const { go } = useNavigation();
  const roles = useClinicQuery(queries.roles());
  const isGiven = roles.value?.some(({ rights, members }) => rights.includes("chart.read") && members > 0) ?? true;
  if (isGiven) return null;
  return (
    <Alert color="gray" p="md" role="status" title={start.runsClinic}>
      {start.toChart(roleName("Dietitian"), settings.sections.users)}
      <div>
        <Button mt="sm" variant="default" onClick={() => go({ page: "settings", section: "users" })}>
          {start.openUsers}
        </Button>
      </div>
    </Alert>
  );
}
