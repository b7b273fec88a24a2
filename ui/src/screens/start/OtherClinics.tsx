import { Anchor, Button, Text } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery, useCommand } from "../../ipc/use-clinic";
import type { ClinicChoice } from "../../ipc/views";
import { useClinicSwitch } from "../../nav/session";
import { ClinicMenu, SwitchProblem } from "../../parts/ClinicMenu";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useWords } from "../../words/speech";
import classes from "./OtherClinics.module.css";

type Named = ClinicChoice & { name: string };
const isNamed = (choice: ClinicChoice): choice is Named => choice.name !== null;

/** The way to the other clinics of this computer, where there are any, and those of them that are still open. */
export function OtherClinics() {
  const { clinics: words } = useWords();
  const { switchTo } = useClinicSwitch();
  const clinics = useClinicQuery(queries.clinics());
  const { busy, problem, run } = useCommand();
  const [opened, setOpened] = useState(false);
  const others = (clinics.value ?? []).filter(({ isShown }) => !isShown);
  const open = others.filter(isNamed).filter(({ isOpen }) => isOpen);
  const lock = async () => {
    await run((clinic) => clinic.lock());
    clinics.reload();
  };
  if (others.length === 0) return <SwitchProblem className={classes.problem} />;
  return (
    <>
      <ClinicMenu opened={opened} onChange={setOpened} position="bottom">
        <Button variant="subtle" rightSection={<IconChevronDown size={16} stroke={1.75} aria-hidden />}>
          {words.others}
        </Button>
      </ClinicMenu>
      <SwitchProblem className={classes.problem} />
      {open.length > 0 && (
        <div className={classes.open} role="status">
          {open.map(({ folder, name, user }) => (
            <Text key={folder} size="sm">
              {words.stillOpen(name, user ?? "")}
            </Text>
          ))}
          <div className={classes.actions}>
            {open.map(({ folder, name }) => (
              <Button key={folder} variant="default" onClick={() => switchTo(folder)}>
                {words.backTo(name)}
              </Button>
            ))}
            <Button variant="default" loading={busy} onClick={() => void lock()}>
              {open.length === 1 ? words.lock : words.lockAll}
            </Button>
          </div>
          {problem !== null && <ProblemAlert problem={problem} />}
        </div>
      )}
    </>
  );
}

/** Leads from the first run of an added clinic back to another one, an open one before all. */
export function BackLink() {
  const { clinics: words } = useWords();
  const { switchTo } = useClinicSwitch();
  const clinics = useClinicQuery(queries.clinics());
  const others = (clinics.value ?? []).filter(({ isShown }) => !isShown).filter(isNamed);
  const back = others.find(({ isOpen }) => isOpen) ?? others[0];
  return (
    <>
      <SwitchProblem />
      {back !== undefined && (
        <Anchor component="button" type="button" onClick={() => switchTo(back.folder)}>
          {words.backTo(back.name)}
        </Anchor>
      )}
    </>
  );
}
