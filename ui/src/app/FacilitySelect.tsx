import { queries } from "../ipc/queries";
import { useClinicQuery } from "../ipc/use-clinic";
import { useSession } from "../nav/session";
import { Select } from "../parts/Select";
import { useWords } from "../words/speech";
import classes from "./Frame.module.css";

const ALL = "all";

/** The facility at which the session works: to be chosen among several, or named where the clinic has others. */
export function FacilitySelect() {
  const { locations: words } = useWords();
  const { session, workAt } = useSession();
  const { value } = useClinicQuery(queries.workplaces());
  const facilities = value?.facilities ?? [];
  const offered = facilities.filter(({ isOffered }) => isOffered);
  if (offered.length < 2) {
    const only = value?.hasAll === false && facilities.length > 1 ? offered[0] : undefined;
    return only && <Only name={only.name} />;
  }
  const all = value?.hasAll ? [{ value: ALL, label: words.allFacilities }] : [];
  const data = [...all, ...offered.map(({ id, name }) => ({ value: id, label: name }))];
  const shown = session.facilityId ?? ALL;
  return (
    <Select
      size="xs"
      className={classes.facility}
      title={data.find((one) => one.value === shown)?.label}
      aria-label={words.worksAt}
      allowDeselect={false}
      data={data}
      value={shown}
      onChange={(chosen) => workAt(chosen === ALL ? null : chosen)}
    />
  );
}

function Only({ name }: { name: string }) {
  const { locations: words, frame } = useWords();
  return (
    <span className={`${classes.only} ellipsis muted small`} title={frame.labelled(words.worksAt, name)}>
      {name}
    </span>
  );
}
