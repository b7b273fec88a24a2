import { Select } from "@mantine/core";
import { queries } from "../ipc/queries";
import { useClinicQuery } from "../ipc/use-clinic";
import { useMay, useSession } from "../nav/session";
import { useWords } from "../words/speech";

const ALL = "all";

/** The facility at which the session works, in a clinic that has several in use. */
export function FacilitySelect() {
  const may = useMay();
  return may("appointments.read") && <Several />;
}

function Several() {
  const { locations: words } = useWords();
  const { session, workAt } = useSession();
  const { value } = useClinicQuery(queries.facilities());
  const inUse = (value ?? []).filter(({ isActive }) => isActive);
  if (inUse.length < 2) return null;
  const data = [
    { value: ALL, label: words.allFacilities },
    ...inUse.map(({ id, name }) => ({ value: id, label: name })),
  ];
  return (
    <Select
      size="xs"
      w={176}
      aria-label={words.worksAt}
      allowDeselect={false}
      data={data}
      value={session.facilityId ?? ALL}
      onChange={(chosen) => workAt(chosen === ALL ? null : chosen)}
    />
  );
}
