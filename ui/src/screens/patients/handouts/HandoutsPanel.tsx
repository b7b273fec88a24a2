import { ActionIcon, Button, Menu, Text } from "@mantine/core";
import { IconAlertTriangle, IconDots, IconFileText } from "@tabler/icons-react";
import { useState } from "react";
import { queries } from "../../../ipc/queries";
import { useClinicQuery, useCommand } from "../../../ipc/use-clinic";
import type { GivenHandoutView, LeafletView, PatientHeader } from "../../../ipc/views";
import { useMay } from "../../../nav/session";
import { LooseChip } from "../../../parts/Chip";
import { type Column, DataTable } from "../../../parts/DataTable";
import { Empty } from "../../../parts/Empty";
import { damageText } from "../../../parts/FileAlert";
import { Loaded } from "../../../parts/Loaded";
import { Panel } from "../../../parts/Panel";
import { PrintDialog } from "../../../parts/PrintDialog";
import { ProblemAlert } from "../../../parts/ProblemAlert";
import { offerUndo } from "../../../parts/undo";
import { useFormat, useLanguage, useWords } from "../../../words/speech";
import { ErrorDialog } from "../parts/ErrorDialog";
import { GiveDialog } from "./GiveDialog";
import classes from "./Handouts.module.css";
import { versionsBy } from "./version";

interface Props {
  patient: PatientHeader;
  /** The code of the language that the patient reads best; empty where it is not recorded. */
  language: string;
  visitId: string | null;
}

/** The leaflets of the clinic, each first in the language of the patient, and those that the patient was given. */
export function HandoutsPanel({ patient, language, visitId }: Props) {
  const offered = useClinicQuery(queries.offeredHandouts());
  const given = useClinicQuery(queries.givenHandouts(patient.id));
  return (
    <div className={classes.panels}>
      <Loaded of={offered}>
        {(leaflets) => (
          <Loaded of={given}>
            {(rows) => (
              <Lists patient={patient} language={language} visitId={visitId} leaflets={leaflets} given={rows} />
            )}
          </Loaded>
        )}
      </Loaded>
    </div>
  );
}

function Lists({
  patient,
  language,
  visitId,
  leaflets,
  given,
}: Props & { leaflets: LeafletView[]; given: GivenHandoutView[] }) {
  const { handouts: words, frame, sync } = useWords();
  const may = useMay();
  const mayGive = may("profiles.write") && patient.deletedAt === null;
  const [chosen, setChosen] = useState<LeafletView | null>(null);
  const [printed, setPrinted] = useState<GivenHandoutView | null>(null);
  const { problem, run } = useCommand();
  const lacks = patient.damaged.filter(({ what }) => what === "given_handout");
  const onGiven = (row: GivenHandoutView) => {
    setChosen(null);
    setPrinted(row);
    const takeBack = () => run((clinic) => clinic.removeGivenHandout(row.id, row.seen, words.byMistake));
    offerUndo(`given-${row.id}`, words.wasGiven(row.title ?? ""), frame, async () => {
      const undone = await takeBack();
      if (undone !== undefined) setPrinted(null);
      return undone;
    });
  };
  return (
    <>
      <Leaflets language={language} leaflets={leaflets} given={given} onChoose={mayGive ? setChosen : undefined} />
      <Panel title={words.given} flush={given.length > 0 && lacks.length === 0}>
        {lacks.map((damage) => (
          <LooseChip key={damage.what} tone="bad" icon={IconAlertTriangle} text={damageText(sync, damage)} />
        ))}
        {problem !== null && <ProblemAlert problem={problem} />}
        {given.length > 0 && <Given rows={given} patient={patient} mayRemove={mayGive} onPrint={setPrinted} />}
        {given.length === 0 && lacks.length === 0 && (
          <Text size="sm" c="dimmed">
            {words.givenNone}
          </Text>
        )}
      </Panel>
      {chosen !== null && (
        <GiveDialog
          leaflet={chosen}
          patient={patient}
          language={language}
          visitId={visitId}
          onGiven={onGiven}
          onClose={() => setChosen(null)}
        />
      )}
      {printed !== null && (
        <PrintDialog
          of={{ print: "handout", givenHandoutId: printed.id }}
          patient={patient}
          onClose={() => setPrinted(null)}
        />
      )}
    </>
  );
}

