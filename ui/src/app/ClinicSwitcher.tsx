import { UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useSession } from "../nav/session";
import { ClinicMenu } from "../parts/ClinicMenu";
import { useWords } from "../words/speech";
import classes from "./Frame.module.css";

interface Props {
  folded: boolean;
  opened: boolean;
  onChange: (opened: boolean) => void;
}

/** The name of the clinic at the top left of the window, which opens the list of the clinics of this computer. */
export function ClinicSwitcher({ folded, opened, onChange }: Props) {
  const { clinics } = useWords();
  const { session } = useSession();
  return (
    <ClinicMenu opened={opened} onChange={onChange} position="bottom-start">
      <UnstyledButton className={classes.brand} title={session.clinicName}>
        <span className={classes.logo} aria-hidden>
          N
        </span>
        <VisuallyHidden>{clinics.current(session.clinicName)}</VisuallyHidden>
        {!folded && (
          <>
            <span className={classes.clinic} aria-hidden>
              {session.clinicName}
            </span>
            <IconChevronDown size={16} stroke={1.75} className={classes.chevron} aria-hidden />
          </>
        )}
      </UnstyledButton>
    </ClinicMenu>
  );
}
