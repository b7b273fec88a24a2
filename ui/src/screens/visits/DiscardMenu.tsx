import { ActionIcon, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useState } from "react";
import { flushAll } from "../../ipc/unsaved";
import { useCommand } from "../../ipc/use-clinic";
import type { ReadVersionToken, VisitView } from "../../ipc/views";
import { useNavigation } from "../../nav/navigation";
import { AskDialog } from "../../parts/AskDialog";
import { offerUndo } from "../../parts/undo";
import { useWords } from "../../words/speech";

/** Discards a visit that was begun by mistake, with Undo. */
export function DiscardMenu({ visit, seen }: { visit: VisitView; seen: () => ReadVersionToken }) {
  const { visits, frame } = useWords();
  const { go } = useNavigation();
  const { run } = useCommand();
  const [asks, setAsks] = useState(false);
  const { name } = visit.header;
  const ask = visit.isOwn ? visits.discardAsk(name) : visits.discardOther(name, visit.provider);
  const bringBack = async (removal: ReadVersionToken) => {
    const restored = await run((clinic) => clinic.restoreVisit(visit.id, removal));
    if (restored) go({ page: "visit", id: visit.id });
    return restored;
  };
  const offer = (removal: ReadVersionToken) => {
    go({ page: "patient", id: visit.header.id });
    offerUndo("discarded-visit", visits.discarded, frame, () => bringBack(removal));
  };
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={frame.more}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setAsks(true)}>{visits.discardVisit}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asks && (
        <AskDialog
          question={ask}
          answer={visits.discardVisit}
          patient={visit.header}
          act={async (open) => {
            await flushAll();
            const removal = await open.discardVisit(visit.id, seen(), true);
            offer(removal);
            return removal;
          }}
          onDone={() => undefined}
          onClose={() => setAsks(false)}
        />
      )}
    </>
  );
}
