import { Button, Text } from "@mantine/core";
import { IconAlertTriangle, IconPlus } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { queries } from "../../../ipc/queries";
import { entryOf } from "../../../ipc/use-left-form";
import { useClinicQuery } from "../../../ipc/use-clinic";
import type { CareTeamView, MemberView, PatientHeader } from "../../../ipc/views";
import { LooseChip } from "../../../parts/Chip";
import { type EditField, EntryForm } from "../../../parts/EditRow";
import { damageText } from "../../../parts/FileAlert";
import { Panel } from "../../../parts/Panel";
import { useFormat, useToday, useWords } from "../../../words/speech";
import { readDay } from "../../../words/time";
import classes from "../parts/Entries.module.css";
import { MemberRow } from "./MemberRow";

/** The care team: the assigned dietitian first, then the members, former ones folded. */
export function CareTeamPanel({ patient, team }: { patient: PatientHeader; team: CareTeamView }) {
  const { careTeam, patients, sync } = useWords();
  const [adds, setAdds] = useState(false);
  const [showsFormer, setShowsFormer] = useState(false);
  const addButton = useRef<HTMLButtonElement>(null);
  const lacks = patient.damaged.filter(({ what }) => what === "care_team");
  const isFormer = ({ state }: MemberView) => state === "over";
  const [current, former] = [team.members.filter((member) => !isFormer(member)), team.members.filter(isFormer)];
  const close = () => {
    setAdds(false);
    requestAnimationFrame(() => addButton.current?.focus());
  };
  const rows = (members: MemberView[]) =>
    members.map((member) => (
      <li key={member.id}>
        <MemberRow member={member} patient={patient} />
      </li>
    ));
  return (
    <Panel title={careTeam.title}>
      {lacks.map((damage) => (
        <LooseChip key={damage.what} tone="bad" icon={IconAlertTriangle} text={damageText(sync, damage)} />
      ))}
      {team.isUnsure && lacks.length === 0 && (
        <LooseChip tone="warn" icon={IconAlertTriangle} text={patients.partial} />
      )}
      <ul className={classes.list}>
        <li className={classes.none}>
          {team.dietitian === null ? (
            <span className="muted small">{careTeam.none}</span>
          ) : (
            <span>
              <span className={classes.name}>{team.dietitian.name}</span>{" "}
              <Text span size="xs" c="dimmed">
                {careTeam.assigned}
              </Text>
            </span>
          )}
        </li>
        {rows(current)}
      </ul>
      {former.length > 0 && (
        <>
          <Button
            className={classes.quiet}
            size="compact-sm"
            variant="subtle"
            onClick={() => setShowsFormer(!showsFormer)}
            aria-expanded={showsFormer}>
            {careTeam.former(String(former.length))}
          </Button>
          {showsFormer && <ul className={`${classes.list} ${classes.over}`}>{rows(former)}</ul>}
        </>
      )}
      {adds && <NewMemberForm patientId={patient.id} team={team} onClose={close} />}
      {patient.mayEdit && !adds && (
        <Button
          ref={addButton}
          className={classes.quiet}
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => setAdds(true)}>
          {careTeam.add}
        </Button>
      )}
    </Panel>
  );
}

interface NewMember {
  userId: string;
  since: string;
}

function NewMemberForm({ patientId, team, onClose }: { patientId: string; team: CareTeamView; onClose: () => void }) {
  const { careTeam } = useWords();
  const format = useFormat();
  const today = useToday();
  const dietitians = useClinicQuery(queries.dietitians()).value ?? [];
  const isOn = (id: string) =>
    id === team.dietitian?.id || team.members.some(({ userId, until }) => userId === id && until === null);
  const others = dietitians.filter(({ id }) => !isOn(id)).map(({ id, name }) => ({ value: id, label: name }));
  const fields: EditField<NewMember>[] = [
    {
      key: "userId",
      label: careTeam.user,
      span: 3,
      words: [{ value: "", label: careTeam.choose }, ...others],
      takes: careTeam.badUser,
    },
    { key: "since", label: careTeam.since, span: 3, lengthMax: 20, takes: careTeam.badSince },
  ];
  return (
    <EntryForm<NewMember>
      name={careTeam.add}
      fields={fields}
      form={{ userId: "", since: format.day(today) }}
      of={entryOf("careTeam", patientId)}
      save={(clinic, { userId, since }) => clinic.addMember({ patientId, userId, since: readDay(since) ?? since })}
      onSaved={onClose}
      onClose={onClose}
    />
  );
}