interface LeafletsProps {
  language: string;
  leaflets: LeafletView[];
  given: GivenHandoutView[];
  onChoose: ((leaflet: LeafletView) => void) | undefined;
}

function Leaflets({ language, leaflets, given, onChoose }: LeafletsProps) {
  const { handouts: words } = useWords();
  const format = useFormat();
  const screens = useLanguage();
  const sorted = (leaflet: LeafletView) => versionsBy(leaflet, language, screens);
  const lastGiven = (leaflet: LeafletView) => {
    const ids = leaflet.versions.map(({ id }) => id);
    return given.find(({ handoutId }) => handoutId !== null && ids.includes(handoutId));
  };
  const columns: Column<LeafletView>[] = [
    { key: "title", head: words.name, cell: (row) => sorted(row)[0]!.title },
    {
      key: "languages",
      head: words.languages,
      width: 176,
      cell: (row) =>
        sorted(row)
          .map((version) => format.language(version.language))
          .join(", "),
    },
    {
      key: "given",
      head: words.givenOn,
      width: 144,
      cell: (row) => {
        const last = lastGiven(row);
        return last === undefined ? null : format.date(last.givenAt);
      },
    },
  ];
  if (onChoose !== undefined)
    columns.push({
      key: "act",
      head: words.actions,
      width: 112,
      cell: (row) => (
        <Button
          size="xs"
          variant="default"
          aria-label={words.give(sorted(row)[0]!.title)}
          onClick={(event) => (event.stopPropagation(), onChoose(row))}>
          {words.giveOne}
        </Button>
      ),
    });
  return (
    <Panel title={words.title} flush={leaflets.length > 0}>
      {leaflets.length === 0 ? (
        <Empty icon={IconFileText} title={words.none}>
          {words.noneHelp}
        </Empty>
      ) : (
        <DataTable
          label={words.title}
          rows={leaflets}
          columns={columns}
          rowKey={(row) => row.id}
          onOpen={onChoose}
          wraps
        />
      )}
    </Panel>
  );
}

interface GivenProps {
  rows: GivenHandoutView[];
  patient: PatientHeader;
  mayRemove: boolean;
  onPrint: (row: GivenHandoutView) => void;
}

function Given({ rows, patient, mayRemove, onPrint }: GivenProps) {
  const { handouts: words, patients } = useWords();
  const format = useFormat();
  const columns: Column<GivenHandoutView>[] = [
    { key: "title", head: words.name, cell: (row) => row.title ?? words.unreadable },
    { key: "language", head: words.language, width: 144, cell: (row) => row.language && format.language(row.language) },
    { key: "on", head: words.givenOn, width: 168, cell: (row) => format.dateTime(row.givenAt) },
    { key: "by", wide: "first", head: patients.by, width: 144, cell: (row) => row.by },
  ];
  return (
    <DataTable
      label={words.given}
      rows={rows}
      columns={columns}
      rowKey={(row) => row.id}
      onOpen={onPrint}
      wraps
      menu={mayRemove ? (row) => <GivenMenu row={row} patient={patient} /> : undefined}
    />
  );
}

function GivenMenu({ row, patient }: { row: GivenHandoutView; patient: PatientHeader }) {
  const { handouts: words, background, frame } = useWords();
  const [asks, setAsks] = useState(false);
  const { problem, run } = useCommand();
  const name = words.row(row.title ?? words.unreadable);
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={frame.labelled(frame.more, name)}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setAsks(true)}>{background.enteredInError}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {problem !== null && <ProblemAlert problem={problem} />}
      {asks && (
        <ErrorDialog
          name={name}
          patient={patient}
          remove={(clinic, reason) => clinic.removeGivenHandout(row.id, row.seen, reason)}
          onRemoved={(seen) =>
            offerUndo(`given-${row.id}`, background.removed(name), frame, () =>
              run((clinic) => clinic.restoreGivenHandout(row.id, seen)),
            )
          }
          onClose={() => setAsks(false)}
        />
      )}
    </>
  );
}
