import { Button, Text, TextInput, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { queries } from "../ipc/queries";
import { useClinicQuery } from "../ipc/use-clinic";
import type { PatientName } from "../ipc/views";
import { useMay } from "../nav/session";
import { useWords } from "../words/speech";
import { useBirth } from "./use-birth";
import classes from "./PatientSearch.module.css";
import { RegisterHere } from "./registration/RegisterHere";
import { fromSearch, nameOf } from "./registration/registration";

const HITS_MAX = 6;

interface Props {
  /** What was typed before. */
  first?: string;
  /** A new patient can be registered here, by who may. */
  registers?: boolean;
  onText?: (text: string) => void;
  onChoose: (patient: PatientName) => void;
}

/** Finds a patient as one types; Enter takes the first. Where there is none, a new one can be registered. */
export function PatientSearch({ first = "", registers = false, onText, onChoose }: Props) {
  const { diary, patients } = useWords();
  const birth = useBirth();
  const [text, setText] = useState(first);
  const search = useClinicQuery(queries.search(text, HITS_MAX));
  const hits = search.value?.hits ?? [];
  const [isNew, setNew] = useState(false);
  const mayRegister = useMay()("patients.create") && registers;
  const name = nameOf(fromSearch(text));
  const takeFirst = (event: React.KeyboardEvent) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (hits[0]) onChoose(hits[0]);
  };
  if (isNew) return <RegisterHere text={text} onChoose={onChoose} onCancel={() => setNew(false)} />;
  return (
    <div>
      <TextInput
        data-autofocus
        label={diary.patient}
        placeholder={diary.patientSearch}
        value={text}
        autoComplete="off"
        onChange={(event) => {
          setText(event.currentTarget.value);
          onText?.(event.currentTarget.value);
        }}
        onKeyDown={takeFirst}
      />
      <ul className={classes.hits}>
        {hits.map((hit) => (
          <li key={hit.id}>
            <UnstyledButton className={classes.hit} onClick={() => onChoose(hit)}>
              <span className="strong ellipsis">{hit.name}</span>
              <span className="small muted ellipsis">{birth.facts(hit)}</span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
      {search.value?.hits.length === 0 && (
        <>
          <Text size="xs" c="dimmed" role="status">{`${patients.noMatch(text)}.`}</Text>
          {mayRegister && (
            <Button mt={4} variant="default" size="xs" onClick={() => setNew(true)}>
              {name === "" ? patients.registerNew : diary.registerNamed(name)}
            </Button>
          )}
        </>
      )}
    </div>
  );
}
