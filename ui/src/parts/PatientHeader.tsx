import { UnstyledButton } from "@mantine/core";
import { IconAlertTriangle, IconUsers } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { queries } from "../ipc/queries";
import { useClinicQuery } from "../ipc/use-clinic";
import type { PatientHeader as Header } from "../ipc/views";
import { useNavigation } from "../nav/navigation";
import { useMay } from "../nav/session";
import { useWords } from "../words/speech";
import { Chip, LooseChip } from "./Chip";
import { damageText } from "./FileAlert";
import { PatientFace } from "./PatientFace";
import classes from "./PatientHeader.module.css";
import { PregnancyChip } from "./PregnancyChip";
import { StayChip } from "./StayChip";
import { SyncWord } from "./SyncWord";
import { TagChip } from "./TagChip";
import { useBirth } from "./use-birth";
import { useHeightFor } from "./use-height-for";

/** The patient of every clinical page: name, sex, age, birth date, file number, and what must not be missed. */
export function PatientHeader({ header, actions }: { header: Header; actions?: ReactNode }) {
  const { patients, sync } = useWords();
  const birth = useBirth();
  const { go } = useNavigation();
  const status = useClinicQuery(queries.syncStatus()).value;
  // `onlyHere` is as of the read: once all is synced nothing is unsent; without a server it is not shown
  const isSent = status?.state === "noServer" || (status?.state === "synced" && status.waiting === 0);
  const measured = useHeightFor("--patient-header");
  const born = [birth.age(header), birth.day(header)].filter(Boolean);
  return (
    <header ref={measured} className={classes.header}>
      <PatientFace patient={header} />
      <div className={classes.who}>
        <div className={classes.line}>
          <h1 className={classes.name}>{header.name}</h1>
          {header.allergies.map((allergy) => (
            <LooseChip key={allergy.id} tone="bad" icon={IconAlertTriangle} text={allergy.substance} />
          ))}
          <PregnancyChip of={header.pregnancy} />
          <StayChip site={header.stay} />
          {header.tags.map((tag) => (
            <TagChip key={tag.id} tag={tag} />
          ))}
          {header.damaged.map((damage) => (
            <LooseChip key={damage.what} tone="bad" icon={IconAlertTriangle} text={damageText(sync, damage)} />
          ))}
          {header.partial && <LooseChip tone="warn" icon={IconAlertTriangle} text={patients.partial} />}
          {header.namesakes.map((file) => (
            <LooseChip key={file} tone="warn" icon={IconUsers} text={patients.sameName(file)} />
          ))}
          {header.status !== "active" && <Chip word={header.status} />}
          {!header.mayEdit && <Chip word="readOnly" />}
        </div>
        <div className={classes.facts}>
          {[patients.sex[header.sex], ...born, patients.fileNumber(header.fileNumber)].join(" · ")}
        </div>
      </div>
      <div className={classes.actions}>
        {header.sync.needsYou ? (
          <UnstyledButton onClick={() => go({ page: "conflicts", id: null })}>
            <SyncWord look="needs" tone="bad" text={patients.needsYou} />
          </UnstyledButton>
        ) : header.sync.onlyHere > 0 && !isSent ? (
          <SyncWord look="local" tone="muted" text={patients.onlyHere(header.sync.onlyHere)} />
        ) : null}
        {header.sync.inReview > 0 && <InReview patientId={header.id} entries={header.sync.inReview} />}
        {actions}
      </div>
    </header>
  );
}

/** The number of this patient's changes that await a review; a link for users who may decide. */
function InReview({ patientId, entries }: { patientId: string; entries: number }) {
  const { patients } = useWords();
  const { go } = useNavigation();
  const may = useMay();
  const word = <SyncWord look="review" tone="warn" text={patients.inReview(entries)} />;
  if (!may("conflicts.resolve")) return word;
  return <UnstyledButton onClick={() => go({ page: "review", patientId })}>{word}</UnstyledButton>;
}
