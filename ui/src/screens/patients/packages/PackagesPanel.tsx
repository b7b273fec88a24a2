import { ActionIcon, Alert, Button, Menu } from "@mantine/core";
import { IconDots, IconTicket } from "@tabler/icons-react";
import { useState } from "react";
import { packageQueries } from "../../../ipc/package-queries";
import { useClinicQuery } from "../../../ipc/use-clinic";
import { useLeftForm } from "../../../ipc/use-left-form";
import type { PackageView, PatientHeader } from "../../../ipc/views";
import { useMay } from "../../../nav/session";
import { type Column, DataTable } from "../../../parts/DataTable";
import { Empty } from "../../../parts/Empty";
import { Loaded } from "../../../parts/Loaded";
import { useMayUsePackages } from "../../../parts/packages/use-package-uses";
import { usePackageWords } from "../../../parts/packages/use-package-words";
import { Panel } from "../../../parts/Panel";
import { UnfinishedForm } from "../../../parts/UnfinishedForm";
import { useWords } from "../../../words/speech";
import { EditDialog } from "./EditDialog";
import { NO_SALE } from "./package-form";
import { BilledWith, Left } from "./PackageParts";
import { PackagePeek } from "./PackagePeek";
import { RemoveDialog } from "./RemoveDialog";
import { saleFormOf, SellDialog } from "./SellDialog";
import { UseDialog } from "./UseDialog";

const DIALOGS = { use: UseDialog, edit: EditDialog, remove: RemoveDialog };
type Ask = (what: keyof typeof DIALOGS, row: PackageView) => void;

/** Sessions that a patient has paid for in advance, and how many are left. */
export function PackagesPanel({ patient }: { patient: PatientHeader }) {
  const { packages: words } = useWords();
  const isHere = patient.deletedAt === null;
  const mayWrite = useMay()("billing.write") && isHere;
  const mayUse = useMayUsePackages() && isHere;
  const view = useClinicQuery(packageQueries.of(patient.id));
  const [sells, setSells] = useState(false);
  const left = useLeftForm(
    mayWrite ? saleFormOf(patient.id) : null,
    NO_SALE,
    (typed) => typed.isLeft || setSells(true),
  );
  const [asked, setAsked] = useState<{ what: keyof typeof DIALOGS; id: string } | null>(null);
  const [opened, setOpened] = useState<string | null>(null);
  const find = (id: string | undefined) => view.value?.packages.find((row) => row.id === id);
  const Dialog = asked === null ? null : DIALOGS[asked.what];
  const [about, peeked] = [find(asked?.id), find(opened ?? undefined)];
  return (
    <>
      <Panel
        title={words.title}
        flush
        action={
          mayWrite && (
            <Button size="xs" variant="default" onClick={() => setSells(true)}>
              {words.sell}
            </Button>
          )
        }>
        {!sells && (
          <UnfinishedForm what="sale" of={saleFormOf(patient.id)} left={left} onContinue={() => setSells(true)} />
        )}
        <Loaded of={view} rows={2}>
          {({ isUnsure, packages }) => (
            <>
              {isUnsure && <Alert color="yellow">{words.unsure}</Alert>}
              {packages.length === 0 ? (
                <Empty icon={IconTicket} title={words.none}>
                  {words.noneHelp}
                </Empty>
              ) : (
                <Table
                  packages={packages}
                  mayWrite={mayWrite}
                  mayUse={mayUse}
                  onOpen={({ id }) => setOpened(id)}
                  onAsk={(what, { id }) => setAsked({ what, id })}
                />
              )}
            </>
          )}
        </Loaded>
      </Panel>
      {peeked && <PackagePeek key={peeked.id} of={peeked} mayUse={mayUse} onClose={() => setOpened(null)} />}
      {sells && !left.isPending && (
        <SellDialog key={left.at} patient={patient} left={left} onClose={() => setSells(false)} />
      )}
      {Dialog !== null && about && <Dialog of={about} patient={patient} onClose={() => setAsked(null)} />}
    </>
  );
}

interface May {
  mayWrite: boolean;
  mayUse: boolean;
}
interface TableProps extends May {
  packages: PackageView[];
  onOpen: (row: PackageView) => void;
  onAsk: Ask;
}

function Table({ packages, onOpen, onAsk, ...may }: TableProps) {
  const { packages: words, billing } = useWords();
  const { name } = usePackageWords();
  const columns: Column<PackageView>[] = [
    { key: "service", head: words.service, cell: name },
    { key: "left", head: billing.left, width: 240, cell: (row) => <Left of={row} /> },
    { key: "invoice", head: billing.invoice, width: 136, wide: true, cell: (row) => <BilledWith of={row} /> },
    {
      key: "use",
      head: words.use,
      width: 184,
      // its menu has it, too
      wide: true,
      cell: (row) =>
        may.mayUse &&
        row.state === "ready" && (
          <Button
            size="xs"
            variant="default"
            aria-label={words.useOf(name(row))}
            onClick={(event) => (event.stopPropagation(), onAsk("use", row))}>
            {words.use}
          </Button>
        ),
    },
  ];
  return (
    <DataTable
      wraps
      label={words.title}
      rows={packages}
      columns={columns}
      rowKey={(row) => row.id}
      onOpen={onOpen}
      menu={may.mayWrite || may.mayUse ? (row) => <PackageMenu of={row} {...may} onAsk={onAsk} /> : undefined}
    />
  );
}

function PackageMenu({ of, mayWrite, mayUse, onAsk }: { of: PackageView; onAsk: Ask } & May) {
  const { packages: words } = useWords();
  const { name } = usePackageWords();
  const isUsable = mayUse && of.state === "ready";
  if (!isUsable && !mayWrite) return null;
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon size="sm" aria-label={words.more(name(of))}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {isUsable && <Menu.Item onClick={() => onAsk("use", of)}>{words.use}</Menu.Item>}
        {mayWrite && <Menu.Item onClick={() => onAsk("edit", of)}>{words.edit}</Menu.Item>}
        {mayWrite && <Menu.Item onClick={() => onAsk("remove", of)}>{words.remove}</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  );
}
