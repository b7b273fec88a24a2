import { Select } from "@mantine/core";
import { queries } from "../ipc/queries";
import { useClinicQuery } from "../ipc/use-clinic";
import { useSession } from "../nav/session";
import { useWords } from "../words/speech";

const ALL = "all";

/** The facility at which the session works, for a user who may choose among several. */
export function FacilitySelect() {
  const { locations: words } = useWords();
  const { session, workAt } = useSession();
  const { value } = useClinicQuery(queries.workplaces());
  const offered = (value?.facilities ?? []).filter(({ isOffered }) => isOffered);
  if (offered.length < 2) return null;
  const all = value?.hasAll ? [{ value: ALL, label: words.allFacilities }] : [];
  return (
    <Select
      size="xs"
      w={176}
      aria-label={words.worksAt}
      allowDeselect={false}
      data={[...all, ...offered.map(({ id, name }) => ({ value: id, label: name }))]}
      value={session.facilityId ?? ALL}
      onChange={(chosen) => workAt(chosen === ALL ? null : chosen)}
    />
  );
}
