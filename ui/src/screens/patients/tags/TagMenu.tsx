import { ActionIcon, Menu } from "@mantine/core";
import { IconCheck, IconTag } from "@tabler/icons-react";
import { queries } from "../../../ipc/queries";
import { useClinicQuery, useCommand } from "../../../ipc/use-clinic";
import type { PatientHeader } from "../../../ipc/views";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { TagChip } from "../../../parts/TagChip";
import { useWords } from "../../../words/speech";

/** Adds and removes labels of a patient; a retired label can only be removed. */
export function TagMenu({ patient }: { patient: PatientHeader }) {
  const { tags } = useWords();
  const choices = useClinicQuery(queries.tagChoices()).value ?? [];
  const { busy, problem, run } = useCommand();
  const isOn = (id: string) => patient.tags.some((tag) => tag.id === id);
  const over = patient.tags.filter((tag) => !choices.some(({ id }) => id === tag.id));
  const all = [...choices, ...over];
  if (!patient.mayEdit || all.length === 0) return null;
  const toggle = (id: string) =>
    run((clinic) => (isOn(id) ? clinic.takeTagOff(patient.id, id) : clinic.putTagOn(patient.id, id)));
  return (
    <>
      <Menu closeOnItemClick={false}>
        <Menu.Target>
          <ActionIcon aria-label={tags.of(patient.name)} loading={busy}>
            <IconTag size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {all.map((tag) => (
            <Menu.Item
              key={tag.id}
              aria-label={(isOn(tag.id) ? tags.takeOff : tags.putOn)(tag.name || tags.unnamed)}
              leftSection={isOn(tag.id) ? <IconCheck size={16} aria-hidden /> : <span style={{ width: 16 }} />}
              onClick={() => void toggle(tag.id)}>
              <TagChip tag={tag} />
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {problem !== null && <ProblemAlert problem={problem} />}
    </>
  );
}
