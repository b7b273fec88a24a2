import { Button, Group, Stack, Text } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import type { PatientName } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { useWords } from "../../words/speech";
import { PatientSearch } from "../PatientSearch";
import { type Scope, ScopeChoice } from "../ScopeChoice";

interface Props {
  isFull: boolean;
  /** Later sessions of the series may be given a seat in, too. */
  asksScope: boolean;
  /** The last seat was given elsewhere meanwhile. */
  isRefused: boolean;
  /** Returns whether the patient has a seat. */
  onAdd: (patient: PatientName, later: boolean) => Promise<boolean>;
  onLeave: () => void;
}

/** Gives one patient after the other a seat; where none is left they go to the waiting list. */
export function AddPatient({ isFull, asksScope, isRefused, onAdd, onLeave }: Props) {
  const { groups: words } = useWords();
  const { go } = useNavigation();
  const purpose = isFull ? "waiting" : "seat";
  /** A search for a seat ends with the last one. */
  const [opened, setOpened] = useState<typeof purpose | null>(null);
  const isOpen = opened === purpose;
  const [scope, setScope] = useState<Scope>("one");
  /** How many were added: each search starts anew. */
  const [count, setCount] = useState(0);
  const [refused, setRefused] = useState<PatientName | null>(null);
  const area = useRef<HTMLDivElement>(null);
  const isShown = useRef(false);
  useEffect(() => {
    // the dialog itself decides where its focus begins
    if (!isShown.current) isShown.current = true;
    else area.current?.querySelector<HTMLElement>("input:not([type=radio]), button")?.focus();
  }, [isOpen, count]);
  const toWaitingList = (patient: PatientName) => {
    onLeave();
    go({ page: "waiting", addId: patient.id });
  };
  const choose = async (patient: PatientName) => {
    if (isFull) return toWaitingList(patient);
    setRefused(null);
    if (!(await onAdd(patient, scope === "later"))) return setRefused(patient);
    setCount((n) => n + 1);
  };
  const close = () => (setOpened(null), setRefused(null));
  return (
    <div ref={area}>
      {!isOpen ? (
        <Group gap="sm">
          <Button data-add variant="default" onClick={() => setOpened(purpose)}>
            {isFull ? words.toWaitingList : words.add}
          </Button>
          {isFull && <Text size="sm">{words.full}</Text>}
        </Group>
      ) : (
        <Stack gap="sm">
          {isFull && <Text size="sm">{`${words.full} ${words.toWaitingList}`}</Text>}
          <PatientSearch key={count} registers onChoose={(patient) => void choose(patient)} />
          {asksScope && !isFull && <ScopeChoice value={scope} onChange={setScope} />}
          <Group gap="sm">
            <Button variant="default" onClick={close}>
              {words.done}
            </Button>
            {refused !== null && isRefused && (
              <Button variant="default" onClick={() => toWaitingList(refused)}>
                {words.toWaitingListOf(refused.name)}
              </Button>
            )}
          </Group>
        </Stack>
      )}
    </div>
  );
}
