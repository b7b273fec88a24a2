import { TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import type { AuditQuery, PatientName } from "../../ipc/views";
import { useMay } from "../../nav/session";
import { Select } from "../../parts/Select";
import { useBirth } from "../../parts/use-birth";
import { useWords } from "../../words/speech";
import { instantOf, readDay, shiftDay } from "../../words/time";
import classes from "./Audit.module.css";
import { useOperations } from "./use-operations";

interface Props {
  filters: Filters;
  onChange: (filters: Filters) => void;
}

/** The filters of the audit log, all applied together. */
export function FilterFields({ filters, onChange }: Props) {
  const { audit } = useWords();
  const may = useMay();
  const operations = useOperations();
  const words = audit.filters;
  const people = useClinicQuery(queries.auditPeople());
  const isBackwards = filters.from !== null && filters.until !== null && filters.until < filters.from;
  return (
    <fieldset className={classes.filters} aria-label={words.label}>
      {may("patients.read") && (
        <PatientFilter patient={filters.patient} onChange={(patient) => onChange({ ...filters, patient })} />
      )}
      <Select
        label={words.person}
        placeholder={words.anyone}
        clearable
        searchable
        data={(people.value ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={filters.userId}
        onChange={(userId) => onChange({ ...filters, userId })}
      />
      {may("appointments.read") && (
        <FacilityFilter
          facilityId={filters.facilityId}
          onChange={(facilityId) => onChange({ ...filters, facilityId })}
        />
      )}
      <Select
        label={words.operation}
        placeholder={words.anything}
        clearable
        searchable
        nothingFoundMessage={words.noOperation}
        comboboxProps={{ width: 280, position: "bottom-start" }}
        data={operations.all}
        value={filters.action}
        onChange={(action) => onChange({ ...filters, action })}
      />
      <Select
        label={words.outcome}
        placeholder={words.anyOutcome}
        clearable
        data={RESULTS.map((value) => ({ value, label: audit.outcomes[value] }))}
        value={filters.result}
        onChange={(result) => onChange({ ...filters, result: result })}
      />
      <DayFilter label={words.from} onChange={(from) => onChange({ ...filters, from })} />
      <DayFilter
        label={words.until}
        problem={isBackwards ? words.backwards : null}
        onChange={(until) => onChange({ ...filters, until })}
      />
    </fieldset>
  );
}

interface FacilityProps {
  facilityId: string | null;
  onChange: (facilityId: string | null) => void;
}

/** Where the session worked, in a clinic that has several facilities. */
function FacilityFilter({ facilityId, onChange }: FacilityProps) {
  const { audit } = useWords();
  const facilities = useClinicQuery(queries.facilities()).value ?? [];
  if (facilities.length < 2) return null;
  return (
    <Select
      label={audit.facility}
      placeholder={audit.filters.anyFacility}
      clearable
      data={facilities.map(({ id, name }) => ({ value: id, label: name }))}
      value={facilityId}
      onChange={onChange}
    />
  );
}

const HITS_MAX = 8;
const REST_MS = 120;

/** Searched while typing, as everywhere. */
function PatientFilter({
  patient,
  onChange,
}: {
  patient: PatientName | null;
  onChange: (patient: PatientName | null) => void;
}) {
  const { audit } = useWords();
  const [text, setText] = useState("");
  const [typed] = useDebouncedValue(text, REST_MS);
  const wanted = patient !== null && typed === patient.name ? "" : typed.trim();
  const search = useClinicQuery(queries.search(wanted, HITS_MAX));
  const hits: PatientName[] = search.value?.hits ?? [];
  const offered = patient === null || hits.some(({ id }) => id === patient.id) ? hits : [patient, ...hits];
  const { facts } = useBirth();
  return (
    <Select
      label={audit.filters.patient}
      placeholder={audit.filters.patientHelp}
      clearable
      searchable
      comboboxProps={{ width: 280, position: "bottom-start" }}
      searchValue={text}
      onSearchChange={setText}
      nothingFoundMessage={wanted !== "" && search.value !== null ? audit.filters.noPatient : undefined}
      filter={({ options }) => options}
      data={offered.map(({ id, name }) => ({ value: id, label: name }))}
      value={patient?.id ?? null}
      onChange={(id) => onChange(offered.find((one) => one.id === id) ?? null)}
      renderOption={({ option }) => {
        const one = offered.find(({ id }) => id === option.value);
        return (
          <div>
            <div className="strong">{option.label}</div>
            {one && <div className="small muted">{facts(one)}</div>}
          </div>
        );
      }}
    />
  );
}

/** A day as people write it; judged on leaving the field. */
function DayFilter({
  label,
  problem,
  onChange,
}: {
  label: string;
  problem?: string | null;
  onChange: (day: string | null) => void;
}) {
  const { audit } = useWords();
  const [text, setText] = useState("");
  const [isBad, setIsBad] = useState(false);
  const type = (typed: string) => {
    setText(typed);
    setIsBad(false);
    onChange(readDay(typed));
  };
  return (
    <TextInput
      label={label}
      placeholder={audit.filters.day}
      value={text}
      error={isBad ? audit.filters.badDay : problem}
      autoComplete="off"
      onChange={(event) => type(event.currentTarget.value)}
      onBlur={() => setIsBad(text.trim() !== "" && readDay(text) === null)}
    />
  );
}

export type Result = "done" | "refused" | "failed" | "warning";
export const RESULTS: Result[] = ["done", "refused", "failed", "warning"];

/** The filters of the audit log; days are of the clinic's time zone, the last one included. */
export interface Filters {
  patient: PatientName | null;
  userId: string | null;
  facilityId: string | null;
  action: string | null;
  result: Result | null;
  from: string | null;
  until: string | null;
}
export const NO_FILTERS: Filters = {
  patient: null,
  userId: null,
  facilityId: null,
  action: null,
  result: null,
  from: null,
  until: null,
};

export const isFiltered = (filters: Filters): boolean => Object.values(filters).some((value) => value !== null);
const PAGE_ROWS = 100;

export function queryOf(
  { patient, userId, facilityId, action, result, from, until }: Filters,
  timeZone: string,
): AuditQuery {
  const midnight = (day: string) => instantOf(`${day} 00:00:00`, timeZone);
  return {
    userId,
    patientId: patient?.id ?? null,
    facilityId,
    action,
    outcome: result === "warning" ? null : result,
    severity: result === "warning" ? "warning" : null,
    from: from && midnight(from),
    until: until && midnight(shiftDay(until, 1)),
    before: null,
    limit: PAGE_ROWS,
  };
}
