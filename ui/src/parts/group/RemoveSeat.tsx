import { Button, Group, Stack, Text } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import type { Id } from "../../ipc/views";
import { useWords } from "../../words/speech";
import { type Scope, ScopeChoice } from "../ScopeChoice";

interface Props {
  /** Of the seat, whose row has the focus afterwards. */
  id: Id;
  name: string;
  busy: boolean;
  onRemove: (later: boolean) => void;
  onClose: () => void;
}

/** Asks from which sessions of a series a patient is removed; Cancel has the focus. */
export function RemoveSeat({ id, name, busy, onRemove, onClose }: Props) {
  const { groups: words, frame } = useWords();
  const [scope, setScope] = useState<Scope>("one");
  const cancel = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // after the menu has given the focus back
    const timer = setTimeout(() => cancel.current?.focus(), 50);
    return () => {
      clearTimeout(timer);
      document.querySelector<HTMLElement>(`[data-seat="${id}"] [data-first]`)?.focus();
    };
  }, [id]);
  return (
    <Stack gap="sm">
      <Text size="sm" fw={500}>
        {words.removeOf(name)}
      </Text>
      <ScopeChoice value={scope} onChange={setScope} />
      <Group gap="sm">
        <Button ref={cancel} variant="default" onClick={onClose}>
          {frame.cancel}
        </Button>
        <Button color="red" loading={busy} onClick={() => onRemove(scope === "later")}>
          {frame.remove}
        </Button>
      </Group>
    </Stack>
  );
}
