import { Button, DataList, Text } from "@mantine/core";
import { IconNotes } from "@tabler/icons-react";
import type { MeasureTile as Tile, NoteView, PatientView } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { useMay } from "../../nav/session";
import { Chip } from "../../parts/Chip";
import { Empty } from "../../parts/Empty";
import { MeasureTile } from "../../parts/MeasureTile";
import { Panel } from "../../parts/Panel";
import { useCentile } from "../../parts/use-centile";
import { useMeasures } from "../../parts/use-measures";
import { useTypeName } from "../../parts/use-type-name";
import { THIN } from "../../words/format";
import { useFormat, useNow, useWords } from "../../words/speech";
import { BackgroundPanels } from "./background/BackgroundPanels";
import { GoalsShort } from "./goals/GoalsShort";
import { NoteText } from "./parts/NoteText";
import classes from "./PatientPage.module.css";
import { PregnancyPanel } from "./pregnancies/PregnancyPanel";
import { StayPanel } from "./stays/StayPanel";
import { CareTeamPanel } from "./team/CareTeamPanel";

/** What is needed before the patient comes in: figures, the last note, allergies, contacts. */
export function Overview({ patient, onPlan }: { patient: PatientView; onPlan: () => void }) {
  const { patients } = useWords();
  const typeName = useTypeName();
  const format = useFormat();
  const may = useMay();
  const next = patient.nextAppointment;
  return (
    <div className={classes.overview}>
      <MeasureStrip tiles={patient.measures} />
      <div className={classes.columns}>
        <div className={classes.column}>
          <LastNote note={patient.lastNote} />
          {may("chart.read") && <GoalsShort patient={patient.header} onOpen={onPlan} />}
        </div>
        <div className={classes.column}>
          {patient.background !== null && <BackgroundPanels view={patient.background} patient={patient.header} />}
          {patient.pregnancies !== null && (
            <PregnancyPanel patient={patient.header} pregnancies={patient.pregnancies} />
          )}
          {patient.stays !== null && <StayPanel patient={patient.header} stays={patient.stays} />}
          <Panel title={patients.next}>
            {next === null ? (
              <Text size="sm" c="dimmed">
                {patients.noNext}
              </Text>
            ) : (
              <div className={classes.item}>
                <div>
                  <Text size="sm" fw={500} className="tabular">
                    {format.dateTime(next.startsAt)}
                  </Text>
                  <Text size="xs" c="dimmed">
                    {[typeName(next.typeId, next.type), next.provider].join(" · ")}
                  </Text>
                </div>
                <Chip word={next.status} />
              </div>
            )}
          </Panel>
          <CareTeamPanel patient={patient.header} team={patient.careTeam} />
          <Panel title={patients.contacts}>
            {patient.contacts.length === 0 ? (
              <Text size="sm" c="dimmed">
                {patients.noContacts}
              </Text>
            ) : (
              <DataList size="sm" labelWidth="112px">
                {patient.contacts.map((contact) => (
                  <DataList.Item key={contact.id}>
                    <DataList.ItemLabel>{patients.relations[contact.relation]}</DataList.ItemLabel>
                    <DataList.ItemValue>{shown(contact)}</DataList.ItemValue>
                  </DataList.Item>
                ))}
              </DataList>
            )}
          </Panel>
        </div>
      </div>
    </div>
  );
}

function LastNote({ note }: { note: NoteView | null }) {
  const { patients } = useWords();
  const format = useFormat();
  const { go } = useNavigation();
  const visitId = note?.visitId ?? null;
  if (note === null) {
    return (
      <Panel title={patients.lastNote}>
        <Empty icon={IconNotes} title={patients.noNote}>
          {patients.noNoteHelp}
        </Empty>
      </Panel>
    );
  }
  return (
    <Panel
      title={patients.lastNote}
      action={
        visitId !== null && (
          <Button variant="subtle" size="xs" onClick={() => go({ page: "visit", id: visitId })}>
            {patients.openVisit}
          </Button>
        )
      }>
      <div className={classes.byline}>
        <Chip word={note.state} />
        <Text size="xs" c="dimmed">
          {[format.date(note.startedAt), note.author].join(" · ")}
        </Text>
      </div>
      <NoteText note={note} />
    </Panel>
  );
}

const TILES_MAX = 6;
const DAY_MS = 86_400_000;
const OLD_DAYS = 90;

/** Up to six figures with their unit, what changed, and a word when out of range. */
export function MeasureStrip({ tiles }: { tiles: Tile[] }) {
  const { visits, patients, chips } = useWords();
  const format = useFormat();
  const now = useNow();
  const centile = useCentile();
  const { howTaken } = useMeasures();
  if (tiles.length === 0) return null;
  const noteOf = ({ latest, previous }: Tile, ageDays: number) => {
    if (ageDays > OLD_DAYS) return patients.monthsOld(Math.floor(ageDays / 30.44));
    if (previous === null) return patients.first;
    const [last, before] = [latest.quantity, previous.quantity];
    const change = [
      last.value - before.value,
      ...(last.second === null || before.second === null ? [] : [last.second - before.second]),
    ];
    return patients.since(
      `${change.map((by) => format.signed(by)).join("/")}${THIN}${last.unit}`,
      format.shortDate(previous.measuredAt),
    );
  };
  return (
    <div className={classes.strip}>
      {tiles.slice(0, TILES_MAX).map((tile) => {
        const { quantity, measuredAt } = tile.latest;
        const ageDays = (Date.parse(now) - Date.parse(measuredAt)) / DAY_MS;
        const range = tile.range === "low" || tile.range === "high" ? tile.range : null;
        const value =
          quantity.second === null
            ? format.number(quantity.value)
            : `${format.number(quantity.value)}/${format.number(quantity.second)}`;
        return (
          <MeasureTile
            key={tile.kind}
            label={visits.kinds[tile.kind]}
            value={value}
            unit={quantity.unit}
            note={noteOf(tile, ageDays)}
            remark={[howTaken(tile.latest.how), centile.short(tile.latest.centile)].filter(Boolean).join(", ")}
            range={range}
            rangeWord={range === null ? "" : chips[range]}
            isOld={ageDays > OLD_DAYS}
          />
        );
      })}
    </div>
  );
}

const shown = ({ name, phone }: { name: string; phone: string | null }) => [name, phone].filter(Boolean).join(" · ");
