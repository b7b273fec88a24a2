import { ActionIcon, Button, DataList, Menu, Modal, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconAlertTriangle, IconDots, IconNotes } from "@tabler/icons-react";
import { useState } from "react";
import { useCommand } from "../../ipc/use-clinic";
import type { AllergyView, MeasureTile as Tile, NoteView, PatientName, PatientView } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { useMay } from "../../nav/session";
import { DialogActions, PatientLine } from "../../parts/AskDialog";
import { Chip, LooseChip } from "../../parts/Chip";
import { Empty } from "../../parts/Empty";
import { damageText } from "../../parts/FileAlert";
import { MeasureTile } from "../../parts/MeasureTile";
import { Panel } from "../../parts/Panel";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { THIN } from "../../words/format";
import { useFormat, useNow, useWords } from "../../words/speech";
import classes from "./PatientPage.module.css";

/** What is needed before the patient comes in: figures, the last note, allergies, contacts. */
export function Overview({ patient }: { patient: PatientView }) {
  const { patients, sync } = useWords();
  const format = useFormat();
  const may = useMay();
  const lacks = patient.header.damaged.filter(({ what }) => what === "allergy");
  const next = patient.nextAppointment;
  return (
    <div className={classes.overview}>
      <MeasureStrip tiles={patient.measures} />
      <div className={classes.columns}>
        <LastNote note={patient.lastNote} />
        <div className={classes.column}>
          <Panel title={patients.allergies}>
            {lacks.map((damage) => (
              <LooseChip key={damage.what} tone="bad" icon={IconAlertTriangle} text={damageText(sync, damage)} />
            ))}
            {patient.header.allergies.length === 0 && lacks.length === 0 && (
              <Text size="sm" c="dimmed">
                {patients.noAllergies}
              </Text>
            )}
            <ul className={classes.list}>
              {patient.header.allergies.map((allergy) => (
                <li key={allergy.id} className={classes.item}>
                  <LooseChip tone="bad" icon={IconAlertTriangle} text={allergy.substance} />
                  <Text size="xs" c="dimmed">
                    {patients.severities[allergy.severity]}
                  </Text>
                  {may("allergies.write") && <AllergyRemoval allergy={allergy} patient={patient.header} />}
                </li>
              ))}
            </ul>
            {patient.dislikes !== "" && (
              <Text size="sm" mt="sm">
                {patient.dislikes}
              </Text>
            )}
          </Panel>
          {patient.history !== "" && (
            <Panel title={patients.background}>
              <p className={classes.text}>{patient.history}</p>
            </Panel>
          )}
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
                    {[next.type, next.provider].join(" · ")}
                  </Text>
                </div>
                <Chip word={next.status} />
              </div>
            )}
          </Panel>
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
  const { patients, notes } = useWords();
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
      {note.sections
        .filter((section) => section.text.trim() !== "")
        .map((section) => (
          <div key={section.section} className={classes.section}>
            <div className={classes.sectionName}>{notes.sections[section.section]}</div>
            <p className={classes.text}>{section.text}</p>
          </div>
        ))}
      {note.addenda.map((addendum) => (
        <div key={addendum.id} className={classes.section}>
          <div className={classes.sectionName}>{`${notes.addendum} · ${addendum.reason}`}</div>
          <p className={classes.text}>{addendum.text}</p>
          <Text size="xs" c="dimmed">
            {notes.addendumBy(addendum.by, format.dateTime(addendum.at))}
          </Text>
        </div>
      ))}
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

/** As many letters as the reason of a deletion has. */
const REASON_MAX = 4000;

/** Removes an allergy that was entered in error; it asks why. */
function AllergyRemoval({ allergy, patient }: { allergy: AllergyView; patient: PatientName }) {
  const { patients, frame } = useWords();
  const [asks, setAsks] = useState(false);
  const [reason, setReason] = useState("");
  const { busy, problem, run } = useCommand();
  const remove = async () => {
    if ((await run((clinic) => clinic.removeAllergy(allergy.id, allergy.seen, reason))) === undefined) return;
    notifications.show({ message: patients.removed });
    setAsks(false);
  };
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={`${frame.more}: ${allergy.substance}`}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setAsks(true)}>{patients.remove}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={asks}
        onClose={() => setAsks(false)}
        title={patients.removeAllergy(allergy.substance, patient.name)}
        closeButtonProps={{ "aria-label": frame.close }}>
        <form onSubmit={(event) => (event.preventDefault(), void remove())}>
          <Stack gap="md">
            <PatientLine patient={patient} />
            <TextInput
              data-autofocus
              required
              label={patients.reason}
              value={reason}
              maxLength={REASON_MAX}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
            {problem !== null && <ProblemAlert problem={problem} />}
            <DialogActions onClose={() => setAsks(false)}>
              <Button type="submit" color="red" loading={busy} disabled={reason.trim() === ""}>
                {patients.remove}
              </Button>
            </DialogActions>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
